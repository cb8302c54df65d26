"""Noting which versions of standards came to this hub, so that whoever follows a standard is told."""

from collections.abc import Collection, Iterator
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from evidencehub.consultation.models import SeenStandard
from evidencehub.standards.files.loading import load_standard, standard_ids, versions_of
from evidencehub.standards.model.errors import BadFile, UnknownStandard

Version = tuple[str, str, str]  # id, version and status


def not_seen_yet(session: Session) -> list[Version]:
    """What is installed and was never noted."""
    columns = SeenStandard.standard_id, SeenStandard.version, SeenStandard.status
    known = {(row[0], row[1], row[2]) for row in session.execute(select(*columns))}
    return [each for each in _installed() if each not in known]


def note(session: Session, found: Collection[Version], *, now: datetime) -> None:
    """Write down what was found; what another process noted meanwhile stays as that has it."""
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    rows = [
        {"standard_id": standard_id, "version": version, "status": status, "at": now}
        for standard_id, version, status in found
    ]
    session.execute(insert(SeenStandard).on_conflict_do_nothing(), rows)


def _installed() -> Iterator[Version]:
    for standard_id in standard_ids():
        for version in versions_of(standard_id):
            try:
                yield standard_id, version, load_standard(standard_id, version).status
            except (BadFile, UnknownStandard):  # told on the admin pages; no other version waits for it
                continue
