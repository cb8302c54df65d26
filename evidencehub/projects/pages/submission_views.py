"""Checking the answers, sending them, and following what was sent."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from flask import flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from evidencehub.authz.guard import current_actor, requires
from evidencehub.authz.policies import permits
from evidencehub.authz.values import Permission, team_facts
from evidencehub.projects import waiting
from evidencehub.projects.appeals import queries as appeals
from evidencehub.projects.appeals import window
from evidencehub.projects.disclosure import queries as disclosures
from evidencehub.projects.disclosure.models import Disclosure
from evidencehub.projects.frozen.keeping import Bundle, bundle_of, remains_of
from evidencehub.projects.grounds import grounds
from evidencehub.projects.missing import evaluation_missing, in_use, project_missing
from evidencehub.projects.models import Evaluation, Project, Submission
from evidencehub.projects.pages.answers import project_sections, studies_in_words
from evidencehub.projects.pages.asked_of import what_was_asked
from evidencehub.projects.pages.blueprint import (
    bp,
    load_project,
    load_submission,
    render,
    settings,
)
from evidencehub.projects.pages.differences import Differences, differences
from evidencehub.projects.pages.sending_form import form_of, send, sending_of
from evidencehub.projects.plans.told import comparisons
from evidencehub.projects.public import stub
from evidencehub.projects.queries import open_submission
from evidencehub.projects.questions import queries as questions
from evidencehub.projects.sending import KIND, AlreadyOpen
from evidencehub.projects.statement.told import can_be_given
from evidencehub.projects.states import SubmissionState
from evidencehub.projects.transitions import SUBMISSION
from evidencehub.projects.waiting import Wait
from evidencehub.shared import audit, transitions
from evidencehub.shared.clock import day_of, hub_today, utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import Invalid, NotAllowed
from evidencehub.standards.files.loading import load_standard

# From the audit's words to the team's. What is not here (who was asked, who declined) is not theirs to see.
EVENTS = {
    "submission.send": "You sent it",
    "submission.screen": "An editor started to read it",
    "submission.clear": "An editor looked it through, and let its name, summary, plan and titles be public",
    "submission.close": "An editor took its name, summary, plan and titles off the public pages again",
    "submission.return": "The editor sent it back to you",
    "submission.reject": "An editor did not take it on for grading",
    "submission.withdraw": "You withdrew it",
    "submission.start-review": "Grading began",
    "submission.freeze-findings": "Both reviewers finished",
    "submission.decide": "It was decided, and you got the letter",
    "submission.accredit": "It was accredited, and became public",
    "submission.gain-on-appeal": "On appeal it was accredited",
    "submission.lose-on-appeal": "On appeal it was decided: no Standard reached",
    "submission.not-accredit": "It became public: no Standard reached yet",
}


@bp.route("/team/projects/<uuid:project_id>/send", methods=["GET", "POST"])
@requires(Permission.SUBMISSION_CREATE, on=load_project)
def check(project: Project) -> ResponseReturnValue:
    """Check your answers: everything that will be frozen, and the button that sends it."""
    if (sent := open_submission(db.session, project.id)) is not None:
        return _sent_already(sent.id)
    sending = sending_of(project)
    form, ready, proposal, as_sent = form_of(sending), sending.ready, sending.proposal, sending.as_sent
    if request.method == "GET":
        form.evaluations.data = [str(evaluation.id) for evaluation in ready]
        wanted = request.args.get("standard")
        is_offered = wanted in {each.id for each in sending.offer.offered}
        form.standard.data = wanted if is_offered else proposal.standard.id if proposal else None
    may_send = permits(Permission.SUBMISSION_SEND, g.facts)
    if form.validate_on_submit():
        if not may_send:
            raise NotAllowed("Your role in this team does not include it. Ask an owner of the team.")
        if request.form.get("seen", sending.seen) != sending.seen:
            form.form_errors.append("An answer changed after you opened this page. Check it below, then send")
        else:
            try:
                submission = send(sending, form)
            except AlreadyOpen as error:
                db.session.rollback()
                return _sent_already(error.submission_id)
            except Invalid as error:
                db.session.rollback()
                form.show(error)
            else:
                db.session.commit()
                flash(f"{project.name} has been sent.")
                return redirect(url_for(".submission", submission_id=submission.id), code=303)
    return render(
        "check.html", form, project=project, gaps=project_missing(project), may_send=may_send, ready=ready,
        seen=sending.seen, previous=sending.previous, was_asked=sending.was_asked, about_people=sending.about_people,
        standards=sending.offer.offered, proposal=proposal, in_use=in_use,
        wait=waiting.expected(db.session, demo=project.demo),
        disclosures=_disclosures(ready), project_sent=sending.whole,
        project_sections=project_sections(sending.whole, as_sent),
        not_ready=[(each, evaluation_missing(each)) for each in project.evaluations if each not in ready],
        compared=comparisons(db.session, as_sent),
        studies=list(zip(ready, studies_in_words(as_sent), strict=True)), stub=stub(sending.whole, as_sent),
        changed=_changed(sending.previous, Bundle(sending.whole, tuple(as_sent))), days=settings().facts_check_days,
        look_days=SubmissionState.SUBMITTED.told.days,
    )  # fmt: skip


def _changed(previous: Submission | None, now: Bundle) -> Differences | None:
    """What differs from what was sent before; None where nothing was, or a text of it was removed."""
    try:
        return differences(bundle_of(previous), now) if previous else None
    except Invalid:
        return None


def _disclosures(evaluations: Sequence[Evaluation]) -> dict[UUID, Disclosure]:
    return disclosures.of_documents(db.session, [one.id for each in evaluations for one in each.documents])


def _sent_already(submission_id: Any) -> ResponseReturnValue:
    flash("This has been sent already. You can send it again when there is a decision.")
    return redirect(url_for(".submission", submission_id=submission_id), code=303)


@bp.get("/team/submissions/<uuid:submission_id>")
@requires(Permission.SUBMISSION_READ, on=load_submission)
def submission(submission: Submission) -> ResponseReturnValue:
    """What happens next: the state, whose turn it is, by when, and what happened so far. Never who grades."""
    told = audit.story(db.session, subject_type=KIND, subject_id=submission.id)
    is_latest = submission is submission.project.submissions[-1]
    appeal, due_at = appeals.of_submission(db.session, submission), _due(submission)
    return render(
        "submission.html", submission=submission, project=submission.project,
        standard=load_standard(submission.standard_id, submission.standard_version),
        events=[(EVENTS[entry.action], entry.at) for entry in told if entry.action in EVENTS],
        letter=_letter(submission), today=hub_today(),
        due_at=due_at, is_late=due_at is not None and day_of(due_at) < hub_today(),
        is_latest=is_latest, steps=_steps(submission),
        evaluations=remains_of(submission).evaluations,
        has_statement=can_be_given(submission),
        can_send_again=is_latest and submission.state.is_returned,
        may_edit=permits(Permission.SUBMISSION_CREATE, team_facts(current_actor(), submission.project.organisation_id)),
        ground=grounds().get(submission.rejected_for), appeal=appeal,
        appeal_until=window.last_day(submission) if window.is_open(submission, utc_now()) else None,
        can_withdraw=is_latest and permits(Permission.SUBMISSION_WITHDRAW, g.facts)
        and transitions.starts_from(SUBMISSION, submission, "withdraw"),
        questions=questions.sent(db.session, submission.id),
        was_asked=what_was_asked(db.session, submission.project) if is_latest else None,
    )  # fmt: skip


def _letter(submission: Submission) -> tuple[Wait, date] | None:
    """How long its letter may take and the day that comes of it, as long as it waits for its letter."""
    if not 0 < submission.state.step < _LETTER or submission.submitted_at is None:
        return None
    wait = waiting.expected(db.session, demo=submission.demo)
    return wait, day_of(submission.submitted_at + timedelta(days=wait.days))


def _due(submission: Submission) -> datetime | None:
    days = submission.state.told.days
    return submission.state_since + timedelta(days=days) if days else None


_WAY = (
    ("An editor reads it", "They check that reviewers can start from it."),
    ("Two reviewers grade it", "Each works alone, criterion by criterion, with reasons and pages."),
    ("Differences are settled", "Where the two differ, they talk, and agree or ask a third."),
    ("You get a letter", "What you reached, what was strong, and what the next step needs."),
    ("It becomes public", "Before that you check the facts in what was found, and can reply."),
)


_LETTER = 4  # the step that ends the wait


def _steps(submission: Submission) -> list[tuple[str, str, str]]:
    """Each step of the way with "done", "now" or "" for later; none of them while it is back with the team."""
    place, is_over = submission.state.step, submission.state.is_over
    if not place:
        return []
    return [
        (title, text, "done" if number < place or is_over else "now" if number == place else "")
        for number, (title, text) in enumerate(_WAY, start=1)
    ]
