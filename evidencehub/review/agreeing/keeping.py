"""When agreement is worked out: a due row each time a case becomes public, done by the worker, never at a request."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidencehub.review.agreeing.models import HubAgreement
from evidencehub.review.agreeing.working_out import LEAST_CASES, Figures, public_cases, worked_out
from evidencehub.shared import due
from evidencehub.shared.db import reading_only

KIND = "agreement"
BATCH = 200  # rows that one working out does for


def make_due(session: Session) -> None:
    due.add(session, KIND, "hub")


def catch_up(session: Session) -> None:
    """Make it due where cases are public and nobody has worked it out, as after an upgrade."""
    is_kept = session.scalar(select(HubAgreement.id).limit(1)) is not None
    if not is_kept and public_cases(session) >= LEAST_CASES:
        due.forget_key(session, KIND, "hub")
        make_due(session)


def handler(now: Callable[[], datetime]) -> due.Handler:
    def work(_payloads: Sequence[Mapping[str, Any]], new_session: due.NewSession) -> due.Finish:
        with reading_only(), new_session() as session:
            found = worked_out(session)
        return lambda session: keep(session, found, now=now())

    return due.Handler(work, batch=BATCH)


def keep(session: Session, found: Mapping[str, Figures], *, now: datetime) -> None:
    """What stays as it was keeps its day, and no page is made anew for it."""
    kept = {row.standard_id: row for row in session.scalars(select(HubAgreement))}
    for standard_id in kept.keys() - found.keys():
        session.delete(kept[standard_id])
    for standard_id, figures in found.items():
        data = figures.as_data()
        if standard_id not in kept:
            session.add(HubAgreement(id=uuid4(), standard_id=standard_id, figures=data, worked_out_at=now))
        elif kept[standard_id].figures != data:
            kept[standard_id].figures, kept[standard_id].worked_out_at = data, now
    session.flush()


def kept_of(session: Session) -> list[HubAgreement]:
    return list(session.scalars(select(HubAgreement).order_by(HubAgreement.standard_id)))
