"""What acting on something that a reader sent in has in common: the text is checked, and a step of a table is taken."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy.orm import Session

from evidencehub.authz.policies import permitting
from evidencehub.authz.values import Actor, Facts
from evidencehub.shared import transitions
from evidencehub.shared.errors import Invalid
from evidencehub.shared.transitions import Guard, Transition


class SentIn(Protocol):
    id: Any
    state: Any
    decided_at: datetime | None
    decided_by: UUID | None


def checked(text: str, field: str, message: str, *, most: int) -> str:
    """The text without space around it. :raises Invalid: it is empty, or longer than ``most`` characters."""
    text = text.strip()
    if not text or len(text) > most:
        problem = message if not text else f"It must be {most:,} characters or fewer"
        raise Invalid(problem, {field: problem})
    return text


@dataclass(frozen=True)
class Course:
    """How one kind of record moves: its name in the audit chain, its states, the table of steps, and their guards."""

    kind: str
    states: type[Enum]
    table: Sequence[Transition]
    guards: Mapping[str, Guard] = field(default_factory=dict)


def move(
    session: Session, course: Course, record: SentIn, name: str, *, actor: Actor, facts: Facts, now: datetime
) -> None:
    """Take a step, and note who took it and when. :raises WrongState: it cannot be taken now."""
    transitions.apply(
        session, course.table, record, name, kind=course.kind, states=course.states,
        permitted=permitting(facts), guards=course.guards, actor_id=actor.id,
        at=now,
    )  # fmt: skip
    record.decided_at, record.decided_by = now, actor.id
