"""The shape of the table: what is held of people, whose it is, and what becomes of it."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Held:
    """Rows of one table that belong to somebody by one of its columns.

    ``whose`` is ``table.column``: the id of a person, an email address, or a key that leads on to such a column,
    written ``editor_note.assignment_id > assignment.reviewer_id``.
    """

    whose: str
    gives: tuple[str, ...] = ()  # columns that this person gets in their copy; no other is told
    empties: tuple[str, ...] = ()  # texts that go with their name
    goes: bool = False  # the whole row does

    @property
    def table(self) -> str:
        return self.whose.partition(".")[0]

    @property
    def column(self) -> str:
        return self.whose.partition(" > ")[0].partition(".")[2]

    @property
    def leads_to(self) -> str:
        """The column that the key leads to; "" where ``whose`` names the person itself."""
        return self.whose.partition(" > ")[2]


@dataclass(frozen=True)
class Kept:
    """One row of what everybody can read; ``{mails}`` in a text stands for the days that the hub keeps mails."""

    what: str
    why: str
    ground: str
    how_long: str
    erased: str
    held: tuple[Held, ...] = ()
    words: tuple[str, ...] = ()  # tables and ``table.column`` with texts that may name people, and are nobody's own

    def lasts(self, mails_kept_days: int) -> str:
        return self.how_long.replace("{mails}", f"{mails_kept_days:,}")


def held(whose: str, gives: str = "", *, empties: str = "", goes: bool = False) -> Held:
    return Held(whose, tuple(gives.split()), tuple(empties.split()), goes)


def each(columns: str, gives: str = "") -> tuple[Held, ...]:
    """The same of several columns."""
    return tuple(held(column, gives) for column in columns.split())


def tables(kept: Iterable[Kept]) -> set[str]:
    found = {one.table for row in kept for one in row.held}
    return found | {name.partition(".")[0] for row in kept for name in row.words}


ASKED_FOR = "You asked for it, and without it we could not do it."
YES = "You said yes, and can take that back."
RECORD = (
    "Others rely on it: what was judged, and how, has to be open to checking for years. We weighed that against what "
    "it means for you (the law says “legitimate interests”)."
)
SAFETY = (
    "It keeps your account and this hub safe, and tells little about you (the law says “legitimate interests”)."
)  # fmt: skip
