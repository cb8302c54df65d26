"""How far a study is whose plan is public: told from its days, on a day of the hub; the same as a column of a query."""

from datetime import date
from enum import Enum

from sqlalchemy import ColumnElement, case, exists

from evidencehub.projects.models import EvaluationVersion, Submission
from evidencehub.projects.plans.models import PlanVersion, StudyPlan
from evidencehub.projects.states import SubmissionState


class Status(Enum):
    PLANNED = "planned"
    RUNNING = "running"
    OVERDUE = "overdue"  # its planned end has passed, and nobody said that it ended
    FINISHED = "finished"
    STOPPED = "stopped"

    @property
    def is_open(self) -> bool:
        """Its results are still to come, as far as anybody said."""
        return self in {Status.PLANNED, Status.RUNNING, Status.OVERDUE}

    @property
    def label(self) -> str:
        return self.value.capitalize()

    @property
    def colour(self) -> str:
        return _COLOURS[self]


_COLOURS = {
    Status.PLANNED: "grey", Status.RUNNING: "blue", Status.OVERDUE: "yellow", Status.FINISHED: "green",
    Status.STOPPED: "orange",
}  # fmt: skip


def status_of(latest: PlanVersion, today: date, *, has_results: bool) -> Status:
    """
    :param latest: the version that everybody reads.
    :param has_results: its results are public here.
    """
    if latest.is_stopped:
        return Status.STOPPED
    if has_results or (latest.ended_on is not None and latest.ended_on <= today):
        return Status.FINISHED
    if latest.ends_on is not None and latest.ends_on < today:
        return Status.OVERDUE
    if latest.started_on is not None and latest.started_on <= today:
        return Status.RUNNING
    return Status.PLANNED


def has_results() -> ColumnElement[bool]:
    """What was found of the study is public here; beside ``StudyPlan`` in a query."""
    over = [state for state in SubmissionState if state.is_over]
    return exists().where(
        EvaluationVersion.evaluation_id == StudyPlan.evaluation_id,
        EvaluationVersion.submission_id == Submission.id, Submission.state.in_(over),
        Submission.cleared_at.is_not(None), Submission.unlisted.is_(False),
    )  # fmt: skip


def status_column(today: date) -> ColumnElement[str]:
    """As :func:`status_of`, in the same order."""
    return case(
        (PlanVersion.is_stopped, Status.STOPPED.value),
        (has_results() | (PlanVersion.ended_on <= today), Status.FINISHED.value),
        (PlanVersion.ends_on < today, Status.OVERDUE.value),
        (PlanVersion.started_on <= today, Status.RUNNING.value),
        else_=Status.PLANNED.value,
    )
