"""The editors' board: what waits, for whom, and since when; asked in a fixed number of queries.

Cases come from :mod:`evidencehub.review.board_cases`. What else waits for editors comes from the rooms above: each
gives a :class:`Source`, and the application hands them all to the page.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from uuid import UUID

from sqlalchemy.orm import Session

from evidencehub.authz.told import Who
from evidencehub.projects.states import Column
from evidencehub.review import board_cases
from evidencehub.review.board_rows import BoardRow, Kind
from evidencehub.shared.paging import Page

SIZE = 50  # rows of a page


@dataclass(frozen=True)
class Source:
    """One kind of work that stands on the board beside the cases.

    ``rows`` gets the session, the editor who looks and the time. It leaves out what this editor may not see, in a fixed
    number of queries, and names no reviewer. A row's ``turn`` says who has to act on what by when.
    """

    kind: Kind
    rows: Callable[[Session, UUID | None, datetime], Iterable[BoardRow]]


class Whose(Enum):
    """Which rows the board shows."""

    ALL = "all"
    MINE = "mine"
    NOBODYS = "nobodys"

    @property
    def label(self) -> str:
        return {Whose.ALL: "All", Whose.MINE: "Mine", Whose.NOBODYS: "Nobody’s"}[self]

    def holds(self, row: BoardRow, editor_id: UUID | None) -> bool:
        if self is Whose.NOBODYS:
            return not row.owner
        return self is Whose.ALL or row.owner_id == editor_id


@dataclass(frozen=True)
class Asked:
    """What somebody filters by; "" and False ask for nothing."""

    kind: str = ""
    state: str = ""
    standard: str = ""
    waits: str = ""  # of Who
    owner: str = ""  # an editor's id
    late: bool = False

    def holds(self, row: BoardRow) -> bool:
        return (
            self.kind in ("", row.kind.name)
            and self.state in ("", row.state)
            and self.standard in ("", row.standard)
            and self.waits in ("", row.turn.who.name.lower())
            and self.owner in ("", str(row.owner_id))
            and (row.is_late or not self.late)
        )

    @property
    def is_anything(self) -> bool:
        return self != Asked()


@dataclass(frozen=True)
class Choices:
    """What there is to filter by: value and label, of rows that are there."""

    kind: Mapping[str, str]
    state: Mapping[str, str]
    standard: Mapping[str, str]
    waits: Mapping[str, str]
    owner: Mapping[str, str]


@dataclass(frozen=True)
class Board:
    """One page. ``yours`` come before ``others``: nobody's first, then late ones, then the oldest."""

    yours: tuple[BoardRow, ...]
    others: tuple[BoardRow, ...]
    over: tuple[BoardRow, ...]  # the last few that were decided, or ended before that; on the last page
    counts: Mapping[Whose, int]  # of open rows
    totals: Mapping[Column, int]  # of open rows that are asked for, on all pages
    late: int  # of all that this editor may see
    choices: Choices
    page_of: Page[BoardRow]


def board(
    session: Session, *, editor_id: UUID | None, now: datetime, whose: Whose = Whose.ALL, asked: Asked = Asked(),
    number: int = 1, size: int = SIZE, sources: Iterable[Source] = (),
) -> Board:  # fmt: skip
    """What waits, and the last few cases that are over; without what this editor may not see.

    :param number: of the page, 1 for the first; one that is not there is the last.
    """
    every = list(board_cases.open_rows(session, editor_id=editor_id, now=now))
    for source in sources:
        every += source.rows(session, editor_id, now)
    every.sort(key=lambda row: (row.since, str(row.id)))
    rows = [row for row in every if whose.holds(row, editor_id) and asked.holds(row)]
    rows.sort(key=lambda row: (row.column is Column.OTHERS, bool(row.owner), not row.is_late))  # stable
    pages = max(1, -(-len(rows) // size))
    number = min(number, pages)
    shown = board_cases.named(session, rows[(number - 1) * size : number * size])
    ends = number == pages and whose is Whose.ALL and not asked.is_anything
    return Board(
        yours=tuple(row for row in shown if row.column is Column.YOURS),
        others=tuple(row for row in shown if row.column is Column.OTHERS),
        over=tuple(board_cases.over(session, editor_id=editor_id, now=now)) if ends else (),
        counts={each: sum(each.holds(row, editor_id) for row in every) for each in Whose},
        totals={each: sum(row.column is each for row in rows) for each in (Column.YOURS, Column.OTHERS)},
        late=sum(row.is_late for row in every),
        choices=_choices(every),
        page_of=Page(shown, number, size, len(rows)),
    )


def _choices(rows: Sequence[BoardRow]) -> Choices:
    def by_label(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
        return dict(sorted(set(pairs), key=lambda pair: (pair[1], pair[0])))

    return Choices(
        kind=by_label((row.kind.name, row.kind.label) for row in rows),
        state=by_label((row.state, row.state_label) for row in rows),
        standard=by_label((row.standard, row.standard_label) for row in rows if row.standard),
        waits={
            who.name.lower(): f"{who.to_editors} turn".capitalize()
            for who in Who
            if any(row.turn.who is who for row in rows)
        },
        owner=by_label((str(row.owner_id), row.owner) for row in rows if row.owner),
    )
