"""Adding the rows of a table that a person has looked at: all of them in one transaction, or none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from evidencehub.projects import services
from evidencehub.projects.models import Evaluation, OutcomeResult


@dataclass(frozen=True)
class Agreed:
    """What was typed of one row, and the result whose numbers it takes the place of, if any."""

    answers: Mapping[str, Any]
    instead_of: OutcomeResult | None = None


def add_all(
    session: Session, evaluation: Evaluation, rows: Sequence[Agreed], *, actor_id: UUID | None, now: datetime
) -> None:
    """:raises StaleDataError: somebody changed the evaluation in this moment; nothing is kept then."""
    for row in rows:
        if row.instead_of is not None:
            services.edit_result(session, row.instead_of, row.answers, actor_id=actor_id, now=now)
        else:
            services.add_result(session, evaluation, row.answers, actor_id=actor_id, now=now)
    session.flush()
