"""What editors see and do: the board, a case, choosing reviewers, settling what differs."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from evidencehub.accounts.models import Person
from evidencehub.authz.guard import Loaded, Withheld, current_actor, requires
from evidencehub.authz.policies import permits
from evidencehub.authz.values import Actor, Facts, Permission
from evidencehub.projects.disclosure import queries as disclosures
from evidencehub.projects.frozen.keeping import bundle_of
from evidencehub.projects.models import Submission
from evidencehub.projects.pages.answers import project_sections, studies_in_words
from evidencehub.projects.states import Column, SubmissionState
from evidencehub.projects.transitions import SUBMISSION
from evidencehub.review import access, cases, joined, moving, queries, reconciling, services, wording
from evidencehub.review.deadlines import REVIEWERS, seats, turn
from evidencehub.review.pages import forms
from evidencehub.review.pages.blueprint import ReviewLinks, bp
from evidencehub.review.pages.story import timeline
from evidencehub.review.reconciling import SEATS, Comparison, Difference, FactDifference, Overtaken
from evidencehub.review.sheet import sheet_of
from evidencehub.shared import transitions
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import Invalid, NotFound
from evidencehub.shared.forms import HubForm
from evidencehub.standards.files.vocabulary import load_vocabulary

_CONFLICT = "you have a conflict of interest with this team"


@dataclass(frozen=True)
class Act:
    """Something an editor may do with a case, or why not now."""

    label: str
    endpoint: str
    against: str | None
    is_button: bool = False  # done by one press; otherwise a page of its own


@bp.get("/cases")
@requires(Permission.CASES_LIST)
def board() -> ResponseReturnValue:
    found = queries.board(db.session, editor_id=current_actor().id, now=utc_now())
    return render_template("review/board.html", board=found, columns=Column)


def load_case(actor: Actor, submission_id: UUID) -> Loaded[Submission]:
    submission = queries.case(db.session, submission_id)
    if submission is None:
        raise NotFound("There is no such case.")
    return Loaded(submission, access.case_facts(db.session, actor, submission))


@bp.get("/cases/<uuid:submission_id>")
@requires(Permission.CASE_READ, on=load_case)
def case(submission: Submission) -> ResponseReturnValue:
    may_act = g.facts.no_conflict is True
    assignments = queries.seats_of(db.session, submission)
    sent = bundle_of(submission)
    files = queries.reports(db.session, submission, with_text=False)
    conflicted = joined.conflicted(db.session, submission, assignments) if may_act else []
    return render_template(
        "review/case.html", submission=submission, sheet=sheet_of(submission), project=sent.project,
        conflicted={one.assignment.id: one for one in conflicted},
        sections=project_sections(sent.project), studies=studies_in_words(sent.evaluations), may_act=may_act,
        acts=_acts(submission, g.facts),
        seats=assignments if may_act else [], turn=turn(submission, assignments), now=utc_now(),
        events=timeline(db.session, submission, names=may_act),
        reports=files,
        disclosures=disclosures.of_documents(db.session, [each.document.id for each in files]), words=wording,
        designs=load_vocabulary("designs").by_slug, is_decided=submission.state.is_graded,
    )  # fmt: skip


def _acts(submission: Submission, facts: Facts) -> list[Act]:
    """Every act on a case, with the reason against it where it is not possible now."""
    guards = {**moving.guards(db.session), "tier_reached": _nothing, "no_tier_reached": _nothing}

    def against(step: str, permission: Permission) -> str | None:
        if not permits(permission, facts):
            return _CONFLICT
        return transitions.reason_against(SUBMISSION, submission, step, guards=guards)

    free = REVIEWERS - len(seats(cases.assignments_of(db.session, submission)))
    is_replacing = submission.state is SubmissionState.IN_REVIEW
    choosing = None if permits(Permission.CASE_ASSIGN, facts) else _CONFLICT
    if choosing is None and is_replacing:
        choosing = None if free else "two reviewers are on the case, and none of them has left it"
    elif choosing is None and submission.state is not SubmissionState.SCREENING:
        choosing = against("start-review", Permission.CASE_ASSIGN)
    settling = None if submission.state.is_settling else against("decide", Permission.CASE_DECIDE)
    return [
        Act("Start looking it through", "review.screen", against("screen", Permission.CASE_SCREEN), is_button=True),
        Act("Replace a reviewer" if is_replacing else "Choose two reviewers", "review.assign", choosing),
        Act("Settle what differs", "review.reconcile", settling if facts.no_conflict else _CONFLICT),
        Act("Decide", "accreditation.decide", against("decide", Permission.CASE_DECIDE)),
        Act("Return it to the team", "review.return_case", against("return", Permission.CASE_SCREEN)),
    ]


def _nothing(_submission: Submission) -> str | None:
    return None


@bp.post("/cases/<uuid:submission_id>/screen")
@requires(Permission.CASE_SCREEN, on=load_case)
def screen(submission: Submission) -> ResponseReturnValue:
    services.screen(db.session, submission, actor=current_actor(), facts=g.facts, now=utc_now())
    db.session.commit()
    flash("You are looking this case through now.")
    return redirect(url_for(".case", submission_id=submission.id), code=303)


@bp.route("/cases/<uuid:submission_id>/return", methods=["GET", "POST"])
@requires(Permission.CASE_SCREEN, on=load_case)
def return_case(submission: Submission) -> ResponseReturnValue:
    form = forms.ReturnForm()
    if form.validate_on_submit():
        services.return_to_team(
            db.session, submission, reason=form.reason.data, actor=current_actor(), facts=g.facts, now=utc_now(),
            links=ReviewLinks(),
        )  # fmt: skip
        db.session.commit()
        flash("The team has it back, and a mail that says why.")
        return redirect(url_for(".case", submission_id=submission.id), code=303)
    return render_template("review/return.html", form=form, submission=submission), 422 if form.errors else 200


@bp.route("/cases/<uuid:submission_id>/assign", methods=["GET", "POST"])
@requires(Permission.CASE_ASSIGN, on=load_case)
def assign(submission: Submission) -> ResponseReturnValue:
    found = services.candidates(db.session, submission)
    free = REVIEWERS - len(seats(cases.assignments_of(db.session, submission)))
    form = forms.AssignForm()
    form.offer(found)
    form.reviewers.label.text = "Who should grade this?" if free == REVIEWERS else "Who should take the free place?"
    if form.validate_on_submit():
        people = [db.session.get(Person, UUID(chosen)) for chosen in form.reviewers.data or []]
        try:
            services.assign(
                db.session, submission, [person for person in people if person], actor=current_actor(), facts=g.facts,
                now=utc_now(), links=ReviewLinks(),
            )  # fmt: skip
        except Invalid as error:
            form.show(error)
        else:
            db.session.commit()
            flash("The invitation is sent." if free == 1 else "Two reviewers are invited, and the team is told.")
            return redirect(url_for(".case", submission_id=submission.id), code=303)
    return render_template(
        "review/assign.html", form=form, submission=submission, candidates=found, free=free
    ), 422 if form.errors else 200  # fmt: skip


@bp.get("/cases/<uuid:submission_id>/reconcile")
@requires(Permission.CASE_RECONCILE, on=load_case)
def reconcile(submission: Submission) -> ResponseReturnValue:
    comparison = reconciling.compare(db.session, submission)
    return render_template(
        "review/reconcile.html", submission=submission, comparison=comparison, questions=_questions(comparison),
        words=wording,
    )  # fmt: skip


def _questions(comparison: Comparison) -> list[Difference | FactDifference]:
    """Everything that differs, in an order that never changes, since the findings are frozen."""
    return [*comparison.differences, *comparison.fact_differences]


def _load_question(
    actor: Actor, submission_id: UUID, place: int
) -> Loaded[tuple[Submission, Comparison, int]] | Withheld:
    """The case is checked before it is said whether there is such a question."""
    loaded = load_case(actor, submission_id)
    if not permits(Permission.CASE_RECONCILE, loaded.facts):
        return Withheld(loaded.facts)
    comparison = reconciling.compare(db.session, loaded.resource)
    if not 1 <= place <= len(_questions(comparison)):
        raise NotFound("There is no such question in this case.")
    return Loaded((loaded.resource, comparison, place), loaded.facts)


def _form_for(difference: Difference | FactDifference) -> HubForm:
    if isinstance(difference, FactDifference):
        return forms.fact_settling_form(difference)
    return forms.settling_form(difference)


@bp.route("/cases/<uuid:submission_id>/reconcile/<int:place>", methods=["GET", "POST"])
@requires(Permission.CASE_RECONCILE, on=_load_question)
def settle(question: tuple[Submission, Comparison, int]) -> ResponseReturnValue:
    submission, comparison, place = question
    difference = _questions(comparison)[place - 1]
    is_fact = isinstance(difference, FactDifference)
    form, others = _form_for(difference), None
    if form.validate_on_submit():
        try:
            _settle(submission, difference, form)
        except Overtaken as error:
            form.show(error)
            difference = _questions(reconciling.compare(db.session, submission))[place - 1]
            others, form["seen"].data = difference.agreed, forms.settled_as(difference)
        except Invalid as error:
            form.show(error)
        else:
            db.session.commit()
            flash("Settled.")
            return redirect(_next(submission, place), code=303)
    return render_template(
        "review/settle.html", form=form, submission=submission, difference=difference, is_fact=is_fact, place=place,
        others=others, count=len(_questions(comparison)), labels=comparison.sheet.labels, seats=SEATS, words=wording,
    ), 422 if form.errors else 200  # fmt: skip


def _settle(submission: Submission, difference: Difference | FactDifference, form: HubForm) -> None:
    told: dict[str, Any] = {"actor": current_actor(), "now": utc_now(), "facts": g.facts}
    told["seen_then"] = form["seen"].data or ""
    if isinstance(difference, FactDifference):
        value, page = form["value"].data, form["page"].data
        services.agree_fact(db.session, submission, difference.fact.name, difference.result_key, value, page, **told)
    else:
        answer, reason = form["answer"].data, form["reason"].data
        services.agree(db.session, submission, *difference.item.key, answer, reason, **told)


def _next(submission: Submission, place: int) -> str:
    """The next open question after this one, or the list when none is left."""
    questions = _questions(reconciling.compare(db.session, submission))
    after = [n for n, one in enumerate(questions, start=1) if one.agreed is None]
    following = next((n for n in after if n > place), after[0] if after else None)
    if following is None:
        return url_for(".reconcile", submission_id=submission.id)
    return url_for(".settle", submission_id=submission.id, place=following)
