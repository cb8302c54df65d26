"""Which records have a DOI of this hub's own, and what DataCite was told of them."""

import hashlib
from base64 import b32encode
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from evidencehub.catalogue.cited.hub import Hub
from evidencehub.catalogue.cited.record import Kind, Record
from evidencehub.shared.db import Base

SUFFIX_LENGTH = 16  # signs of base 32: 80 bits


class DoiState(StrEnum):
    """As far as this hub knows, in DataCite's words but for the first two."""

    NEW = "new"  # DataCite has not been asked
    ASKED = "asked"  # asked for, and no answer came: it may be there
    FINDABLE = "findable"
    REGISTERED = "registered"  # hidden: it leads to its page, and nobody finds what it is of


class OwnDoi(Base, private="what DataCite is told; a page that shows a DOI is made anew by itself"):
    """The DOI of one record, for ever. Kept without a key to the project: it may be gone. It holds no words."""

    __tablename__ = "own_doi"
    identifier: Mapped[str] = mapped_column(String(120), primary_key=True)  # of catalogue.cited.record.Record
    project_id: Mapped[UUID] = mapped_column(index=True)
    doi: Mapped[str] = mapped_column(String(200), unique=True)
    state: Mapped[DoiState] = mapped_column(String(10), default=DoiState.NEW)
    digest: Mapped[str] = mapped_column(String(64), default="")  # of what was sent last; "" if that is not known
    sent_at: Mapped[datetime | None]
    refused: Mapped[str] = mapped_column(Text, default="")  # why DataCite refused what was sent last
    refused_digest: Mapped[str] = mapped_column(String(64), default="")


def name_of(prefix: str, project_id: UUID, identifier: str) -> str:
    """The same whenever it is asked for, also after a restore, and of no meaning: a name may change."""
    made = hashlib.sha256(f"{project_id}/{identifier}".encode()).digest()
    return f"{prefix}/{b32encode(made).decode().lower()[:SUFFIX_LENGTH]}"


def may_have_one(record: Record) -> bool:
    """An accreditation, which this hub gives, and the record of a project that it graded."""
    return record.kind in (Kind.ACCREDITATION, Kind.PROJECT) and not record.is_invented and not record.source


def with_dois(session: Session, records: Sequence[Record], hub: Hub) -> tuple[Record, ...]:
    """The same records, each with the DOI of its own that can be found."""
    names = [each.identifier for each in records if may_have_one(each)] if hub.has_dois else ()
    if not names:
        return tuple(records)
    query = select(OwnDoi.identifier, OwnDoi.doi).where(OwnDoi.identifier.in_(names), OwnDoi.state == DoiState.FINDABLE)
    found = {identifier: doi for identifier, doi in session.execute(query)}
    return tuple(replace(each, doi=found.get(each.identifier, each.doi)) for each in records)
