"""What became of a paper after it was published: four kinds of notice, each of which means something else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from evidencehub.shared.words import day


class Nature(StrEnum):
    RETRACTION = "retraction"
    CONCERN = "expression of concern"
    CORRECTION = "correction"
    REINSTATEMENT = "reinstatement"
    OTHER = "other"  # the file has a word that we do not know; it is shown as it stands

    @property
    def label(self) -> str:
        return _LABELS[self]

    @property
    def meaning(self) -> str:
        """One sentence for an editor."""
        return _MEANINGS[self]


_LABELS = {
    Nature.RETRACTION: "Retracted", Nature.CONCERN: "Expression of concern", Nature.CORRECTION: "Corrected",
    Nature.REINSTATEMENT: "Put back", Nature.OTHER: "Another notice",
}  # fmt: skip
_MEANINGS = {
    Nature.RETRACTION: "The journal withdrew the paper: what it says is not to be relied on.",
    Nature.CONCERN: "The journal has doubts about the paper, and has not withdrawn it.",
    Nature.CORRECTION: "The journal put something right in the paper, and did not withdraw it.",
    Nature.REINSTATEMENT: "The journal took back that it withdrew or doubted the paper, or put a new version in its "
    "place.",
    Nature.OTHER: "The file calls it by a word that we do not know. Read the notice.",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Notice:
    """One row of the file, about one paper."""

    nature: Nature
    called: str  # by the file, such as "Expression of concern"
    on: date | None  # None where the file gives no day
    doi: str  # of the notice, as it is written there; "" where it has none
    number: str  # of the row, which the file calls "Record ID"
    reasons: tuple[str, ...] = ()

    def as_data(self) -> dict[str, Any]:
        return {
            "nature": self.nature.value, "called": self.called, "on": self.on.isoformat() if self.on else "",
            "doi": self.doi, "number": self.number, "reasons": list(self.reasons),
        }  # fmt: skip

    @classmethod
    def from_data(cls, kept: Mapping[str, Any]) -> "Notice":
        on = date.fromisoformat(kept["on"]) if kept["on"] else None
        return cls(Nature(kept["nature"]), kept["called"], on, kept["doi"], kept["number"], tuple(kept["reasons"]))


def in_order(notices: Sequence[Notice]) -> list[Notice]:
    """Oldest first; those without a day before all others."""
    return sorted(notices, key=lambda each: (each.on or date.min, each.nature, each.doi.lower(), each.number))


def standing(notices: Sequence[Notice]) -> str:
    """How the paper stands by all its notices together, in a few words."""
    if not notices:
        return "No notice any more"
    told = _telling(notices)
    return told.nature.label if told else "Withdrawn and put back: read the notices"


def proposed(title: str, notices: Sequence[Notice], *, is_it: bool = False) -> str:
    """Words that an editor may begin a note to readers with; "" where the notices do not say one thing.

    :param is_it: the record is of that very paper.
    """
    told = _telling(notices)
    if told is None or told.nature not in _PAST:
        return ""
    when = f" on {day(told.on)}" if told.on else ""
    which = "The paper that this record is of" if is_it else "A paper that this record names"
    return f"{which}, “{title}”, {_PAST[told.nature].format(when=when)}."


_PAST = {
    Nature.RETRACTION: "was withdrawn by its journal{when}",
    Nature.CONCERN: "is in doubt: its journal said so{when}, and has not withdrawn it",
    Nature.CORRECTION: "was corrected by its journal{when}",
    Nature.REINSTATEMENT: "was withdrawn or doubted by its journal, and then put back{when}",
}


def _telling(notices: Sequence[Notice]) -> Notice | None:
    """The notice that says how the paper stands; None where the days do not tell which came last.

    A correction never undoes a retraction.
    """
    latest = {each.nature: each for each in in_order(notices)}
    against = [latest[each] for each in (Nature.RETRACTION, Nature.CONCERN) if each in latest]
    back = latest.get(Nature.REINSTATEMENT)
    if back:
        if any(each.on is None or back.on is None or each.on == back.on for each in against):
            return None
        against = [each for each in against if each.on and back.on and each.on > back.on]
    return next(iter(against), back) or latest.get(Nature.CORRECTION) or latest.get(Nature.OTHER)
