"""What those see and do who judge how sure we can be: their list, the declaration, the page to judge, confirming."""

from uuid import UUID

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from evidencehub.authz.guard import Loaded, current_actor, requires
from evidencehub.authz.values import Actor, Permission
from evidencehub.catalogue.outcomes.certainty import confirming, judging, queries
from evidencehub.catalogue.outcomes.certainty.access import seat_facts
from evidencehub.catalogue.outcomes.certainty.judging import Overtaken
from evidencehub.catalogue.outcomes.certainty.models import Seat
from evidencehub.catalogue.outcomes.versions import gathered_of, pooled_of
from evidencehub.catalogue.outcomes.wording import outcome_label
from evidencehub.catalogue.pages.blueprint import bp
from evidencehub.catalogue.pages.certainty_figures import figures, starts
from evidencehub.catalogue.pages.certainty_forms import JudgeForm, answer_in_words, judge_form
from evidencehub.catalogue.pages.synthesis_page import synthesis_page
from evidencehub.projects.public import public_view
from evidencehub.review import conflicts
from evidencehub.review.pages.choosing_forms import DeclareForm
from evidencehub.review.wording import when_saved
from evidencehub.shared import saving
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import Invalid, NotFound, WrongState
from evidencehub.shared.forms import EmptyForm
from evidencehub.shared.links import absolute

OVERTAKEN, REFUSED = 409, 422


class CertaintyLinks:
    """Where the mails about judging lead, each as a whole sentence."""

    def seat(self, seat_id: UUID) -> str:
        return f"Open it: {absolute('catalogue.seat', seat_id=seat_id)}"

    def desk(self, version_id: UUID) -> str:
        return f"Open it: {absolute('catalogue.certainty_desk', version_id=version_id)}"

    def page(self, version_id: UUID) -> str:
        return f"Read it: {absolute('catalogue.synthesis', version_id=version_id)}"


@bp.get("/judgements")
@requires(Permission.ASSIGNMENTS_LIST)
def my_judgements() -> ResponseReturnValue:
    mine = queries.seats_of(db.session, current_actor().id)
    again = confirming.to_look_at(db.session, mine)
    return render_template(
        "catalogue/certainty/mine.html", outcome_label=outcome_label, now=utc_now(), again=again,
        due=[each for each in mine if each.state.is_due or each.id in again],
        done=[each for each in mine if not each.state.is_due and each.id not in again],
    )  # fmt: skip


def load_seat(actor: Actor, seat_id: UUID) -> Loaded[Seat]:
    seat = queries.seat(db.session, seat_id)
    if seat is None:
        raise NotFound("There is no such page.")
    return Loaded(seat, seat_facts(actor, seat))


@bp.get("/judgements/<uuid:seat_id>")
@requires(Permission.ASSIGNMENT_READ, on=load_seat)
def seat(seat: Seat) -> ResponseReturnValue:
    """Where one stands with it: the declaration, the way to judge, what was sent, what is to be confirmed."""
    return _seat_page(seat, DeclareForm())


def _seat_page(seat: Seat, form: DeclareForm) -> ResponseReturnValue:
    version = seat.judgement.version
    view = public_view(db.session, version.project)
    inside = {each.evaluation for each in gathered_of(version).entered}
    said = judging.given(seat)
    return render_template(
        "catalogue/certainty/seat.html", seat=seat, version=version, form=form, empty=EmptyForm(),
        outcome=outcome_label(version.outcome), checks=conflicts.from_data(seat.machine_check),
        studies=[each for each in view.evaluations if each.id in inside] if view else [], facts=g.facts,
        sent=[(each, answer_in_words(each, said[each.id].answer), said[each.id].reason)
              for each in judging.asked(seat)] if seat.frozen_at else [],
        again=confirming.to_confirm(db.session, seat),
    ), REFUSED if form.errors else 200  # fmt: skip


@bp.post("/judgements/<uuid:seat_id>/declare")
@requires(Permission.ASSIGNMENT_DECLARE, on=load_seat)
def declare_seat(seat: Seat) -> ResponseReturnValue:
    form = DeclareForm()
    if not form.validate_on_submit():
        return _seat_page(seat, form)
    what = f"{form.kind.told}: {form.what.data}" if form.kind else ""
    judging.declare(db.session, seat, conflict=what, actor=current_actor(), now=utc_now(), links=CertaintyLinks())
    db.session.commit()
    if seat.state.has_report:
        return redirect(url_for(".judge", seat_id=seat.id), code=303)
    return redirect(url_for(".seat", seat_id=seat.id), code=303)


@bp.post("/judgements/<uuid:seat_id>/decline")
@requires(Permission.ASSIGNMENT_LEAVE, on=load_seat)
def decline_seat(seat: Seat) -> ResponseReturnValue:
    judging.decline(db.session, seat, actor=current_actor(), now=utc_now(), links=CertaintyLinks())
    db.session.commit()
    flash("Thank you for telling us.")
    return redirect(url_for(".my_judgements"), code=303)


@bp.route("/judgements/<uuid:seat_id>/judge", methods=["GET", "POST"])
@requires(Permission.FINDING_RECORD, on=load_seat)
def judge(seat: Seat) -> ResponseReturnValue:
    """All questions, the synthesis and its figures beside them. What is typed is kept; sending is another press."""
    form = judge_form(seat)
    if form.validate_on_submit():
        try:
            judging.save(
                db.session, seat, form.said(), is_named=form.is_named.data, seen=_number(form.seen.data),
                actor=current_actor(), now=utc_now(),
            )  # fmt: skip
        except Overtaken as error:
            return _overtaken(seat, form, str(error))
        except Invalid as error:
            form.show_problems(dict(error.errors))
        else:
            return _saved(seat, form)
    if saving.is_by_itself():
        return saving.told("problem", form.seen.data or "")
    return _judge_page(seat, form, REFUSED if form.errors else 200)


def _saved(seat: Seat, form: JudgeForm) -> ResponseReturnValue:
    db.session.commit()
    if saving.is_by_itself():
        return saving.told("saved", str(seat.row_version))
    if request.form.get("then") != "send":
        flash("Saved.")
        return redirect(url_for(".judge", seat_id=seat.id), code=303)
    try:
        judging.send(db.session, seat, actor=current_actor(), now=utc_now(), links=CertaintyLinks())
    except Invalid as error:
        db.session.rollback()
        form.show_problems(dict(error.errors))
        form.seen.data = str(seat.row_version)
        return _judge_page(seat, form, REFUSED)
    db.session.commit()
    flash("What you found is sent. Thank you.")
    return redirect(url_for(".seat", seat_id=seat.id), code=303)


def _overtaken(seat: Seat, form: JudgeForm, why: str) -> ResponseReturnValue:
    """Nothing was written. The next press knows of it, and so may write over it."""
    db.session.rollback()
    if saving.is_by_itself():
        return saving.told("overtaken", form.seen.data or "")
    form.form_errors.append(f"{why} What you typed here is below. To keep it instead, save again.")
    form.seen.data = str(seat.row_version)
    return _judge_page(seat, form, OVERTAKEN)


def _judge_page(seat: Seat, form: JudgeForm, status: int) -> ResponseReturnValue:
    version = seat.judgement.version
    gathered, pooled = gathered_of(version), pooled_of(version)
    view = public_view(db.session, version.project)
    if view is None or pooled is None:
        raise NotFound("What this was made of is public no more.")
    return render_template(
        "catalogue/certainty/judge.html", seat=seat, form=form, version=version, now=utc_now(), when_saved=when_saved,
        page=synthesis_page(
            version, gathered, pooled, view, [], lambda key: url_for("catalogue.evaluation", evaluation_id=key)
        ),
        figures=figures(gathered, pooled, view, seat.judgement.standard_version),
        starts=starts(gathered, seat.judgement.standard_version),
    ), status  # fmt: skip


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0


@bp.post("/judgements/<uuid:seat_id>/confirm")
@requires(Permission.REPORT_READ, on=load_seat)
def confirm_seat(seat: Seat) -> ResponseReturnValue:
    open_ = confirming.to_confirm(db.session, seat)
    try:
        if open_ is None or request.form.get("version") != str(open_[0].id):
            raise WrongState("Another version holds now, or you said so already. Look again.")
        confirming.confirm(db.session, seat, open_[0], actor=current_actor(), facts=g.facts, now=utc_now())
    except WrongState as error:
        db.session.rollback()
        flash(str(error))
    else:
        db.session.commit()
        flash("Thank you. Once both of you have said so, an editor can publish it.")
    return redirect(url_for(".seat", seat_id=seat.id), code=303)
