"""Another name for an organisation. What was frozen keeps the name of its time, and old addresses lead on."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from evidencehub.accounts.models import FormerName, Organisation
from evidencehub.accounts.services import organisation_slug, whose_slug
from evidencehub.shared import audit, public_version
from evidencehub.shared.errors import Invalid


def rename(session: Session, organisation: Organisation, name: str, *, actor_id: UUID, now: datetime) -> None:
    """Nothing happens where it is called so already. It can go back to a name that it had.

    :raises Invalid: another organisation has the name, or had it.
    """
    name = " ".join(name.split())
    if name == organisation.name:
        return
    slug = organisation_slug(name)
    if whose_slug(session, slug) not in {None, organisation.id}:
        problem = "Another organisation has this name, or had it. Use a fuller one"
        raise Invalid(problem, {"name": problem})
    if slug != organisation.slug:
        if (had := session.get(FormerName, slug)) is not None:
            organisation.former_names.remove(had)
            session.flush()
        was = FormerName(slug=organisation.slug, name=organisation.name, until=now, organisation_id=organisation.id)
        organisation.former_names.append(was)
    organisation.slug, organisation.name = slug, name
    session.flush()
    public_version.changed(session.connection())
    audit.record(
        session, "organisation.renamed", subject_type="organisation", subject_id=organisation.id, actor_id=actor_id,
        at=now,
    )  # fmt: skip
