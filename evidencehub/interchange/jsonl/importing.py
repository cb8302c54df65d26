"""Bringing in a file of records, a line each: check all of it, then write it approach by approach."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from marshmallow import ValidationError
from sqlalchemy.orm import Session

from evidencehub.interchange.jsonl import rows
from evidencehub.interchange.jsonl.lines import lines_of, object_of
from evidencehub.interchange.jsonl.schemas import KNOWN, Record, record_of
from evidencehub.interchange.records.files import Refused, reasons, sha256
from evidencehub.interchange.records.spool import Gathered, Spool, open_spool
from evidencehub.interchange.records.storing import Changes, Made, drop_emptied, held, kept, stops_told, store
from evidencehub.projects import public
from evidencehub.shared import audit

RECORD = "record"
NewSession = Callable[[], Session]
Step = Callable[[str], AbstractContextManager[Callable[[float], None]]]


@dataclass(frozen=True)
class Row:
    """What stands on one line of a file, or what is wrong with it."""

    line: int
    record: Record | str
    done: float  # how much of the file is read, from 0 to 1


@dataclass
class Summary:
    records: int = 0
    refused: int = 0
    unplaced: Counter[str] = field(default_factory=Counter)  # words that stand on no list of the hub
    unknown: Counter[str] = field(default_factory=Counter)  # keys that mean nothing here
    twice: int = 0  # entries of a list that stand further up in it
    notes: list[str] = field(default_factory=list)  # on a file as a whole
    is_dry_run: bool = False
    changes: Changes = field(default_factory=Changes)


Read = Callable[[Path, Summary], Iterator[Row]]


def import_records(  # noqa: PLR0913  (the command has as many options)
    new_session: NewSession,
    paths: Sequence[Path],
    *,
    source: str,
    as_of: str,
    now: datetime,
    step: Step,
    refused: Callable[[Refused], None],
    read: Read | None = None,
    dry_run: bool = False,
) -> Summary:
    """Bring every good line in; what the hub has already is only written where it differs.

    :param read: the rows of a file; of one with a JSON object a line where it is left out.
    :raises UnusableFile: a file cannot be read to its end; nothing was written.
    :raises ImportStopped: the database failed, or another import ran at the same time.
    """
    summary = Summary(is_dry_run=dry_run)
    with open_spool() as spool:
        for path in paths:
            with step(f"Reading {path.name}") as advance:
                _take(spool, path, (read or json_rows)(path, summary), summary, advance, refused)
        with stops_told(), step("Writing") as advance:
            _write(new_session, spool, summary, paths, source, as_of, now, advance)
    return summary


def _take(
    spool: Spool, path: Path, read: Iterator[Row], summary: Summary, advance: Callable[[float], None],
    refused: Callable[[Refused], None],
) -> None:  # fmt: skip
    for row in read:
        problem = row.record if isinstance(row.record, str) else _keep(spool, row.line, row.record)
        advance(row.done)
        if problem:
            summary.refused += 1
            refused(Refused(path.name, row.line, problem))
        elif not isinstance(row.record, str):
            summary.records += 1
            summary.unplaced.update(rows.unplaced(row.record))


def _keep(spool: Spool, line: int, record: Record) -> str:
    """Put it beside the others, or say why it cannot be; "" where it can."""
    clash = spool.add(
        RECORD, record.external_id, project=rows.project_key(record), evaluation=record.external_id, line=line,
        body=vars(record),
    )  # fmt: skip
    return f"external_id: {record.external_id} stands on line {clash.line} already" if clash else ""


def json_rows(path: Path, summary: Summary) -> Iterator[Row]:
    """Of a file with a JSON object a line."""
    for number, line, done in lines_of(path):
        try:
            yield Row(number, _read(line, summary), done)
        except ValidationError as error:
            yield Row(number, reasons(error), done)


def _read(line: bytes, summary: Summary) -> Record:
    given = object_of(line)
    record = record_of(given)
    summary.unknown.update(given.keys() - KNOWN.keys())
    return record


def _write(
    new_session: NewSession,
    spool: Spool,
    summary: Summary,
    paths: Sequence[Path],
    source: str,
    as_of: str,
    now: datetime,
    advance: Callable[[float], None],
) -> None:
    done, recorded, projects = 0, False, max(spool.count(), 1)
    for batch in spool.batches():
        with new_session() as session:
            changes = _store(session, spool, batch, source, as_of, now)
            changes.project_ids |= drop_emptied(session, changes.left)
            for project_id in sorted(changes.project_ids):
                public.changed(session, project_id)
            if changes.project_ids and not recorded:
                _record(session, summary, paths, source, as_of, now)  # with the first change: none goes without it
                recorded = True
            session.rollback() if summary.is_dry_run else session.commit()
        summary.changes.add(changes)
        done += len(batch)
        advance(done / projects)


def _store(
    session: Session, spool: Spool, batch: Sequence[Gathered], source: str, as_of: str, now: datetime
) -> Changes:
    gathered = [(str(each.project), [Record(**body) for body in each.rows[RECORD]]) for each in batch]
    records = [record for _, group in gathered for record in group]
    in_hub = held(
        session, source,
        projects={key for key, _ in gathered}, evaluations={record.external_id for record in records}, results=set(),
    )  # fmt: skip
    made = Made()
    for key, group in gathered:
        known = in_hub.projects.get(key)
        project_id = known["id"] if known else uuid4()
        evaluations = []
        for record in group:
            stored = in_hub.evaluations.get(record.external_id)
            row = {**rows.evaluation_columns(record), "project_id": project_id}
            evaluations.append({**row, "id": stored["id"] if stored else uuid4()})
            for position in range(len(record.results)):
                result = {**rows.result_columns(record, position), "evaluation_id": evaluations[-1]["id"]}
                known_result = in_hub.results.get(result["external_id"])
                made.results.append({**result, "id": known_result["id"] if known_result else uuid4()})
        made.evaluations.extend(evaluations)
        evaluations += kept(in_hub.evaluations, {project_id}, "project_id", spool.has_evaluations)
        made.projects.append({**rows.project_columns(key, group, evaluations, as_of), "id": project_id})
    return store(session, source, made, in_hub, now=now)


def _record(session: Session, summary: Summary, paths: Sequence[Path], source: str, as_of: str, now: datetime) -> None:
    details = {
        "source": source, "as_of": as_of, "files_sha256": [sha256(path) for path in paths],
        "records": summary.records, "refused": summary.refused,
    }  # fmt: skip
    audit.record(
        session, "records.imported", subject_type="import", subject_id=source, actor_id=None, at=now, details=details
    )
