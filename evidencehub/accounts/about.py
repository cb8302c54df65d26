"""What people say of themselves for reviewing: their ORCID iD, and when they are away."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from evidencehub.accounts.models import Person
from evidencehub.accounts.orcid_sign_in import linking
from evidencehub.shared import audit, orcid
from evidencehub.shared.clock import day_of
from evidencehub.shared.errors import Invalid


def set_orcid(session: Session, person: Person, typed: str, *, now: datetime) -> None:
    """Keep an iD that is right by its last character; nobody is asked whether it is theirs. "" takes it away.

    :raises Invalid: it is no ORCID iD, or ORCID has said already which is theirs.
    """
    if linking.link_of(session, person) is not None:
        raise Invalid("Your ORCID iD is connected to your account. Disconnect it to type another.")
    try:
        person.orcid = orcid.canonical(typed)
    except ValueError as error:
        raise Invalid(str(error), {"orcid": str(error)}) from error
    session.flush()
    audit.record(session, "person.orcid-set", subject_type="person", subject_id=person.id, actor_id=person.id, at=now)


def set_away(session: Session, person: Person, first: date | None, last: date | None, *, now: datetime) -> None:
    """From the first to the last day nobody proposes this person for a review. Both None: they are not away.

    :raises Invalid: one day is missing, they are the wrong way round, or all of it is over.
    """
    problem = ""
    if (first is None) is not (last is None):
        problem = "Give both days, or none"
    elif first and last and last < first:
        problem = "The last day has to come after the first"
    elif last and last < day_of(now):
        problem = "The last day is over already"
    if problem:
        raise Invalid(problem, {"away_until": problem})
    person.away_from, person.away_until = first, last
    session.flush()


def is_away(person: Person, today: date) -> bool:
    """Whether they are away today."""
    first, last = person.away_from, person.away_until
    return first is not None and last is not None and first <= today <= last
