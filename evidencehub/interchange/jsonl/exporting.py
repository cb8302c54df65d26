"""Records of a file given back as a file: what came in, line by line, in an order that is the same every time."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from evidencehub.interchange.jsonl.schemas import KNOWN
from evidencehub.projects.left_out import is_few
from evidencehub.projects.models import Evaluation, Project
from evidencehub.projects.reported import RECORD
from evidencehub.shared.whole_files import written_whole

AT_ONCE = 200  # records in memory
_COUNTS = ("n", "n_t", "n_c", "events_t", "events_c")


@dataclass
class Exported:
    """What went into a file, and what of the source did not."""

    records: int = 0
    few: int = 0  # records with a number of fewer than five people, which no page shows
    taken_down: int = 0
    not_kept: int = 0  # they came in before the hub kept records as they are


def records_by_source(session: Session) -> dict[str, int]:
    """How many records the hub was given, by source."""
    query = select(Evaluation.source, func.count()).where(_is_kept()).group_by(Evaluation.source)
    return {str(source): count for source, count in session.execute(query.order_by(Evaluation.source))}


def export_records(session: Session, path: Path, *, source: str, advance: Callable[[float], None]) -> Exported:
    """Write all records of a source that are not taken down, with what was removed for good removed.

    :param advance: told how much is done, from 0 to 1.
    :raises UnwritableFile: it cannot be written; what was at ``path`` is as it was.
    """
    exported = Exported(
        taken_down=_count(session, source, Project.taken_down_at.is_not(None)),
        not_kept=_count(session, source, Project.taken_down_at.is_(None), ~_is_kept()),
    )
    ids = _in_order(session, source)
    with written_whole(path) as file:
        for start in range(0, len(ids), AT_ONCE):
            for record in _records(session, ids[start : start + AT_ONCE]):
                file.write(json.dumps(record, ensure_ascii=False).encode() + b"\n")
                exported.records += 1
                exported.few += any(map(_tells_few, record.get("results", [])))
            session.rollback()  # no long transaction, and nothing of these stays in memory
            advance(exported.records / len(ids))
    return exported


def _is_kept() -> ColumnElement[bool]:
    return Evaluation.reported[RECORD]["external_id"].as_string().is_not(None)


def _count(session: Session, source: str, *conditions: ColumnElement[bool]) -> int:
    query = select(func.count()).select_from(Evaluation).join(Project).where(Evaluation.source == source, *conditions)
    return session.scalar(query) or 0


def _in_order(session: Session, source: str) -> list[UUID]:
    """Approach by approach, one that has its name in the hub's spelling first, for it names the approach again.

    Put in order here: two databases put letters in two orders.
    """
    named = Evaluation.reported[RECORD]["project"].as_string()
    query = select(Project.external_id, Project.name, named, Evaluation.external_id, Evaluation.id)
    query = query.join(Project, Evaluation.project_id == Project.id)
    query = query.where(Evaluation.source == source, Project.taken_down_at.is_(None), _is_kept())
    rows = [(key, name != said, own, held) for key, name, said, own, held in session.execute(query)]
    session.rollback()
    return [held for *_, held in sorted(rows)]


def _records(session: Session, ids: Sequence[UUID]) -> Iterator[Mapping[str, Any]]:
    query = select(Evaluation.id, Evaluation.reported, Project.source_as_of)
    query = query.join(Project, Evaluation.project_id == Project.id).where(Evaluation.id.in_(ids))
    query = query.where(Project.taken_down_at.is_(None))  # it may have been taken down since the list was made
    found = {held: _record(reported[RECORD], as_of) for held, reported, as_of in session.execute(query)}
    return (found[held] for held in ids if held in found)


def _record(kept: Mapping[str, Any], as_of: str) -> dict[str, Any]:
    """With its date, which may have been given for the file as a whole, and its keys in the order of the table."""
    said = {"as_of": as_of, **kept} if as_of else kept
    return {name: said[name] for name in KNOWN if name in said}


def _tells_few(result: Mapping[str, Any]) -> bool:
    return any(is_few(_number(result.get(name))) for name in _COUNTS)


def _number(value: Any) -> float | None:
    try:
        return float(value)
    except (TypeError, ValueError):
        return None
