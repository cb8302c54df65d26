"""Reads over papers with notices, and over what was decided about records that name them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import Session, joinedload

from evidencehub.accreditation.models import Accreditation
from evidencehub.interchange.retractions.known import named_by
from evidencehub.interchange.retractions.models import Outcome, RetractedPaper, RetractionFile, RetractionHit
from evidencehub.interchange.retractions.notices import Notice
from evidencehub.projects.models import Project
from evidencehub.projects.public import PublicProject
from evidencehub.shared.paging import Page

SIZE = 50


@dataclass(frozen=True)
class Noted:
    """What an editor tells readers of a record, with the notices that it is about."""

    text: str
    at: datetime
    notices: tuple[Notice, ...]
    doi: str  # of the paper
    studies: frozenset[UUID]  # of the record, those that name the paper


def file(session: Session) -> RetractionFile | None:
    """None before papers were compared for the first time."""
    return session.get(RetractionFile, 1)


def waiting(session: Session) -> Sequence[RetractionHit]:
    return session.scalars(_whole().where(_waits()).order_by(RetractionHit.found_at, RetractionHit.id)).all()


def waiting_count(session: Session) -> int:
    query = select(func.count()).select_from(RetractionHit).join(RetractionHit.paper).join(RetractionHit.project)
    return session.scalar(query.where(_waits())) or 0


def desk(session: Session, number: int) -> Page[RetractionHit]:
    """What a public record names: those that wait first, longest first; then what is decided, the latest first."""
    query = _whole().where(RetractionHit.is_named, Project.taken_down_at.is_(None))
    total = session.scalar(select(func.count()).select_from(query.with_only_columns(RetractionHit.id).subquery())) or 0
    query = query.order_by(
        case((_waits(), 0), else_=1), case((_waits(), RetractionHit.found_at)), RetractionHit.decided_at.desc(),
        RetractionHit.id,
    )  # fmt: skip
    return Page(list(session.scalars(query.limit(SIZE).offset((number - 1) * SIZE))), number, SIZE, total)


def hit(session: Session, hit_id: UUID) -> RetractionHit | None:
    return session.scalar(_whole().where(RetractionHit.id == hit_id))


def others(session: Session, found: RetractionHit) -> Sequence[RetractionHit]:
    """The same paper in other records."""
    query = _whole().where(RetractionHit.paper_id == found.paper_id, RetractionHit.id != found.id)
    return session.scalars(query.where(RetractionHit.is_named).order_by(Project.name, RetractionHit.id)).all()


def awards(session: Session, project_id: UUID) -> Sequence[Accreditation]:
    """What stands on a record, and what once did."""
    query = select(Accreditation).where(Accreditation.project_id == project_id)
    return session.scalars(query.order_by(Accreditation.number.desc())).all()


def noted(session: Session, view: PublicProject) -> list[Noted]:
    """Notes for readers of a record: only of papers that what is public of it still names."""
    query = _whole().where(RetractionHit.project_id == view.id, RetractionHit.outcome == Outcome.NOTE)
    found = session.scalars(query.order_by(RetractionHit.decided_at, RetractionHit.id)).all()
    if not found:
        return []
    named: dict[str, set[UUID]] = {}
    for one in named_by(view):
        named.setdefault(one.doi, set()).add(one.study_id)
    return [
        Noted(each.note, each.decided_at, each.paper.told, each.paper.doi, frozenset(named[each.paper.doi]))
        for each in found
        if each.paper.doi in named and each.decided_at
    ]


def noted_of(session: Session, view: PublicProject, study_id: UUID) -> list[Noted]:
    """Those for readers of one study."""
    return [each for each in noted(session, view) if study_id in each.studies]


def _waits() -> ColumnElement[bool]:
    """As ``RetractionHit.waits``, where the record is public."""
    is_other = RetractionHit.decided_digest != RetractedPaper.digest
    return RetractionHit.is_named & is_other & Project.taken_down_at.is_(None)


def _whole() -> Select[RetractionHit]:
    return (
        select(RetractionHit).join(RetractionHit.paper).join(RetractionHit.project)
        .options(joinedload(RetractionHit.paper), joinedload(RetractionHit.project))
    )  # fmt: skip
