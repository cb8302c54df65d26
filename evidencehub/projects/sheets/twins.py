"""Whether a row says what is there already, so that the same table twice adds nothing twice."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from evidencehub.projects.models import OutcomeResult

_ASIDE = frozenset({"confirmed", "outcome_slug"})  # the words of a question may change, and a list of outcomes may grow
_ABOUT = ("outcome", "measure_name", "timepoint")  # the same thing, whatever its numbers
_AND = ("followup_months", "contrast", "is_adjusted", "analysis")


@dataclass(frozen=True)
class Twin:
    """``result`` is the one that is there; ``same``: with these very numbers."""

    result: OutcomeResult
    same: bool


def twin_of(columns: Mapping[str, Any], results: Iterable[OutcomeResult]) -> Twin | None:
    """The result that these columns are again, or else one about the same thing with other numbers.

    :param columns: as ``services.complete`` makes them.
    """
    about = None
    for result in results:
        if all(getattr(result, name) == value for name, value in columns.items() if name not in _ASIDE):
            return Twin(result, same=True)
        if about is None and is_about_the_same(columns, vars_of(result)):
            about = result
    return Twin(about, same=False) if about is not None else None


def vars_of(result: OutcomeResult) -> dict[str, Any]:
    return {name: getattr(result, name) for name in (*_ABOUT, *_AND)}


def is_about_the_same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    in_words = all(_folded(one[name]) == _folded(other[name]) for name in _ABOUT)
    return in_words and all(one[name] == other[name] for name in _AND)


def are_the_same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return all(other[name] == value for name, value in one.items() if name not in _ASIDE)


def _folded(words: str) -> str:
    return " ".join(words.split()).casefold()
