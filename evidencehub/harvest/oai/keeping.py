"""Writing down when each public record changed, after what changed it; a record that is gone stays told as gone."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidencehub.catalogue.cited.gathering import real_ids, records_of
from evidencehub.catalogue.cited.hub import Hub
from evidencehub.catalogue.cited.record import Record
from evidencehub.harvest.oai.models import HarvestRecord
from evidencehub.projects.public import RECORDS
from evidencehub.shared import due
from evidencehub.standards.files.outcomes import load_outcomes

BATCH = 50  # projects read at once


def handler(hub: Callable[[], Hub], now: Callable[[], datetime]) -> due.Handler:
    """How rows of kind ``records`` are done: each names a project (``project_id``), changed, published or gone."""

    def work(payloads: Sequence[Mapping[str, Any]], _new_session: due.NewSession) -> due.Finish:
        project_ids = list(dict.fromkeys(UUID(payload["project_id"]) for payload in payloads))
        return lambda session: keep(session, project_ids, hub(), at=now())

    return due.Handler(work, batch=BATCH)


def keep(session: Session, project_ids: Sequence[UUID], hub: Hub, *, at: datetime) -> None:
    """Compare the public records of these projects with what harvesters were told. Invented ones are nowhere."""
    query = select(HarvestRecord).where(HarvestRecord.project_id.in_(project_ids))
    # Two workers may be at one project: whoever comes second reads what is public after the first is done.
    told = {each.identifier: each for each in session.scalars(query.with_for_update())}
    second = at.replace(microsecond=0)
    public: set[str] = set()
    for project_id, records in records_of(session, project_ids, hub).items():
        for record in records.every:
            if record.is_invented:
                continue
            public.add(record.identifier)
            held, digest = told.get(record.identifier), _digest(record)
            if held is None:
                held = HarvestRecord(identifier=record.identifier, project_id=project_id)
                session.add(held)
            elif held.digest == digest and not held.is_gone:
                continue
            held.at, held.areas, held.digest, held.is_gone = second, areas_of(record), digest, False
    for identifier, held in told.items():
        if identifier not in public and not held.is_gone:
            held.at, held.is_gone = second, True
    session.flush()


def catch_up(session: Session) -> int:
    """Make all projects due where harvesters were never told of any; return how many."""
    if session.scalar(select(HarvestRecord.identifier).limit(1)) is not None:
        return 0
    waiting = set(session.scalars(select(due.DueRow.key).where(due.DueRow.kind == RECORDS)))
    ids = [key for key in real_ids(session) if str(key) not in waiting]
    for key in ids:
        due.add(session, RECORDS, key, {"project_id": str(key)})
    return len(ids)


def areas_of(record: Record) -> list[str]:
    """The outcome areas of its subjects: an outcome belongs to the area that it is part of."""
    tree = load_outcomes()
    return sorted({tree.area_of(each.slug) for each in record.subjects} - {""})


def _digest(record: Record) -> str:
    return hashlib.sha256(json.dumps(asdict(record), sort_keys=True, default=str).encode()).hexdigest()
