from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from evidencehub.shared.constraints import says
from evidencehub.shared.db import Base

TAKEN = "This ORCID iD is connected to another account here. Disconnect it there first"


class OrcidLink(Base, private="how people sign in"):
    """An iD that ORCID said is somebody's: they can sign in with it."""

    __tablename__ = "orcid_link"
    __table_args__ = (UniqueConstraint("orcid", info=says(f"{TAKEN}.")),)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    orcid: Mapped[str] = mapped_column(String(19))  # with hyphens
    connected_at: Mapped[datetime]
    used_at: Mapped[datetime | None]  # to sign in, the last time
