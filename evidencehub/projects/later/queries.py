"""Reads over later results."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.orm.interfaces import LoaderOption

from evidencehub.projects.frozen.keeping import evaluation_in
from evidencehub.projects.frozen.shapes import FrozenEvaluation
from evidencehub.projects.later.models import LaterResults
from evidencehub.projects.later.states import LaterState
from evidencehub.projects.models import Evaluation, EvaluationVersion, Submission


@dataclass(frozen=True)
class Since:
    """A result that was made public after a grading, for whoever grades next; without its numbers."""

    study: str  # its title
    outcome: str  # with its time, where that is said
    public_at: datetime
    is_sent: bool  # now, with the rest


def since(session: Session, submission: Submission, sent_now: Collection[UUID]) -> list[Since]:
    """What was added to the grading before this submission.

    :param sent_now: ids of all results in it.
    """
    earlier = (each for each in reversed(submission.project.submissions) if each.number < submission.number)
    graded = next((each for each in earlier if each.state.is_over), None)
    return list(_told(session, graded, sent_now)) if graded else []


def outcomes_of(session: Session, submission: Submission) -> list[Since]:
    """What was added to the grading of this submission."""
    return list(_told(session, submission, ()))


def _told(session: Session, graded: Submission, sent_now: Collection[UUID]) -> Iterator[Since]:
    for each in (one for every in public_of(session, graded.id).values() for one in every):
        study = study_in(each)
        for result in study.results if study else ():
            words = ", ".join(filter(None, (result.outcome, result.timepoint)))
            yield Since(study.title if study else "", words, _public_at(each), result.id in sent_now)


def _public_at(later: LaterResults) -> datetime:
    assert later.public_at is not None  # noqa: S101  (it is public)
    return later.public_at


def graded_version(evaluation: Evaluation) -> EvaluationVersion | None:
    """The study as it was graded and is public now; None where it is not, or something is on its way."""
    submissions = evaluation.project.submissions
    if any(not each.state.is_closed for each in submissions):
        return None
    graded = next((each for each in reversed(submissions) if each.state.is_over), None)
    versions = graded.evaluation_versions if graded and not graded.unlisted else ()
    return next((each for each in versions if each.evaluation_id == evaluation.id), None)


def of_evaluation(session: Session, evaluation_id: UUID) -> Sequence[LaterResults]:
    """All that was ever sent of a study, the first first."""
    query = select(LaterResults).where(LaterResults.evaluation_id == evaluation_id)
    query = query.options(joinedload(LaterResults.frozen), joinedload(LaterResults.submission))
    return session.scalars(query.order_by(LaterResults.sent_at, LaterResults.id)).all()


def by_id(session: Session, later_id: UUID) -> LaterResults | None:
    return session.scalar(select(LaterResults).where(LaterResults.id == later_id).options(*_whole()))


def waiting(session: Session) -> Sequence[LaterResults]:
    """What no editor has read yet, longest first."""
    query = select(LaterResults).where(LaterResults.state == LaterState.WAITING).options(*_whole())
    return session.scalars(query.order_by(LaterResults.sent_at, LaterResults.id)).all()


def is_empty_desk(session: Session) -> bool:
    count = select(func.count()).select_from(LaterResults).where(LaterResults.state == LaterState.WAITING)
    return not session.scalar(count)


def public_of(
    session: Session, submission_id: UUID, *, until: datetime | None = None
) -> dict[UUID, list[LaterResults]]:
    """By study, those that everybody may read beside what was graded in a submission; one query.

    :param until: only what was public before this time.
    """
    query = select(LaterResults).where(
        LaterResults.submission_id == submission_id, LaterResults.state == LaterState.PUBLIC
    )  # fmt: skip
    if until is not None:
        query = query.where(LaterResults.public_at < until)
    found: dict[UUID, list[LaterResults]] = {}
    query = query.options(joinedload(LaterResults.frozen), joinedload(LaterResults.submission))
    query = query.order_by(LaterResults.public_at, LaterResults.id)
    for each in session.scalars(query):
        found.setdefault(each.evaluation_id, []).append(each)
    return found


def study_in(later: LaterResults) -> FrozenEvaluation | None:
    """The study with these results alone; None where the text was removed."""
    return evaluation_in(later.submission, later.frozen)


def _whole() -> tuple[LoaderOption, ...]:
    return (
        joinedload(LaterResults.frozen),
        joinedload(LaterResults.submission).joinedload(Submission.frozen),
        joinedload(LaterResults.submission).joinedload(Submission.project),
    )
