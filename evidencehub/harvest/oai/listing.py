"""Reading what harvesters are told: a page of records at a time, each as it is public now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, String, and_, cast, func, or_, select
from sqlalchemy.orm import Session

from evidencehub.catalogue.cited.gathering import records_of
from evidencehub.catalogue.cited.hub import Hub
from evidencehub.catalogue.cited.record import Record
from evidencehub.harvest.oai.arguments import Selection
from evidencehub.harvest.oai.models import HarvestRecord

PAGE = 100  # records in one answer


@dataclass(frozen=True)
class Listed:
    """``record`` is None where it is gone, also where harvesters are not yet told that."""

    told: HarvestRecord
    record: Record | None


@dataclass(frozen=True)
class Page:
    listed: Sequence[Listed]
    of_all: int  # records of the whole list, as it is now
    following: Selection | None  # where it goes on


def page(session: Session, selection: Selection, hub: Hub) -> Page:
    """The next records of a list, those that changed first first."""
    wanted = _wanted(selection)
    of_all = session.scalar(select(func.count()).select_from(HarvestRecord).where(*wanted)) or 0
    query = select(HarvestRecord).where(*wanted, *_after(selection))
    rows = session.scalars(query.order_by(HarvestRecord.at, HarvestRecord.identifier).limit(PAGE + 1)).all()
    told, is_more = rows[:PAGE], len(rows) > PAGE
    last = selection.beyond(told[-1].at, told[-1].identifier, len(told)) if is_more else None
    return Page(_with_records(session, told, hub), of_all, last)


def one(session: Session, identifier: str, hub: Hub) -> Listed | None:
    told = session.get(HarvestRecord, identifier)
    return _with_records(session, [told], hub)[0] if told else None


def earliest(session: Session) -> datetime | None:
    return session.scalar(select(func.min(HarvestRecord.at)))


def _with_records(session: Session, told: Sequence[HarvestRecord], hub: Hub) -> list[Listed]:
    of_projects = records_of(session, list(dict.fromkeys(each.project_id for each in told)), hub)
    public = {record.identifier: record for records in of_projects.values() for record in records.every}
    return [Listed(each, None if each.is_gone else public.get(each.identifier)) for each in told]


def _wanted(selection: Selection) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if selection.since:
        found.append(HarvestRecord.at >= selection.since)
    if selection.until:
        found.append(HarvestRecord.at <= selection.until)
    if selection.area:  # a list of slugs, kept as JSON
        found.append(cast(HarvestRecord.areas, String).contains(f'"{selection.area}"', autoescape=True))
    return found


def _after(selection: Selection) -> list[ColumnElement[bool]]:
    if selection.after is None:
        return []
    at, identifier = selection.after
    later = and_(HarvestRecord.at == at, HarvestRecord.identifier > identifier)
    return [or_(HarvestRecord.at > at, later)]
