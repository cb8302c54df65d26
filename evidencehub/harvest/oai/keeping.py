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
METHOD = 2  # rises with each release that describes records otherwise in formats that harvesters get
_OF_METHOD, _OF_RECORD = 8, 56  # hexadecimal digits


def handler(hub: Callable[[], Hub], now: Callable[[], datetime]) -> due.Handler:
    """How rows of kind ``records`` are done: each names a project (``project_id``), changed, published or gone."""

    def work(payloads: Sequence[Mapping[str, Any]], _new_session: due.NewSession) -> due.Finish:
        project_ids = list(dict.fromkeys(UUID(payload["project_id"]) for payload in payloads))
        return lambda session: keep(session, project_ids, hub(), now=now)

    return due.Handler(work, batch=BATCH)


def keep(session: Session, project_ids: Sequence[UUID], hub: Hub, *, now: Callable[[], datetime]) -> None:
    """Compare the public records of these projects with what harvesters were told. Invented ones are nowhere."""
    query = select(HarvestRecord).where(HarvestRecord.project_id.in_(project_ids))
    # Two workers may be at one project: whoever comes second reads what is public after the first is done.
    told = {each.identifier: each for each in session.scalars(query.with_for_update())}
    read = records_of(session, project_ids, hub)
    second = now().replace(microsecond=0)  # after waiting and reading: nobody is answered in between
    public: set[str] = set()
    for project_id, records in read.items():
        for record in records.every:
            if record.is_invented:
                continue
            public.add(record.identifier)
            held, digest = told.get(record.identifier), _digest(record, hub)
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


def catch_up(session: Session, hub: Hub) -> int:
    """Make all projects due where this release, or this hub by another name or address, told harvesters of none.

    Returns how many.
    """
    told = select(HarvestRecord.identifier).where(HarvestRecord.digest.startswith(_method(hub)))
    if session.scalar(told.limit(1)) is not None:
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


def _digest(record: Record, hub: Hub) -> str:
    text = json.dumps(asdict(record), sort_keys=True, default=str)
    return _method(hub) + hashlib.sha256(text.encode()).hexdigest()[:_OF_RECORD]


def _method(hub: Hub) -> str:
    """Of what is told of each record: another release may say more of it, and a hub may move."""
    text = f"{METHOD} {hub.name} {hub.where.terms()}"
    return hashlib.sha256(text.encode()).hexdigest()[:_OF_METHOD]
