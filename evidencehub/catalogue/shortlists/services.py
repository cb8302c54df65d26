"""A shortlist: some approaches that somebody wants to look at again, in their browser or with their account."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from evidencehub.catalogue.shortlists.models import ShortlistEntry

MOST = 30  # a cookie of a kilobyte; who needs more has a search to follow
_APART = "."


def read(cookie: str) -> tuple[UUID, ...]:
    """What a cookie holds, in the order in which it was added. Nonsense is left out, and nothing raises."""
    return _no_more(UUID(each) for each in cookie[: MOST * 33].split(_APART) if _is_id(each))


def _is_id(text: str) -> bool:
    return len(text) == 32 and all(letter in "0123456789abcdef" for letter in text)


def kept(project_ids: Iterable[UUID]) -> str:
    """As a cookie holds it."""
    return _APART.join(each.hex for each in _no_more(project_ids))


def _no_more(project_ids: Iterable[UUID]) -> tuple[UUID, ...]:
    return tuple(dict.fromkeys(project_ids))[:MOST]


def with_more(known: Sequence[UUID], added: Iterable[UUID]) -> tuple[UUID, ...]:
    """What is there stays; what comes too late for the room is left out."""
    return _no_more([*known, *added])


def of_person(session: Session, person_id: UUID) -> tuple[UUID, ...]:
    query = select(ShortlistEntry.project_id).where(ShortlistEntry.person_id == person_id)
    return tuple(session.scalars(query.order_by(ShortlistEntry.added_at, ShortlistEntry.project_id)))


def keep(session: Session, person_id: UUID, project_ids: Collection[UUID], *, now: datetime) -> None:
    """Make this the person's shortlist.

    :param project_ids: of projects that are there.
    """
    known = set(of_person(session, person_id))
    gone = known - set(project_ids)
    own = ShortlistEntry.person_id == person_id
    session.execute(delete(ShortlistEntry).where(own, ShortlistEntry.project_id.in_(gone)))
    session.add_all(
        ShortlistEntry(person_id=person_id, project_id=key, added_at=now) for key in project_ids if key not in known
    )
    session.flush()
