"""The columns of the file of the gap map: a row for each place of the map, the empty ones too."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from evidencehub.catalogue.downloads.column import Column, listed
from evidencehub.catalogue.index.gap_map import Square
from evidencehub.shared.spreadsheets import Value

# Whether an empty place says that nobody studied it, or only that records do not say with whom studies were.
SAID, NOT_SAID = "yes", "not said"
_SAID = {
    SAID: "0 studies says that we know of none.",
    NOT_SAID: "Records from elsewhere do not tell of these people: there may be studies that we cannot place.",
}


@dataclass(frozen=True)
class GapRow:
    name: str
    outcome: str
    square: Square | None  # None: of requests that name no people, so that there are no studies to count
    requests: int
    whom_is_said: str
    address: str


def _square(value: Callable[[Square], Value]) -> Callable[[GapRow], Value]:
    return lambda row: value(row.square) if row.square else None


def _count(name: str, says: str, direction: str) -> Column[GapRow]:
    return Column(name, says, _square(lambda it: it.directions.get(direction, 0)), "whole number")


# Each counts the studies of one direction.
_DIRECTIONS: Mapping[str, Column[GapRow]] = {
    direction: _count(name, says, direction)
    for direction, name, says in (
        ("better", "better", "Studies in which those who took part did better than others."),
        ("worse", "worse", "Studies in which they did worse than others."),
        ("mixed", "better_and_worse", "Studies with results both ways."),
        ("no-difference", "little_or_no_difference", "Studies that found little or no difference."),
        ("unclear", "not_clear", "Studies that leave open whether it was better or worse."),
        ("changed-better", "changed_for_the_better",
         "Studies without a comparison in which it was better afterwards. Others may have changed too."),
        ("changed-worse", "changed_for_the_worse", "Studies without a comparison in which it was worse afterwards."),
        ("changed-mixed", "changed_for_the_better_and_worse", "Studies without a comparison, with changes both ways."),
        ("changed-unclear", "changed_not_clear", "Studies without a comparison in which no change is clear."),
    )
}  # fmt: skip

GAPS: tuple[Column[GapRow], ...] = (
    Column("row", "Whom it is for, or the approach. “Anybody”: asked for by readers who named no people.",
           lambda row: row.name),
    Column("column", "The outcome.", lambda row: row.outcome),
    Column("approaches", "Approaches with a study here.", _square(lambda it: it.approaches), "whole number"),
    Column("studies", "Studies of them.", _square(lambda it: it.studies), "whole number"),
    Column("whom_is_said", "What 0 studies says.", lambda row: row.whom_is_said, values=listed(_SAID)),
    Column("plans", "Studies that are planned or being graded. They are no study yet.",
           _square(lambda it: it.plans), "whole number"),
    Column("requests", "Readers who asked for evidence here, and wait.", lambda row: row.requests, "whole number"),
    Column("how_sure", "How sure we are of the surest study.",
           _square(lambda it: it.sure.words if it.sure else "")),
    Column("difference", "What the studies found, taken together.",
           _square(lambda it: it.difference.words if it.difference else "")),
    *_DIRECTIONS.values(),
    Column("without_an_arrow", "Studies whose results do not say which way.",
           _square(lambda it: sum(it.directions.values()) - sum(it.directions.get(each, 0) for each in _DIRECTIONS)),
           "whole number"),
    Column("address", "The list of what is counted, or the page of the approach.", lambda row: row.address),
)  # fmt: skip
