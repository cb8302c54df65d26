"""Reads of syntheses; ordered, a unique column last."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, defer, joinedload

from evidencehub.catalogue.outcomes.models import SynthesisVersion
from evidencehub.projects.models import Project
from evidencehub.shared.paging import Page

PAGE_SIZE = 20  # of the editors' desk


def current(
    session: Session, outcomes: Collection[str], *, demo: bool, pooled: bool = False
) -> Sequence[SynthesisVersion]:
    """Those that hold now for these outcomes; invented records and real ones never together.

    :param pooled: only those of three studies or more.
    """
    query = _current(demo=demo).where(SynthesisVersion.outcome.in_(outcomes))
    if pooled:
        query = query.where(SynthesisVersion.result.is_not(None))
    return session.scalars(
        query.order_by(SynthesisVersion.outcome, SynthesisVersion.designs.desc(), SynthesisVersion.studies.desc(),
                       SynthesisVersion.id)
    ).all()  # fmt: skip


def pooled_part(
    session: Session, *, outcomes: Collection[str], slug: str, after: UUID | None, most: int, demo: bool
) -> Sequence[SynthesisVersion]:
    """Those of three studies or more that hold now, behind ``after``; of these outcomes and of one approach, if any."""
    query = _current(demo=demo).where(SynthesisVersion.result.is_not(None), Project.taken_down_at.is_(None))
    query = query.where(SynthesisVersion.outcome.in_(outcomes)) if outcomes else query
    query = query.where(Project.slug == slug) if slug else query
    query = query.where(SynthesisVersion.id > after) if after else query
    return session.scalars(query.order_by(SynthesisVersion.id).limit(most)).all()


def of_project(session: Session, project_id: UUID) -> Sequence[SynthesisVersion]:
    """Those of one approach that hold now, and put studies together."""
    query = select(SynthesisVersion).where(
        SynthesisVersion.project_id == project_id, SynthesisVersion.is_current, SynthesisVersion.result.is_not(None)
    )
    return session.scalars(query.order_by(SynthesisVersion.outcome, SynthesisVersion.designs.desc(),
                                          SynthesisVersion.id)).all()  # fmt: skip


def version(session: Session, version_id: UUID) -> SynthesisVersion | None:
    return session.get(SynthesisVersion, version_id, options=[joinedload(SynthesisVersion.project)])


def history(session: Session, version: SynthesisVersion) -> Sequence[SynthesisVersion]:
    """All versions of the same unit, the latest first."""
    query = select(SynthesisVersion).where(
        SynthesisVersion.project_id == version.project_id, SynthesisVersion.outcome == version.outcome,
        SynthesisVersion.designs == version.designs, SynthesisVersion.comparator == version.comparator,
    )  # fmt: skip
    query = query.options(defer(SynthesisVersion.inputs), defer(SynthesisVersion.result))
    return session.scalars(query.order_by(SynthesisVersion.number.desc())).all()


def last_published(session: Session, version: SynthesisVersion) -> SynthesisVersion | None:
    """The latest version of the unit that an editor published."""
    return next((each for each in history(session, version) if each.published_at is not None), None)


def to_publish(session: Session, number: int) -> Page[SynthesisVersion]:
    """A page of what waits for an editor: the most studies first."""
    waiting = _waiting().options(joinedload(SynthesisVersion.project), defer(SynthesisVersion.inputs))
    total = session.scalar(select(func.count()).select_from(_waiting().subquery())) or 0
    ordered = waiting.order_by(SynthesisVersion.studies.desc(), SynthesisVersion.id)
    entries = session.scalars(ordered.limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE)).all()
    return Page(entries, number, PAGE_SIZE, total)


def _waiting() -> Select[SynthesisVersion]:
    return select(SynthesisVersion).where(
        SynthesisVersion.is_current, SynthesisVersion.result.is_not(None), SynthesisVersion.published_at.is_(None)
    )


def _current(*, demo: bool) -> Select[SynthesisVersion]:
    return (
        select(SynthesisVersion)
        .join(Project)
        .where(SynthesisVersion.is_current, SynthesisVersion.demo.is_(demo))
        .options(joinedload(SynthesisVersion.project))
    )
