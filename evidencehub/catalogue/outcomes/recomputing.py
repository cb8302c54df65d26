"""When syntheses are worked out: a due row for each project whose public record changed, done by the worker."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidencehub.catalogue.outcomes import versions
from evidencehub.catalogue.outcomes.models import SynthesisVersion
from evidencehub.catalogue.outcomes.pooling import METHOD
from evidencehub.projects.public import RECORDS, SYNTHESIS, public_ids
from evidencehub.shared import due
from evidencehub.shared.db import reading_only

BATCH = 25  # projects worked out at once: about a tenth of a second


def handler(now: Callable[[], datetime]) -> due.Handler:
    """How rows of kind ``synthesis`` are done: each names a project (``project_id``), changed, published or gone."""

    def work(payloads: Sequence[Mapping[str, Any]], new_session: due.NewSession) -> due.Finish:
        project_ids = list(dict.fromkeys(UUID(payload["project_id"]) for payload in payloads))
        with reading_only(), new_session() as session:
            made = versions.made(session, project_ids)

        def finish(session: Session) -> None:
            versions.keep(session, made, now=now())
            for project_id in project_ids if made.new or made.gone else ():
                due.add(session, RECORDS, project_id, {"project_id": str(project_id)})

        return finish

    return due.Handler(work, batch=BATCH)


def make_due(session: Session, project_ids: Sequence[UUID]) -> None:
    for project_id in project_ids:
        due.add(session, SYNTHESIS, project_id, {"project_id": str(project_id)})


def catch_up(session: Session) -> int:
    """Make all projects due where this release puts studies together otherwise, or nobody has yet; how many."""
    if session.scalar(select(SynthesisVersion.id).where(SynthesisVersion.method == METHOD).limit(1)) is not None:
        return 0
    waiting = set(session.scalars(select(due.DueRow.key).where(due.DueRow.kind == SYNTHESIS)))
    ids = [key for key in public_ids(session) if str(key) not in waiting]
    make_due(session, ids)
    return len(ids)
