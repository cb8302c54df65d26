"""Facts in findings: the team says which is wrong, an editor answers each. The letter leads here."""

from uuid import UUID

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from evidencehub.authz.guard import Loaded, Withheld, current_actor, requires
from evidencehub.authz.policies import permits
from evidencehub.authz.values import Actor, Permission
from evidencehub.projects.appeals import window
from evidencehub.projects.frozen.keeping import project_sent
from evidencehub.projects.models import Submission
from evidencehub.projects.pages.blueprint import load_submission
from evidencehub.review.corrections import queries, services
from evidencehub.review.corrections.models import FactCorrection
from evidencehub.review.pages.blueprint import ReviewLinks, bp
from evidencehub.review.pages.case_views import load_case
from evidencehub.review.pages.correction_forms import AnswerForm, FactForm
from evidencehub.review.sheet import sheet_of
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import Invalid, NotFound


@bp.route("/team/submissions/<uuid:submission_id>/facts", methods=["GET", "POST"])
@requires(Permission.FACTS_CORRECT, on=load_submission)
def team_facts(submission: Submission) -> ResponseReturnValue:
    """What the team has said so far, what became of it, and while it is not public, one more."""
    named = queries.findings(db.session, submission, sheet_of(submission))
    form = FactForm()
    form.offer(named)
    if form.validate_on_submit():
        try:
            services.say(
                db.session, submission, form.claim, actor=current_actor(), facts=g.facts, now=utc_now(),
                links=ReviewLinks(),
            )  # fmt: skip
        except Invalid as error:
            form.show(error)
        else:
            db.session.commit()
            flash("An editor reads it, and answers.")
            return redirect(url_for(".team_facts", submission_id=submission.id), code=303)
    return render_template(
        "review/team-facts.html", form=form, submission=submission, project=project_sent(submission), named=named,
        said=queries.of_submission(db.session, submission.id),
        appeal_by=window.last_day(submission) if window.is_open(submission, utc_now()) else None,
    ), 422 if form.errors else 200  # fmt: skip


def _of(submission: Submission, correction_id: UUID) -> FactCorrection:
    one = db.session.get(FactCorrection, correction_id)
    if one is None or one.submission_id != submission.id:
        raise NotFound("There is no such fact in this case.")
    return one


def _load_own(actor: Actor, submission_id: UUID, correction_id: UUID) -> Loaded[FactCorrection] | Withheld:
    loaded = load_submission(actor, submission_id)
    if not permits(Permission.FACTS_CORRECT, loaded.facts):
        return Withheld(loaded.facts)
    return Loaded(_of(loaded.resource, correction_id), loaded.facts)


@bp.post("/team/submissions/<uuid:submission_id>/facts/<uuid:correction_id>/take-back")
@requires(Permission.FACTS_CORRECT, on=_load_own)
def take_fact_back(one: FactCorrection) -> ResponseReturnValue:
    services.take_back(db.session, one, actor=current_actor(), facts=g.facts, now=utc_now())
    db.session.commit()
    flash("Taken back.")
    return redirect(url_for(".team_facts", submission_id=one.submission_id), code=303)


@bp.get("/cases/<uuid:submission_id>/facts")
@requires(Permission.CORRECTIONS_MANAGE, on=load_case)
def case_facts(submission: Submission) -> ResponseReturnValue:
    return render_template(
        "review/case-facts.html", submission=submission, said=queries.of_submission(db.session, submission.id),
        named=queries.findings(db.session, submission, sheet_of(submission)),
    )  # fmt: skip


def _load_of_case(actor: Actor, submission_id: UUID, correction_id: UUID) -> Loaded[FactCorrection] | Withheld:
    """The case is checked before it is said whether there is such a fact."""
    loaded = load_case(actor, submission_id)
    if not permits(Permission.CORRECTIONS_MANAGE, loaded.facts):
        return Withheld(loaded.facts)
    return Loaded(_of(loaded.resource, correction_id), loaded.facts)


@bp.route("/cases/<uuid:submission_id>/facts/<uuid:correction_id>", methods=["GET", "POST"])
@requires(Permission.CORRECTIONS_MANAGE, on=_load_of_case)
def answer_fact(one: FactCorrection) -> ResponseReturnValue:
    """Of two editors the second is told that it is answered; so is whoever presses twice."""
    submission, form = one.submission, AnswerForm()
    done = redirect(url_for(".case_facts", submission_id=submission.id), code=303)
    if not one.state.is_waiting:
        flash("This is answered already, or the team took it back. Nothing was changed.")
        return done
    if form.validate_on_submit():
        services.answer(
            db.session, one, form.step.data, text=form.answer.data or "", actor=current_actor(), facts=g.facts,
            now=utc_now(), links=ReviewLinks(),
        )  # fmt: skip
        db.session.commit()
        flash("The team has your answer.")
        return done
    named = queries.findings(db.session, submission, sheet_of(submission))
    return render_template(
        "review/case-fact.html", form=form, submission=submission, one=one,
        finding=named[one.criterion_id, one.result_key],
    ), 422 if form.errors else 200  # fmt: skip
