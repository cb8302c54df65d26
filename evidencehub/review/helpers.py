"""Who was put in touch with a team to help it: they cannot grade what they helped with, unless an editor says so."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidencehub.accounts.models import Person
from evidencehub.review.models import TeamHelper


def add(session: Session, person: Person, organisation_id: UUID, *, now: datetime) -> None:
    """Once is enough."""
    if person.id not in by_organisation(session, [organisation_id]).get(organisation_id, []):
        session.add(TeamHelper(id=uuid4(), person_id=person.id, organisation_id=organisation_id, since=now))
        session.flush()


def by_organisation(session: Session, organisation_ids: Collection[UUID]) -> Mapping[UUID | None, Sequence[UUID]]:
    """The people who were put in touch with each; one query."""
    query = select(TeamHelper.organisation_id, TeamHelper.person_id)
    found: dict[UUID | None, list[UUID]] = {}
    for organisation_id, person_id in session.execute(query.where(TeamHelper.organisation_id.in_(organisation_ids))):
        found.setdefault(organisation_id, []).append(person_id)
    return found
