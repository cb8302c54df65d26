"""The editors' desk: reports of mistakes that wait, and what came of one."""

from uuid import UUID

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from evidencehub.authz.guard import Loaded, current_actor, requires
from evidencehub.authz.values import Actor, Permission, facts_of
from evidencehub.feedback.mistakes import queries, services
from evidencehub.feedback.mistakes.models import MistakeReport
from evidencehub.feedback.pages.blueprint import MistakeLinks, bp, page_of
from evidencehub.feedback.pages.mistake_forms import ANSWER, CORRECT, DecideForm
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import Invalid, NotFound, WrongState
from evidencehub.shared.paging import page_number


@bp.get("/admin/mistakes")
@requires(Permission.MISTAKES_MANAGE)
def mistakes() -> ResponseReturnValue:
    page = queries.desk(db.session, page_number(request.args.get("page")))
    return render_template(
        "feedback/mistakes-desk.html", page_of=page, waiting=queries.waiting(db.session), now=utc_now()
    )


def _load(actor: Actor, report_id: UUID) -> Loaded[MistakeReport]:
    made = queries.mistake(db.session, report_id)
    if made is None:
        raise NotFound("There is no such report.")
    return Loaded(made, facts_of(actor))


@bp.route("/admin/mistakes/<uuid:report_id>", methods=["GET", "POST"])
@requires(Permission.MISTAKES_MANAGE, on=_load)
def mistake(made: MistakeReport) -> ResponseReturnValue:
    form = DecideForm(data={"answer": made.words.answer})
    if form.validate_on_submit():
        try:
            said = _decide(made, form)
        except (Invalid, WrongState) as error:
            form.show(error)
        else:
            db.session.commit()
            flash(said)
            return redirect(url_for(".mistakes"), code=303)
    return render_template(
        "feedback/mistake-decide.html", made=made, form=form, page=page_of(made),
        correction=queries.correction_of(db.session, made), now=utc_now(),
    ), 422 if form.errors else 200  # fmt: skip


def _decide(made: MistakeReport, form: DecideForm) -> str:
    """What the editor is told when it is done."""
    who = {"actor": current_actor(), "facts": g.facts, "now": utc_now()}
    mailed = " Whoever reported it gets your answer by mail." if made.words.email else ""
    answer = form.answer.data or ""
    if form.act.data == CORRECT:
        services.correct(db.session, made, text=answer, said=form.said.data or "", links=MistakeLinks(), **who)
        return f"The page says now what was corrected.{mailed}"
    if form.act.data == ANSWER:
        services.answer(db.session, made, text=answer, links=MistakeLinks(), **who)
        return f"The report is answered.{mailed}"
    services.set_aside(db.session, made, **who)
    return "The report is closed."
