"""What a comparison of two versions of a standard is made of: sentences, each with its place and its kind."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

# In the order in which pages show them, with the heading of each group.
KINDS: Mapping[str, str] = {
    "version": "The version",
    "rule": "The rule",
    "step": "Steps",
    "criterion": "Questions",
    "route": "Routes",
    "fact": "Facts",
    "table": "Tables of limits",
    "panel": "Who grades",
    "validity": "How long a result holds",
    "document": "Documents",
    "other": "Everything else",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two versions."""

    kind: str  # one of KINDS
    where: str  # id of the criterion, tier, route …; the key itself for what belongs to the whole version
    text: str  # a sentence or two that need no knowledge of the file
    key: str = ""  # the key that changed; "" where all of ``where`` came or went
    old: Any = field(default=None, compare=False)  # as in the file; None where it was not there (TOML has no null)
    new: Any = field(default=None, compare=False)
    is_inner: bool = field(default=False, compare=False)  # of the file alone: no page reads or asks otherwise for it

    @property
    def what(self) -> str:
        """Whether something was added, removed or changed."""
        return "added" if self.old is None else "removed" if self.new is None else "changed"

    def as_dict(self) -> dict[str, Any]:
        """Everything, for JSON; dates and times become text."""
        return {
            "kind": self.kind,
            "where": self.where,
            "key": self.key,
            "change": self.what,
            "text": self.text,
            "old": _plain(self.old),
            "new": _plain(self.new),
        }


@dataclass(frozen=True, slots=True)
class ChangeGroup:
    """All changes of one kind, under their heading."""

    kind: str
    heading: str
    changes: tuple[Change, ...]


def grouped(changes: Iterable[Change]) -> tuple[ChangeGroup, ...]:
    """Return the changes by kind, in the order of ``KINDS``; a kind without changes is left out."""
    found = tuple(changes)
    groups = (
        ChangeGroup(kind, heading, tuple(change for change in found if change.kind == kind))
        for kind, heading in KINDS.items()
    )
    return tuple(group for group in groups if group.changes)


def same(old: object, new: object) -> bool:
    """Whether two values of a file are the same. 20 and 20.0 are; true and 1 are not, though Python says so."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        return old.keys() == new.keys() and all(same(old[key], new[key]) for key in old)
    if isinstance(old, list) and isinstance(new, list):
        return len(old) == len(new) and all(same(before, now) for before, now in zip(old, new, strict=True))
    if isinstance(old, bool) or isinstance(new, bool):
        return old is new
    if isinstance(old, float) and isinstance(new, float) and old != old and new != new:  # noqa: PLR0124  TOML has nan
        return True
    return old == new


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, date | datetime | time) else value
