"""The public register of plans: the latest version of each, filtered, searched and counted by how far the study is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, Text, cast, func, select
from sqlalchemy.orm import Session, contains_eager

from evidencehub.projects.models import Evaluation, Project
from evidencehub.projects.plans import queries
from evidencehub.projects.plans.models import PlanVersion, StudyPlan
from evidencehub.projects.plans.status import Status, has_results, status_column, status_of

PAGE_SIZE = 25
MAX_WORDS = 10  # of a search


@dataclass(frozen=True)
class Asked:
    words: str = ""
    status: Status | None = None
    area: str = ""  # slug of an outcome area

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
    query = chosen.add_columns(has_results()).options(
        contains_eager(PlanVersion.plan).contains_eager(StudyPlan.evaluation).contains_eager(Evaluation.project)
    )
    query = query.order_by(PlanVersion.ends_on, PlanVersion.title, PlanVersion.id)
    if page:
        query = query.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
    return [_entry(version, found, today) for version, found in session.execute(query)], total


def counts(session: Session, asked: Asked, today: date) -> Mapping[Status, int]:
    """By status, of what the other filters leave."""
    inner = _chosen(Asked(asked.words, None, asked.area), today).add_columns(status_column(today).label("status"))
    table = inner.subquery()
    rows = session.execute(select(table.c.status, func.count()).group_by(table.c.status)).all()
    found: dict[str, int] = {status: count for status, count in rows}
    return {status: found.get(status.value, 0) for status in Status}


def of_studies(session: Session, evaluation_ids: Sequence[Any], today: date) -> Mapping[Any, Entry]:
    """The entries of these studies, by study."""
    query = _latest().where(StudyPlan.evaluation_id.in_(evaluation_ids)).add_columns(has_results())
    rows = [_entry(version, found, today) for version, found in session.execute(query)] if evaluation_ids else []
    return {each.evaluation_id: each for each in rows}


def _entry(version: PlanVersion, found: bool, today: date) -> Entry:
    return Entry(version, status_of(version, today, has_results=found), found)


def _latest() -> Select[PlanVersion]:
    return queries.public().where(PlanVersion.is_latest)


def _chosen(asked: Asked, today: date) -> Select[PlanVersion]:
    """Invented plans stand there only as long as there are no others."""
    real = select(PlanVersion.id).join(PlanVersion.plan).join(StudyPlan.evaluation).join(Evaluation.project)
    real = real.where(PlanVersion.is_latest, Project.demo.is_(False))
    query = _latest().where(Project.demo.is_(False) | ~real.exists())
    for word in asked.words.split()[:MAX_WORDS]:
        text = func.lower(PlanVersion.title + " " + PlanVersion.project_name + " " + cast(PlanVersion.outcomes, Text))
        query = query.where(text.contains(word.lower(), autoescape=True))
    if asked.area:
        query = query.where(cast(PlanVersion.areas, Text).contains(f'"{asked.area}"', autoescape=True))
    if asked.status:
        query = query.where(status_column(today) == asked.status.value)
    return query
