"""The columns of the file of plans: the register of studies whose plan is public."""

from collections.abc import Callable
from dataclasses import dataclass

from evidencehub.catalogue.downloads.column import Column, listed
from evidencehub.projects.plans.models import PlanVersion
from evidencehub.projects.plans.register import Entry
from evidencehub.projects.plans.status import Status
from evidencehub.shared.clock import day_of
from evidencehub.shared.spreadsheets import Value

_STATUS = {
    Status.PLANNED: "It has not begun.",
    Status.RUNNING: "It has begun, and its planned end has not passed.",
    Status.OVERDUE: "Its planned end has passed, and nobody said that it ended.",
    Status.FINISHED: "It has ended, or its results are public here.",
    Status.STOPPED: "It will not be done, or not be finished.",
}


@dataclass(frozen=True)
class PlanRow:
    entry: Entry
    address: str


def _version(value: Callable[[PlanVersion], Value]) -> Callable[[PlanRow], Value]:
    return lambda row: value(row.entry.version)


def _first_sent(it: PlanVersion) -> Value:
    return day_of(it.first_sent_at) if it.first_sent_at else None


PLANS: tuple[Column[PlanRow], ...] = (
    Column("title", "What the study is called.", _version(lambda it: it.title)),
    Column("project", "The approach that it studies.", _version(lambda it: it.project_name)),
    Column(
        "status", "How far the study is, on the day of the file.", lambda row: row.entry.status.value,
        values=listed({each.value: says for each, says in _STATUS.items()}),
    ),
    Column("main_outcomes", "What it will mainly measure, in the team’s words.",
           lambda row: row.entry.main_outcomes, "list"),
    Column("planned_start", "The day on which it is to begin.", _version(lambda it: it.starts_on), "date"),
    Column("planned_end", "The last day on which it is to measure.", _version(lambda it: it.ends_on), "date"),
    Column("planned_report", "The day by which its report is to be there.", _version(lambda it: it.reports_on), "date"),
    Column("started", "The day on which it began.", _version(lambda it: it.started_on), "date"),
    Column("ended", "The day on which it ended.", _version(lambda it: it.ended_on), "date"),
    Column(
        "results_are_public", "Whether its results are public on this hub.", lambda row: row.entry.has_results,
        "yes or no",
    ),
    Column(
        "why_nothing_is_published", "The team’s words for why nothing is published, where they gave any.",
        lambda row: row.entry.why_nothing,
    ),
    Column(
        "first_version_sent", "The day on which the team sent the first version of this plan that is public.",
        _version(_first_sent), "date",
    ),
    Column("address", "The page of the plan.", lambda row: row.address),
    Column("invented", "Whether it is an example that we made up.", lambda row: row.entry.is_demo, "yes or no"),
)  # fmt: skip
