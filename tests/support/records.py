"""Cases that were sent and decided, made without walking through every step of reviewing."""

from collections.abc import Iterable
from datetime import datetime
from itertools import count
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from evidencehub.accreditation.models import Accreditation, AccreditationOutcome
from evidencehub.projects import public
from evidencehub.projects.frozen.keeping import freeze, frozen_evaluation, frozen_project
from evidencehub.projects.frozen.strictly import written
from evidencehub.projects.models import EvaluationVersion, Project, Submission
from evidencehub.projects.states import SubmissionState
from evidencehub.review.decisions import grade
from evidencehub.review.models import Decision, Finding
from evidencehub.review.sheet import sheet_of
from tests.factories import NOW

STANDARD = ("project-oracle", "2014-reconstruction")
_numbers = count(1)
Answer = tuple[str, str, str, str]  # criterion, result key, answer, reason


def a_submission(
    session: Session, project: Project, *, state=SubmissionState.IN_REVIEW, at: datetime = NOW, **values
) -> Submission:
    """A project and its evaluations as they are, frozen and sent."""
    sha256 = freeze(session, frozen_project(project))
    sent = Submission(
        **{"id": uuid4(), "project_id": project.id, "number": len(project.submissions) + 1, "standard_id": STANDARD[0],
           "standard_version": STANDARD[1], "state": state, "frozen_sha256": sha256, "created_at": at,
           "submitted_at": at, "cleared_at": at, "state_since": at, "demo": project.demo, "evaluation_versions": [],
           **values}
    )  # fmt: skip
    session.add(sent)
    project.submissions.append(sent)
    project.published_at = project.published_at or at
    session.flush()
    for position, evaluation in enumerate(project.evaluations):
        sha256 = freeze(session, frozen_evaluation(evaluation))
        session.add(
            EvaluationVersion(submission=sent, evaluation_id=evaluation.id, position=position, frozen_sha256=sha256)
        )
    session.flush()
    session.refresh(sent)
    return sent


def met_up_to(submission: Submission, rank: int, *, effects: str = "met") -> list[Answer]:
    """An answer to every question up to a step; ``effects`` is the answer to those about what came out."""
    return [
        (
            item.criterion.id,
            item.result_key,
            effects if item.criterion.about == "effect" else "met",
            "As the report shows.",
        )
        for item in sheet_of(submission).items
        if int(item.criterion.tier) <= rank
    ]


def decided(
    session: Session, submission: Submission, answers: Iterable[Answer], *, at: datetime = NOW, number: str = ""
) -> Decision:
    """Agreed findings, what follows from them, and (where a step is reached) the accreditation."""
    for criterion, key, answer, reason in answers:
        session.add(
            Finding(
                submission_id=submission.id, criterion_id=criterion, result_key=key, answer=answer, reason=reason, at=at
            )
        )
    session.flush()
    sheet = sheet_of(submission)
    found = grade(sheet, session.query(Finding).filter_by(submission_id=submission.id, assignment_id=None))
    tier, evidence = found.tier, found.evidence_tier
    made = Decision(
        submission_id=submission.id, tier=tier and tier.id, evidence_tier=evidence and evidence.id,
        grade=found.as_dict(), agreed_first=10, compared=12, strengths="Few people were lost.", decided_at=at,
    )  # fmt: skip
    session.add(made)
    submission.state = SubmissionState.ACCREDITED if tier else SubmissionState.NOT_ACCREDITED
    submission.decided_at = submission.state_since = at
    if tier:
        award = Accreditation(
            id=uuid4(), number=number or f"{at.year}-{next(_numbers):04d}", submission_id=submission.id,
            project_id=submission.project_id, standard_id=submission.standard_id,
            standard_version=submission.standard_version, tier=tier.id,
            evidence_tier=evidence.id, evidence_rank=evidence.rank, accredited_at=at, demo=submission.demo,
        )  # fmt: skip
        session.add(award)
        parts = {part.context.outcome: part for part in found.parts}
        for position, one in enumerate(sheet.results):
            part = parts[one.key]
            session.add(
                AccreditationOutcome(
                    accreditation=award, result_id=UUID(one.key), position=position, frozen_result=written(one.result),
                    tier=part.tier and part.tier.id, evidence_tier=part.evidence_tier and part.evidence_tier.id,
                    evidence_rank=part.evidence_tier.rank if part.evidence_tier else 0,
                )
            )  # fmt: skip
    mark_changed(session, submission.project_id)
    session.flush()
    return made


def mark_changed(session: Session, project_id: UUID) -> None:
    """What every service does that changes what the public sees."""
    public.changed(session, project_id)
