"""The only place where an accreditation changes its state, for everybody who has it change: people, and time."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from evidencehub.accreditation.models import Accreditation
from evidencehub.accreditation.renewals.lapsing import lapse
from evidencehub.accreditation.states import AccreditationState
from evidencehub.accreditation.transitions import ACCREDITATION
from evidencehub.review import cases
from evidencehub.shared import transitions


def lock(session: Session, accreditation: Accreditation) -> None:
    """Let acts on one award happen one after the other, in turn with those on its case, and see what came before."""
    cases.lock(session, accreditation.submission)
    session.refresh(accreditation)


def move(
    session: Session, accreditation: Accreditation, name: str, *, permitted: Callable[[str], bool],
    actor_id: UUID | None, now: datetime, details: Mapping[str, Any] | None = None,
) -> None:  # fmt: skip
    """Take one step of the table; raises as :func:`evidencehub.shared.transitions.apply`."""
    transitions.apply(
        session, ACCREDITATION, accreditation, name, kind="accreditation", states=AccreditationState, guards={},
        permitted=permitted, actor_id=actor_id, at=now, details=details,
    )  # fmt: skip
    if accreditation.state.is_withdrawn or accreditation.state.is_superseded:
        lapse(session, accreditation, now=now)
