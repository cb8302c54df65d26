"""The public register of plans: the latest version of each, filtered, searched and counted by how far the study is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, contains_eager
from sqlalchemy.orm.interfaces import LoaderOption

from evidencehub.projects.models import Evaluation, Project
from evidencehub.projects.plans import finding, queries
from evidencehub.projects.plans.models import PlanVersion, StudyPlan
from evidencehub.projects.plans.outcomes import planned_of
from evidencehub.projects.plans.status import Status, has_results, status_column, status_of

PAGE_SIZE = 25
FEW = 3  # on a page that is about something else


@dataclass(frozen=True)
class Asked:
    """``named`` are the outcomes that the words name, and ``rest`` the words beside them that have to stand there."""

    words: str = ""
    status: Status | None = None
    area: str = ""  # slug of an outcome area or an outcome
    named: tuple[str, ...] = ()
    rest: str = ""

    @property
    def is_filtered(self) -> bool:
        return bool(self.words or self.status or self.area)


@dataclass(frozen=True)
class Entry:
    version: PlanVersion
    status: Status
    has_results: bool  # public here

    @property
    def evaluation_id(self) -> Any:
        return self.version.plan.evaluation_id

    @property
    def main_outcomes(self) -> tuple[str, ...]:
        return tuple(each.outcome for each in planned_of(self.version) if each.is_main)

    @property
    def is_demo(self) -> bool:
        return self.version.plan.evaluation.project.demo

    @property
    def why_nothing(self) -> str:
        """The team's words for why nothing is published; "" where there are none, or something is."""
        if self.has_results:
            return ""
        return self.version.stopped_because if self.version.is_stopped else self.version.unpublished_because

    @property
    def is_owed(self) -> bool:
        """The study is over or should be, and nothing of it is public."""
        return self.status in {Status.OVERDUE, Status.FINISHED} and not self.has_results


def entries(session: Session, asked: Asked, today: date, *, page: int = 1) -> tuple[Sequence[Entry], int]:
    """One page, those that end first first, and how many there are in all. ``page`` 0 gives every one."""
    chosen = _chosen(asked, today)
    total = session.scalar(select(func.count()).select_from(chosen.subquery())) or 0
    query = chosen.add_columns(has_results()).options(_with_project())
    query = query.order_by(PlanVersion.ends_on, PlanVersion.title, PlanVersion.id)
    if page:
        query = query.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
    return [_entry(version, found, today) for version, found in session.execute(query)], total


def counts(session: Session, asked: Asked, today: date) -> Mapping[Status, int]:
    """By status, of what the other filters leave."""
    inner = _chosen(replace(asked, status=None), today).add_columns(status_column(today).label("status"))
    table = inner.subquery()
    rows = session.execute(select(table.c.status, func.count()).group_by(table.c.status)).all()
    found: dict[str, int] = {status: count for status, count in rows}
    return {status: found.get(status.value, 0) for status in Status}


def being_studied(session: Session, asked: Asked, today: date, *, only_real: bool) -> tuple[Sequence[Entry], int]:
    """A few of the studies that are not over, those that end first first, and how many there are.

    :param only_real: leave invented ones out, where what stands beside them is real.
    """
    chosen = _chosen(asked, today).where(status_column(today).in_([each.value for each in Status if each.is_open]))
    if only_real:
        chosen = chosen.where(Project.demo.is_(False))
    query = chosen.add_columns(has_results(), func.count().over()).options(_with_project())
    rows = session.execute(query.order_by(PlanVersion.ends_on, PlanVersion.title, PlanVersion.id).limit(FEW)).all()
    return [_entry(version, found, today) for version, found, _ in rows], rows[0][2] if rows else 0


def of_studies(session: Session, evaluation_ids: Sequence[Any], today: date) -> Mapping[Any, Entry]:
    """The entries of these studies, by study."""
    query = _latest().where(StudyPlan.evaluation_id.in_(evaluation_ids)).add_columns(has_results())
    rows = [_entry(version, found, today) for version, found in session.execute(query)] if evaluation_ids else []
    return {each.evaluation_id: each for each in rows}


def _entry(version: PlanVersion, found: bool, today: date) -> Entry:
    return Entry(version, status_of(version, today, has_results=found), found)


def _with_project() -> LoaderOption:
    return contains_eager(PlanVersion.plan).contains_eager(StudyPlan.evaluation).contains_eager(Evaluation.project)


def _latest() -> Select[PlanVersion]:
    return queries.public().where(PlanVersion.is_latest)


def _chosen(asked: Asked, today: date) -> Select[PlanVersion]:
    """Invented plans stand there only as long as there are no others."""
    real = select(PlanVersion.id).join(PlanVersion.plan).join(StudyPlan.evaluation).join(Evaluation.project)
    real = real.where(PlanVersion.is_latest, Project.demo.is_(False))
    query = _latest().where(Project.demo.is_(False) | ~real.exists())
    if asked.words:
        meant = finding.is_on(asked.named) & finding.has_words(asked.rest)
        query = query.where(or_(finding.has_words(asked.words), meant))
    if asked.area:
        query = query.where(finding.is_on([asked.area]))
    if asked.status:
        query = query.where(status_column(today) == asked.status.value)
    return query
