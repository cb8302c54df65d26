"""What editors see of a case, and do with it."""

from dataclasses import dataclass
from uuid import UUID

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from evidencehub.authz.guard import Loaded, current_actor, requires
from evidencehub.authz.policies import permits
from evidencehub.authz.values import Actor, Facts, Permission
from evidencehub.projects.appeals.queries import of_submission
from evidencehub.projects.disclosure import queries as disclosures
from evidencehub.projects.frozen.keeping import bundle_of
from evidencehub.projects.grounds import grounds
from evidencehub.projects.models import Submission
from evidencehub.projects.questions import queries as questions
from evidencehub.projects.states import SubmissionState
from evidencehub.projects.transitions import SUBMISSION
from evidencehub.review import (
    access,
    cases,
    joined,
    moving,
    pending,
    queries,
    reconciling,
    screening,
    services,
    thirds,
    wording,
)
from evidencehub.review.corrections import queries as corrections
from evidencehub.review.deadlines import REVIEWERS, seats, turn, turn_of_state
from evidencehub.review.pages import forms
from evidencehub.review.pages.blueprint import ReviewLinks, bp
from evidencehub.review.pages.story import timeline
from evidencehub.review.sheet import sheet_of
from evidencehub.review.voices import dissent
from evidencehub.shared import transitions
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import NotFound
from evidencehub.standards.files.vocabulary import load_vocabulary

_CONFLICT = "you have a conflict of interest with this team"
_WAITS = "it is decided, and the letter waits; take the decision back first"


@dataclass(frozen=True)
class Act:
    """Something an editor may do with a case, or why not now."""

    label: str
    endpoint: str
    against: str | None
    is_button: bool = False  # done by one press; otherwise a page of its own
    is_second: bool = False  # beside what the case waits for


def load_case(actor: Actor, submission_id: UUID) -> Loaded[Submission]:
    submission = queries.case(db.session, submission_id)
    if submission is None:
        raise NotFound("There is no such case.")
    return Loaded(submission, access.case_facts(db.session, actor, submission))


@bp.get("/cases/<uuid:submission_id>")
@requires(Permission.CASE_READ, on=load_case)
def case(submission: Submission) -> ResponseReturnValue:
    may_act = g.facts.no_conflict is True
    assignments = [one for one in queries.seats_of(db.session, submission) if not one.is_on_appeal]
    sent = bundle_of(submission)
    files = queries.reports(db.session, submission, with_text=False, with_held=True)
    conflicted = joined.conflicted(db.session, submission, assignments) if may_act else []
    question = questions.waiting(db.session, [submission.id]).get(submission.id) if may_act else None
    fact_since = corrections.waiting(db.session, [submission.id]).get(submission.id) if may_act else None
    waits = pending.pending_of(db.session, submission) if may_act else None
    return render_template(
        "review/case.html", submission=submission, sheet=sheet_of(submission), project=sent.project,
        conflicted={one.assignment.id: one for one in conflicted},
        may_act=may_act,
        acts=_acts(submission, g.facts, decided=waits is not None),
        seats=assignments if may_act else [], now=utc_now(), question=question,
        fact_since=fact_since,
        turn=turn(submission, assignments, question, fact_since) if may_act else turn_of_state(submission),
        events=timeline(db.session, submission, whole=may_act),
        reports=files,
        disclosures=disclosures.of_documents(db.session, [each.document.id for each in files]), words=wording,
        owner=cases.owner_of(db.session, submission),
        ground=grounds().get(submission.rejected_for), checks=screening.checks() if may_act else {},
        pending=waits,
        first_look=screening.answers_of(db.session, submission) if may_act else {},
        appeal=of_submission(db.session, submission),
        designs=load_vocabulary("designs").by_slug, is_decided=submission.state.is_graded,
        dissents=[
            (one, dissent.in_words(submission, one)) for one in dissent.of_case(db.session, submission)
        ] if may_act else [],
    )  # fmt: skip


def _acts(submission: Submission, facts: Facts, *, decided: bool) -> list[Act]:
    """Every act on a case, with the reason against it where it is not possible now.

    :param decided: a decision was taken and waits until its letter goes out.
    """
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
    elif choosing is None:
        choosing = screening.reason_against_grading(db.session, submission)
    waits = _WAITS if decided else None
    settling = waits if submission.state.is_settling else against("decide", Permission.CASE_DECIDE)
    return [
        Act("Start looking it through", "review.screen", against("screen", Permission.CASE_SCREEN), is_button=True),
        Act("Fill in the first look", "review.first_look", _against_first_look(submission, facts)),
        Act("Replace a reviewer" if is_replacing else "Choose two reviewers", "review.assign", choosing),
        Act("Settle what differs", "review.reconcile", settling if facts.no_conflict else _CONFLICT),
        Act("Ask a third reviewer", "review.ask_third", _against_a_third(submission, facts, settling)),
        Act("Decide", "accreditation.decide", waits or against("decide", Permission.CASE_DECIDE)),
        Act("Return it to the team", "review.return_case", against("return", Permission.CASE_SCREEN)),
        Act("Do not take it on", "review.reject", against("reject", Permission.CASE_SCREEN)),
        *_owning(submission, facts),
    ]


def _against_a_third(submission: Submission, facts: Facts, settling: str | None) -> str | None:
    if not permits(Permission.CASE_ASSIGN, facts):
        return _CONFLICT
    return settling or thirds.reason_against_asking(reconciling.compare(db.session, submission))


def _against_first_look(submission: Submission, facts: Facts) -> str | None:
    if not permits(Permission.CASE_SCREEN, facts):
        return _CONFLICT
    return None if submission.state.is_looked_through else "it is over once reviewers are chosen"


def _owning(submission: Submission, facts: Facts) -> list[Act]:
    """A case that was just sent in is taken by starting to look it through."""
    if submission.state is SubmissionState.SUBMITTED:
        return []
    owner = cases.owner_of(db.session, submission)
    over = None if submission.state.is_under_way else "it is over"
    against = over if permits(Permission.CASE_OWN, facts) else _CONFLICT
    yours = owner is not None and owner.id == current_actor().id
    label = f"Take it over from {owner.name}" if owner is not None and not yours else "Take the case"
    return [
        Act(label, "review.take", against or ("it is yours" if yours else None), is_button=True, is_second=True),
        Act("Give it to another editor", "review.hand_over", against),
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


def _moved_on(submission: Submission, step: str) -> ResponseReturnValue | None:
    """Where to go from the page of a step that cannot be taken any more: nobody writes reasons for nothing."""
    if transitions.reason_against(SUBMISSION, submission, step, guards=moving.guards(db.session)) is None:
        return None
    flash("This case has moved on, so that cannot be done any more.")
    return redirect(url_for(".case", submission_id=submission.id), code=303)


@bp.route("/cases/<uuid:submission_id>/return", methods=["GET", "POST"])
@requires(Permission.CASE_SCREEN, on=load_case)
def return_case(submission: Submission) -> ResponseReturnValue:
    if request.method == "GET" and (gone := _moved_on(submission, "return")):
        return gone
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


@bp.route("/cases/<uuid:submission_id>/reject", methods=["GET", "POST"])
@requires(Permission.CASE_SCREEN, on=load_case)
def reject(submission: Submission) -> ResponseReturnValue:
    if request.method == "GET" and (gone := _moved_on(submission, "reject")):
        return gone
    form = forms.RejectForm()
    if form.validate_on_submit():
        services.reject(
            db.session, submission, ground=form.ground.data, because=form.because.data, actor=current_actor(),
            facts=g.facts, now=utc_now(), links=ReviewLinks(),
        )  # fmt: skip
        db.session.commit()
        flash("The case is closed. The team has a mail that says why.")
        return redirect(url_for(".case", submission_id=submission.id), code=303)
    return render_template(
        "review/reject.html", form=form, submission=submission, grounds=grounds().values()
    ), 422 if form.errors else 200  # fmt: skip
