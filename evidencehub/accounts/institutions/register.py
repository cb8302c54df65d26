"""Where a mail address is, as the imported register tells: kept with each person, so that no page has to look it up."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from uuid import uuid4

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from evidencehub.accounts.institutions.domains import institution_of, own_domain
from evidencehub.accounts.institutions.models import Institution, InstitutionDomain, Listing
from evidencehub.accounts.models import Person
from evidencehub.shared import due

# What more institutions than this give as theirs is where they have their pages, not who they are.
MOST_AT_ONE_DOMAIN = 10
_PEOPLE_AT_ONCE = 500


@dataclass(frozen=True)
class Place:
    """Numbers of the registry: of the institutions that have this domain, and of those that belong to one of them."""

    at: tuple[str, ...] = ()
    near: tuple[str, ...] = ()


def place_of(session: Session, domain: str) -> Place:
    """Nothing for a domain that everybody can have an address at, and for one that no record names."""
    own = own_domain(domain)
    if not own:
        return Place()
    named = select(InstitutionDomain.ror).where(InstitutionDomain.domain == own).limit(MOST_AT_ONE_DOMAIN + 1)
    numbers = set(session.scalars(named))
    if len(numbers) > MOST_AT_ONE_DOMAIN:
        numbers = set()
    query = select(Institution).where(or_(Institution.ror.in_(numbers), Institution.ror == institution_of(domain)))
    records = [each for each in session.scalars(query) if each.listing is not Listing.WITHDRAWN]
    at = {each.ror for each in records}
    return Place(tuple(sorted(at)), tuple(sorted({ror for each in records for ror in each.related} - at)))


def note(session: Session, person: Person) -> bool:
    """Keep with somebody where their address is; True where that was not known before."""
    place = place_of(session, person.email.rpartition("@")[2])
    return _keep(person, place)


def note_all(session: Session) -> int:
    """Look everybody up again in a register that changed; those for whom it matters are checked again by the worker.

    Flushes as it goes. Returns how many people are somewhere else now.
    """
    moved: dict[str, Mapping[str, object]] = {}
    known: dict[str, Place] = {}
    for person in _people(session):
        domain = person.email.rpartition("@")[2]
        if domain not in known:
            known[domain] = place_of(session, domain)
        before = {"was_at": domain, "at": list(person.at_institutions), "near": list(person.near_institutions)}
        if _keep(person, known[domain]):
            moved[str(person.id)] = before
    session.flush()
    if moved:
        due.add(session, "joined", uuid4(), {"moved": moved})
    return len(moved)


def _keep(person: Person, place: Place) -> bool:
    at, near = list(place.at), list(place.near)
    if (person.at_institutions or [], person.near_institutions or []) == (at, near):
        return False
    person.at_institutions, person.near_institutions = at, near
    return True


def _people(session: Session) -> Iterator[Person]:
    query = select(Person).order_by(Person.id).execution_options(yield_per=_PEOPLE_AT_ONCE)
    yield from session.scalars(query)


def named(session: Session, ror: str) -> Institution | None:
    """The record with this number, if a register was imported and has it."""
    return session.get(Institution, ror)


def is_there(session: Session) -> bool:
    """Whether a register was imported."""
    return session.scalar(select(Institution.ror).limit(1)) is not None
