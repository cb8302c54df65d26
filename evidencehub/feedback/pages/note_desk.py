"""The editors' desk: practice notes that wait, and what to do with one."""

from uuid import UUID

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from evidencehub.authz.guard import Loaded, current_actor, requires
from evidencehub.authz.values import Actor, Permission, facts_of
from evidencehub.feedback.notes import queries, services
from evidencehub.feedback.notes.models import PracticeNote
from evidencehub.feedback.pages.blueprint import NoteLinks, bp
from evidencehub.feedback.pages.note_forms import RefuseNoteForm
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import Invalid, NotFound, WrongState
from evidencehub.shared.paging import page_number


@bp.get("/admin/notes")
@requires(Permission.NOTES_MANAGE)
def notes_desk() -> ResponseReturnValue:
    page = queries.desk(db.session, page_number(request.args.get("page")))
    return render_template("feedback/notes-desk.html", page_of=page, waiting=queries.waiting(db.session))


def _load(actor: Actor, note_id: UUID) -> Loaded[PracticeNote]:
    found = queries.note(db.session, note_id)
    if found is None:
        raise NotFound("There is no such note.")
    return Loaded(found, facts_of(actor))


@bp.get("/admin/notes/<uuid:note_id>")
@requires(Permission.NOTES_MANAGE, on=_load)
def note(written: PracticeNote) -> ResponseReturnValue:
    return _render(written, RefuseNoteForm())


@bp.post("/admin/notes/<uuid:note_id>/publish")
@requires(Permission.NOTES_MANAGE, on=_load)
def publish_note(written: PracticeNote) -> ResponseReturnValue:
    services.publish(db.session, written, actor=current_actor(), facts=g.facts, now=utc_now(), links=NoteLinks())
    db.session.commit()
    flash("Everybody can read the note.")
    return redirect(url_for(".notes_desk"), code=303)


@bp.post("/admin/notes/<uuid:note_id>/refuse")
@requires(Permission.NOTES_MANAGE, on=_load)
def refuse_note(written: PracticeNote) -> ResponseReturnValue:
    form = RefuseNoteForm()
    if form.validate_on_submit():
        who = {"actor": current_actor(), "facts": g.facts, "now": utc_now()}
        try:
            services.refuse(db.session, written, reason=form.reason.data, links=NoteLinks(), **who)
        except (Invalid, WrongState) as error:
            form.show(error)
        else:
            db.session.commit()
            flash("The note is not public.")
            return redirect(url_for(".notes_desk"), code=303)
    return _render(written, form)


def _render(written: PracticeNote, form: RefuseNoteForm) -> ResponseReturnValue:
    return render_template("feedback/note.html", written=written, form=form), 422 if form.errors else 200
