"""Reading what changed."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from uuid import UUID

from sqlalchemy import ColumnElement, String, cast, or_, select
from sqlalchemy.orm import Session

from evidencehub.catalogue.changes.models import ChangeKind, PublicChange

MOST = 50  # of a feed or a mail; whoever was away for longer looks at the list itself
_ASKED_AT_ONCE = 500  # projects; an older SQLite takes 999 parameters


@dataclass(frozen=True)
class Wanted:
    """Which changes: later than ``after``, up to ``until``, and those of marks alone where that is asked for."""

    after: datetime | None = None
    until: datetime | None = None
    of_marks: bool = False


EVERY = Wanted()


def of_projects(session: Session, project_ids: Collection[UUID], wanted: Wanted = EVERY) -> Sequence[PublicChange]:
    """The latest changes of these projects, latest first, however many others changed since."""
    found: list[PublicChange] = []
    left = iter(project_ids)
    while some := list(islice(left, _ASKED_AT_ONCE)):
        found = latest([*found, *_read(session, PublicChange.project_id.in_(some), wanted)])
    return found


def withdrawn(session: Session, areas: Collection[str], wanted: Wanted = EVERY) -> Sequence[PublicChange]:
    """The latest that were withdrawn, of any of these outcome areas, or of all where none is given; none invented."""
    those = (PublicChange.kind == ChangeKind.WITHDRAWN) & PublicChange.demo.is_(False)
    if areas:  # a list of slugs, kept as JSON
        held = cast(PublicChange.areas, String)
        those &= or_(*(held.contains(f'"{each}"', autoescape=True) for each in areas))
    return _read(session, those, wanted)


def latest(changes: Iterable[PublicChange]) -> list[PublicChange]:
    """Each once, latest first."""
    each_once = {each.id: each for each in changes}.values()
    return sorted(sorted(each_once, key=lambda each: each.id), key=lambda each: each.at, reverse=True)[:MOST]


def _read(session: Session, those: ColumnElement[bool], wanted: Wanted) -> Sequence[PublicChange]:
    query = select(PublicChange).where(those).order_by(PublicChange.at.desc(), PublicChange.id)
    if wanted.after is not None:
        query = query.where(PublicChange.at > wanted.after)
    if wanted.until is not None:
        query = query.where(PublicChange.at <= wanted.until)
    if wanted.of_marks:
        query = query.where(PublicChange.of_marks)
    return session.scalars(query.limit(MOST)).all()
