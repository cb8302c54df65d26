"""Moving a record from state to state by a table of pure data. Nothing else changes a state."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy.orm import Session

from evidencehub.shared import audit
from evidencehub.shared.errors import NotAllowed, WrongState


@dataclass(frozen=True)
class Transition:
    """One row of a table: from, to, who may, what must hold, what the audit says, what is announced."""

    name: str
    sources: frozenset[str]
    target: str
    permission: str
    guard: str | None = None  # a name that the owning capability resolves
    notice: str | None = None  # what the mails that it sends are about
    planned: bool = False  # it stands here, and no page takes it yet


class Stateful(Protocol):
    id: Any
    state: Any


Guard = Callable[[Any], str | None]  # a reason why not, or None


def find(table: Sequence[Transition], name: str) -> Transition:
    for transition in table:
        if transition.name == name:
            return transition
    raise KeyError(f"no transition is called {name!r}")


def starts_from(table: Sequence[Transition], record: Stateful, name: str) -> bool:
    """Whether a step leads on from where the record is; its guard may still refuse."""
    return record.state.value in find(table, name).sources


def reason_against(
    table: Sequence[Transition], record: Stateful, name: str, *, guards: Mapping[str, Guard]
) -> str | None:
    """Why this record cannot take this step now, in words for the person who asks; None when it can."""
    transition = find(table, name)
    if not starts_from(table, record, name):
        needed = [state.in_words for state in type(record.state) if state.value in transition.sources]
        return f"it is {record.state.in_words} now; this step needs it to be {' or '.join(needed)}"
    return guards[transition.guard](record) if transition.guard else None


def apply(  # noqa: PLR0913 - this module knows no domain, so the caller names all of it
    session: Session,
    table: Sequence[Transition],
    record: Stateful,
    name: str,
    *,
    kind: str,
    states: type[Enum],
    permitted: Callable[[str], bool],
    guards: Mapping[str, Guard],
    actor_id: UUID | None,
    at: datetime,
    details: Mapping[str, Any] | None = None,
) -> Transition:
    """Take one step, write its audit entry, and flush, so that a race is lost here and not later.

    :raises WrongState: the record is not in a state the step starts from, or the guard refuses.
    :raises NotAllowed: the actor lacks the step's permission.
    """
    transition = find(table, name)
    if not permitted(transition.permission):
        raise NotAllowed("You do not have permission to do this.")
    if why := reason_against(table, record, name, guards=guards):
        raise WrongState(f"This cannot be done: {why}.")
    before = record.state.value
    record.state = states(transition.target)
    session.flush()
    audit.record(
        session, f"{kind}.{name}", subject_type=kind, subject_id=record.id, actor_id=actor_id, at=at,
        details={"from": before, "to": transition.target, **(details or {})},
    )  # fmt: skip
    return transition
