"""What stands on the editors' board: one row for each thing that somebody has to act on, whatever it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from evidencehub.projects.states import Column
from evidencehub.review.deadlines import Turn


@dataclass(frozen=True)
class Kind:
    """What sort of work a row is, and the page where it is done."""

    name: str  # in addresses and files, such as "case"
    label: str
    endpoint: str
    argument: str  # what the page's address calls the row's id


CASE = Kind("case", "Case", "review.case", "submission_id")


@dataclass(frozen=True)
class BoardRow:
    """It names no reviewer and counts no findings."""

    kind: Kind
    id: UUID
    project: str  # what it is about, by name
    state: str
    state_label: str
    since: datetime  # in this state
    turn: Turn
    now: datetime  # when somebody looked
    demo: bool = False
    standard: str = ""  # its id; "" where the work belongs to none
    standard_label: str = ""
    owner_id: UUID | None = None
    owner: str = ""  # the editor who runs it; "" where it is nobody's

    @property
    def age_days(self) -> int:
        """In this state."""
        return max(0, (self.now - self.since).days)

    @property
    def is_late(self) -> bool:
        return self.turn.is_late(self.now)

    @property
    def column(self) -> Column:
        return Column.waiting_for(self.turn.who)

    @property
    def address(self) -> Mapping[str, Any]:
        """The arguments of its page."""
        return {self.kind.argument: self.id}
