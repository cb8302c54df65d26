"""What an organisation says of itself: its kind, where it is, and its numbers in public registers."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from evidencehub.accounts.institutions import register
from evidencehub.accounts.institutions.models import Listing
from evidencehub.accounts.models import Organisation, OrganisationKind
from evidencehub.shared import audit, charity, ror
from evidencehub.shared.errors import Invalid

UNKNOWN = "The list of institutions that this hub has does not have this number. Check it at ror.org"
WITHDRAWN = "The registry has withdrawn this number. Look there for the one that took its place"


def describe(
    session: Session, organisation: Organisation, *, kind: OrganisationKind, town: str, charity_number: str,
    ror_number: str, actor_id: UUID, now: datetime,
) -> None:  # fmt: skip
    """:raises Invalid: a number is wrong; ``errors`` has all of them."""
    problems: dict[str, str] = {}
    typed = _read(charity.canonical, charity_number, "charity_number", problems)
    number = _read(ror.canonical, ror_number, "ror", problems)
    if number and number != organisation.ror and register.is_there(session):
        known = register.named(session, number)
        if known is None:
            problems["ror"] = UNKNOWN
        elif known.listing is Listing.WITHDRAWN:
            problems["ror"] = WITHDRAWN
    if problems:
        raise Invalid("; ".join(problems.values()), problems)
    before = organisation.kind, organisation.town, organisation.charity_number, organisation.ror
    after = kind, " ".join(town.split()), typed, number
    if after == before:
        return
    organisation.kind, organisation.town, organisation.charity_number, organisation.ror = after
    session.flush()
    audit.record(
        session, "organisation.described", subject_type="organisation", subject_id=organisation.id, actor_id=actor_id,
        at=now,
    )  # fmt: skip


def _read(canonical: Callable[[str], str], typed: str, field: str, problems: dict[str, str]) -> str:
    try:
        return canonical(typed)
    except ValueError as error:
        problems[field] = str(error)
        return ""
