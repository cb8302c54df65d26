"""Reminding many reviewers at once: choose, read each mail, send."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from evidencehub.authz.guard import current_actor, requires
from evidencehub.authz.values import Permission
from evidencehub.review import asking_all
from evidencehub.review.pages.blueprint import ReviewLinks, bp
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.forms import EmptyForm
from evidencehub.shared.words import counted


@bp.get("/cases/reminders")
@requires(Permission.CASES_LIST)
def reminders() -> ResponseReturnValue:
    found = asking_all.found(db.session, editor_id=current_actor().id, now=utc_now(), links=ReviewLinks())
    return render_template("review/reminders.html", found=found, most=asking_all.MOST)


@bp.get("/cases/reminders/preview")
@requires(Permission.CASES_LIST)
def preview_reminders() -> ResponseReturnValue:
    """``?seat=`` for each that was chosen; what cannot be sent is said with the reason."""
    chosen = set(request.args.getlist("seat"))
    found = asking_all.found(db.session, editor_id=current_actor().id, now=utc_now(), links=ReviewLinks())
    letters = [each for each in found.letters if str(each.seat.assignment.id) in chosen]
    left_out = [each for each in found.left_out if str(each.seat.assignment.id) in chosen]
    return render_template(
        "review/reminders-preview.html", letters=letters[: asking_all.MOST], later=len(letters[asking_all.MOST :]),
        left_out=left_out, form=EmptyForm(formdata=None),
    )  # fmt: skip


@bp.post("/cases/reminders")
@requires(Permission.CASES_LIST)
def send_reminders() -> ResponseReturnValue:
    marks: dict[UUID, str] = {}
    for said in request.form.getlist("letter"):
        key, _, mark = said.partition(":")
        try:
            marks[UUID(key)] = mark
        except ValueError:
            continue
    sent = 0
    if EmptyForm().validate_on_submit():
        sent = asking_all.send(db.session, marks, actor=current_actor(), now=utc_now(), links=ReviewLinks())
        db.session.commit()
    if sent == len(marks) and sent:
        flash(f"{counted(sent, 'reminder is', 'reminders are')} on the way.")
    elif marks:
        left = counted(len(marks) - sent, "person has", "people have")
        flash(f"{counted(sent, 'reminder', 'reminders')} sent. {left} not been reminded: something changed since you "
              "read the mails, or they were reminded already.", "important")  # fmt: skip
    return redirect(url_for(".reminders"), code=303)
