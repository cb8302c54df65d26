"""Bringing in the registry: what differs is written, a thousand records in a transaction, and then people are placed.

A record that a file no longer names stays: the registry withdraws records and deletes none.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from evidencehub.accounts.institutions import register
from evidencehub.accounts.institutions.models import Institution, InstitutionDomain, Listing
from evidencehub.interchange.records.files import Refused, UnusableFile, sha256
from evidencehub.interchange.ror import reading
from evidencehub.interchange.ror.records import Record, is_of_schema_1, record_of
from evidencehub.shared import audit

AT_ONCE = 1_000
NewSession = Callable[[], Session]
Step = Callable[[str], AbstractContextManager[Callable[[float], None]]]


@dataclass
class Summary:
    records: int = 0
    refused: int = 0
    withdrawn: int = 0
    inactive: int = 0
    without_domain: int = 0
    new: int = 0
    changed: int = 0
    people: int = 0  # whose address is somewhere else now, as far as the register tells


def import_register(
    new_session: NewSession, path: Path, *, now: datetime, step: Step, refused: Callable[[Refused], None]
) -> Summary:
    """Safe to run twice, and again after being stopped.

    :raises UnusableFile: it cannot be read to its end, or holds no record; what was read before is kept.
    """
    summary = Summary()
    with step(f"Reading {path.name}") as advance:
        records = iter(_records(path, summary, advance, refused))
        while some := list(islice(records, AT_ONCE)):
            with new_session() as session:
                _write(session, some, summary)
                session.commit()
    if not summary.records:
        raise UnusableFile(f"{path} holds no record that can be used. {reading.FETCH}")
    with new_session() as session:
        summary.people = register.note_all(session)
        if summary.new or summary.changed:
            audit.record(
                session, "institutions.imported", subject_type="institutions", subject_id="ror", actor_id=None, at=now,
                details={"file": sha256(path), "new": summary.new, "changed": summary.changed},
            )  # fmt: skip
        session.commit()
    return summary


def _records(
    path: Path, summary: Summary, advance: Callable[[float], None], refused: Callable[[Refused], None]
) -> Iterable[Record]:
    for number, given, done in reading.given(path):
        if is_of_schema_1(given):
            raise UnusableFile(f"{path} is of the registry's schema 1, which ended in 2025. {reading.FETCH}")
        try:
            record = record_of(given)
        except ValueError as error:
            summary.refused += 1
            refused(Refused(path.name, number, str(error)))
            continue
        summary.records += 1
        summary.withdrawn += record.listing is Listing.WITHDRAWN
        summary.inactive += record.listing is Listing.INACTIVE
        summary.without_domain += not record.domains
        yield record
        advance(done)


def _write(session: Session, some: Sequence[Record], summary: Summary) -> None:
    records = {record.ror: record.as_row() for record in some}  # of two with one number the later
    query = select(*Institution.__table__.c).where(Institution.ror.in_(records))
    known = {row["ror"]: dict(row) for row in session.execute(query).mappings()}
    new = [row for ror, row in records.items() if ror not in known]
    changed = [row for ror, row in records.items() if ror in known and row != known[ror]]
    if new:
        session.execute(insert(Institution), new)
    if changed:
        session.execute(update(Institution), changed)
        session.execute(delete(InstitutionDomain).where(InstitutionDomain.ror.in_([row["ror"] for row in changed])))
    domains = [{"ror": row["ror"], "domain": domain} for row in (*new, *changed) for domain in row["domains"]]
    if domains:
        session.execute(insert(InstitutionDomain), domains)
    summary.new += len(new)
    summary.changed += len(changed)
