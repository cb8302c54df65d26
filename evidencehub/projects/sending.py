"""Sending: the project and the chosen evaluations are frozen, and become a submission that an editor can start from."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from evidencehub.accounts.queries import editor_emails, team_emails
from evidencehub.authz.policies import permitting
from evidencehub.authz.values import Actor, Facts
from evidencehub.projects import queries
from evidencehub.projects.asked.services import MORE_WORDS
from evidencehub.projects.asked.things import Replied
from evidencehub.projects.consent.grounds import grounds
from evidencehub.projects.consent.statement import Consent
from evidencehub.projects.frozen.keeping import freeze, frozen_evaluation, frozen_project
from evidencehub.projects.missing import submission_missing
from evidencehub.projects.models import Evaluation, EvaluationVersion, Project, Submission
from evidencehub.projects.standards_in_use import reasons_against
from evidencehub.projects.states import SubmissionState
from evidencehub.projects.transitions import SUBMISSION
from evidencehub.shared import mail, transitions
from evidencehub.shared.errors import Invalid
from evidencehub.shared.words import words_in
from evidencehub.standards.model.standard import Standard

KIND = "submission"  # what the audit calls it
NOT_SAID = "Say whether a story, a quote or a photograph of one person is in it"


@dataclass(frozen=True)
class Offer:
    """By which standard a team wants to be graded, and what it answers to what was said of the submission before."""

    standard: Standard
    response: str = ""
    replies: tuple[Replied, ...] = ()  # to each thing that was asked
    consent: Consent | None = None  # of people whose stories or photographs are in it; None: not asked


class AlreadyOpen(Invalid):
    """Something of this project was sent and is still on its way."""

    def __init__(self, submission_id: UUID) -> None:
        super().__init__("This project has been sent already. You can send it again when there is a decision.")
        self.submission_id = submission_id


class Links(Protocol):
    """Addresses for mails; the web edge supplies them, so that services know no URLs."""

    def submission(self, submission: Submission) -> str: ...

    def cases(self) -> str: ...


def send(
    session: Session,
    project: Project,
    evaluations: Sequence[Evaluation],
    *,
    offer: Offer,
    actor: Actor,
    facts: Facts,
    now: datetime,
    links: Links | None = None,
) -> Submission:
    """Freeze the project and these evaluations, and offer them to one version of a standard.

    :param facts: what the actor is to the project (``access.project_facts``).
    :raises AlreadyOpen: a second press, or somebody else was faster.
    :raises Invalid: something is missing, an evaluation is not of this project, or nobody here grades by the standard.
    :raises NotAllowed: the actor may not send for this project.
    """
    session.flush()
    session.refresh(project, with_for_update=True)  # two presses at once meet here, and the second sees the first
    if (still_open := queries.open_submission(session, project.id)) is not None:
        raise AlreadyOpen(still_open.id)
    if reasons := reasons_against(offer.standard):
        raise Invalid(f"{offer.standard.title} cannot be chosen. {reasons[0]}")
    chosen = _in_order(project, evaluations)
    if gaps := submission_missing(project, chosen):
        raise Invalid("Some answers are missing: " + "; ".join(gap.text for gap in gaps))
    if offer.consent is None and grounds(session, chosen):
        raise Invalid(NOT_SAID, {"consent": NOT_SAID})
    previous = queries.last_submission(session, project.id)
    response = _response(previous, offer)
    submission = _frozen(session, project, chosen, offer.standard, actor, now, previous)
    submission.response, submission.replies = response, [each.as_kept() for each in offer.replies]
    submission.consent = offer.consent.as_kept() if offer.consent else {}
    facts = facts.and_(editable=submission.state is SubmissionState.DRAFT)
    transitions.apply(
        session,
        SUBMISSION,
        submission,
        "send",
        kind=KIND,
        states=SubmissionState,
        permitted=permitting(facts),
        guards={"is_complete": lambda _: "answers are missing" if gaps else None},
        actor_id=actor.id,
        at=now,
        details={"evaluations": [str(evaluation.id) for evaluation in chosen], **_told_of(submission)},
    )
    submission.submitted_at = submission.state_since = now
    _tell(session, project, submission, offer.standard, now, links)
    return submission


def _response(previous: Submission | None, offer: Offer) -> str:
    """:raises Invalid: an editor asked for a change and not all of it is answered, or the answer is too long."""
    response = offer.response.strip() if previous else ""
    is_answered = bool(response) or (bool(offer.replies) and all(each.is_answered for each in offer.replies))
    if previous and previous.state.is_returned and not is_answered:
        raise _refused("Say what you changed, and what you did not and why")
    if (words := words_in(response)) > MORE_WORDS:
        raise _refused(f"What you changed must be {MORE_WORDS} words or fewer. It has {words:,}")
    return response


def _refused(message: str) -> Invalid:
    return Invalid(message, {"response": message})


def _told_of(submission: Submission) -> dict[str, str]:
    """Hashes of what the team answers, so that the audit shows that it is what was sent."""
    told = {"response_sha256": submission.response} if submission.response else {}
    if submission.replies:
        told["replies_sha256"] = json.dumps(submission.replies, sort_keys=True)
    if submission.consent:
        told["consent_sha256"] = json.dumps(submission.consent, sort_keys=True)
    return {name: hashlib.sha256(words.encode()).hexdigest() for name, words in told.items()}


def _in_order(project: Project, evaluations: Sequence[Evaluation]) -> list[Evaluation]:
    wanted = {evaluation.id for evaluation in evaluations}
    chosen = [evaluation for evaluation in project.evaluations if evaluation.id in wanted]
    if len(chosen) != len(wanted):
        raise Invalid("Choose only evaluations of this project.")
    return chosen


def _frozen(
    session: Session, project: Project, chosen: Sequence[Evaluation], standard: Standard, actor: Actor, now: datetime,
    previous: Submission | None,
) -> Submission:  # fmt: skip
    """A draft that holds everything; sending is the step that follows in the same transaction."""
    submission = Submission(
        id=uuid4(),
        project=project,
        number=previous.number + 1 if previous else 1,
        standard_id=standard.id,
        standard_version=standard.version,
        state=SubmissionState.DRAFT,
        previous_id=previous.id if previous else None,
        frozen_sha256=freeze(session, frozen_project(project)),
        sent_by=actor.id,
        demo=project.demo,
        created_at=now,
        state_since=now,
        evaluation_versions=[],
    )
    session.add(submission)
    for position, evaluation in enumerate(chosen):
        frozen = frozen_evaluation(evaluation)
        submission.evaluation_versions.append(
            EvaluationVersion(
                id=uuid4(),
                evaluation=evaluation,
                position=position,
                frozen_sha256=freeze(session, frozen),
                document_ids=[str(document.id) for document in frozen.documents],
            )
        )
    session.flush()
    return submission


def _tell(
    session: Session, project: Project, submission: Submission, standard: Standard, now: datetime, links: Links | None
) -> None:
    follow = f"\n\nFollow it here: {links.submission(submission)}" if links else ""
    team = team_emails(session, project.organisation_id) if project.organisation_id else []
    again = submission.number > 1
    for address in team:
        mail.queue(
            session,
            to=address,
            subject=f"We have received {project.name}",
            about="submission.sent",
            at=now,
            concerns=f"team:{submission.id}",
            body=f"Your team has sent {project.name} to be graded against {standard.title}.\n\n"
            "An editor reads it first. Then two reviewers grade it, each alone. We write to you when something "
            f"changes. You need not do anything now.{follow}",
        )
    cases = f"\n\nYour cases: {links.cases()}" if links else ""
    for address in editor_emails(session):
        mail.queue(
            session,
            to=address,
            subject=f"{'Sent again' if again else 'New'}: {project.name}",
            about="submission.sent",
            at=now,
            concerns=f"case:{submission.id}",
            body=f"{project.name} waits for you to look at it. Standard: {standard.title}. "
            f"Evaluations: {len(submission.evaluation_versions)}.{cases}",
        )
