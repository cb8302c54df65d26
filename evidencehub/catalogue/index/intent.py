"""Which words of a question name a filter: an outcome, kinds of people, ages, a setting, a place, a price, a direction.

Ages are read by their forms ("16-18 yr old", "under 12s", "years 7 to 9"). All else by its name: those of the
vocabularies and of ``intent.toml``, and what else the thesaurus calls them. The longest name wins.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from evidencehub.catalogue.fit import ages
from evidencehub.catalogue.index import facets, thesaurus
from evidencehub.search.analysis import words
from evidencehub.search.spelling import FILLER, STOP, term_of
from evidencehub.standards.files.outcomes import load_outcomes
from evidencehub.standards.files.vocabulary import SCHOOL_YEARS, load_vocabulary

LONGEST = 6  # words of a name
_WRITTEN = frozenset({facets.OUTCOME, "population", "setting", "delivery"})  # facets whose names stand in reports too
_UNWRITTEN = frozenset({facets.AGE, facets.COST})  # and these in hardly any: "6 year olds", "cheap"
_Key = tuple[str, ...]  # terms, so that "girl" is "girls"


@dataclass(frozen=True)
class Named:
    """A filter that words of a question name; any of its values will do."""

    facet: str
    values: tuple[str, ...]  # as addresses have them


@dataclass(frozen=True)
class Intent:
    named: tuple[Named, ...]  # in the order of the question, each facet once
    pieces: tuple[tuple[str, Named | None], ...]  # the words of the question, and what they name

    def without(self, taken: Sequence[Named]) -> str:
        """What is left to look for beside those; "" where only words remain that say nothing alone.

        Where something is, words stay that reports use as well: of "reading recovery" reading is no filter only.
        """
        if not _says_something(text for text, named in self.pieces if named not in taken):
            return ""
        kept = " ".join(
            text for text, named in self.pieces if named is None or named not in taken or named.facet in _WRITTEN
        ).split()
        while kept and kept[0].casefold() in STOP | FILLER:
            del kept[0]
        while kept and kept[-1].casefold() in STOP | FILLER:
            del kept[-1]
        return " ".join(kept)


def _says_something(texts: Iterable[str]) -> bool:
    return any(_carries(word) for text in texts for word in words(text))


def _carries(word: str) -> bool:
    return word not in STOP and word not in FILLER and word not in _alone()


def intent(text: str) -> Intent:
    pieces: list[tuple[str, Named | None]] = []
    place = 0
    for start, end, named in _ages(text):
        pieces += [*_named(text[place:start]), (text[start:end], named)]
        place = end
    pieces += _named(text[place:])
    joined: dict[str, Named] = {}
    for each in [named for _, named in pieces if named]:
        held = joined.get(each.facet)
        values = dict.fromkeys([*(held.values if held else ()), *each.values])
        joined[each.facet] = Named(each.facet, facets.finest(each.facet, tuple(values)))
    pieces = [(piece, named and joined[named.facet]) for piece, named in pieces]
    return Intent(tuple(joined.values()), tuple(pieces))


def unwritten(text: str) -> tuple[str, ...]:
    """The parts of a question that name ages or a price: a report on them says it in other words."""
    return tuple(piece for piece, named in intent(text).pieces if named and named.facet in _UNWRITTEN)


def _named(text: str) -> Iterator[tuple[str, Named | None]]:
    """The words of a text, each longest name as one piece."""
    known, typed = _names(), text.split()
    place = 0
    while place < len(typed):
        for end in range(min(len(typed), place + LONGEST), place, -1):
            piece = " ".join(typed[place:end])
            if named := known.get(_key(piece)):
                yield piece, named
                place = end
                break
        else:
            yield typed[place], None
            place += 1


def _key(text: str) -> _Key:
    return tuple(map(term_of, words(text)))


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files("evidencehub.catalogue.index").joinpath("intent.toml").read_text(encoding="utf-8"))


@cache
def _alone() -> frozenset[str]:
    return frozenset(_data()["alone"]["words"])


@cache
def _names() -> Mapping[_Key, Named]:
    """Where two filters have a name in common the first here has it."""
    data = _data()
    found: dict[_Key, Named] = {}
    too_plain = {_key(word) for word in (*data["ambiguous"]["words"], *STOP, *FILLER)}  # "helpfulness" is "help"

    def add(name: str, named: Named) -> None:
        key = _key(name)
        if key and key not in too_plain:
            found.setdefault(key, named)

    for table in data["named"]:
        for name in table["words"]:
            add(name, Named(table["facet"], tuple(table["values"])))
    for term in load_vocabulary(SCHOOL_YEARS).terms:
        for name in term.synonyms:
            add(name, Named(facets.AGE, (ages.address((term.first or 0, term.last or 0)),)))
    for outcome in load_outcomes().outcomes:
        for name in (outcome.label, *outcome.synonyms):
            add(name, Named(facets.OUTCOME, (outcome.slug,)))
    for facet in ("population", facets.PLACE, "setting", "delivery"):
        terms = (facets.BY_NAME[facet].terms or {}).values()
        names = [*((term.label, term) for term in terms), *((name, term) for term in terms for name in term.synonyms)]
        for name, term in names:  # "Scotland" is a name of the United Kingdom only where nothing else is called so
            add(name, Named(facet, (term.slug,)))
    for area in load_outcomes().areas:
        for name in (area.label, *area.synonyms):
            add(name, Named(facets.OUTCOME, (area.slug,)))
    return {**_called_otherwise(found, too_plain), **found}


def _called_otherwise(known: Mapping[_Key, Named], too_plain: set[_Key]) -> dict[_Key, Named]:
    """Words of one meaning with a name name the same, where the names among them agree."""
    found: dict[_Key, Named] = {}
    for group in thesaurus.groups():
        keys = [_key(word) for word in group]
        targets = {known[key] for key in keys if key in known}
        if len(targets) == 1:
            found |= dict.fromkeys((key for key in keys if key not in too_plain), targets.pop())
    return found


_NUMBER, _TO = r"(\d{1,2})(?!\d)", r"\s*(?:-|\u2013|\u2014|to|and|or)\s*"
_OLD = r"[\s-]*(?:yrs?|years?)[\s-]*olds?"
_FORMS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(rf"(?<![\w.]){form}(?!\w)", re.IGNORECASE), kind)
    for form, kind in (
        (rf"years?\s*{_NUMBER}{_TO}(?:year\s*)?{_NUMBER}", "england"),
        (rf"grades?\s*{_NUMBER}{_TO}(?:grade\s*)?{_NUMBER}", "us"),
        (rf"(?:under|below|younger\s+than)[\s-]*{_NUMBER}(?:['\u2019]?s)?(?:{_OLD})?", "under"),
        (rf"(?:over|above|older\s+than)[\s-]*{_NUMBER}(?:['\u2019]?s)?(?:{_OLD})?", "over"),
        (rf"(?:aged?|ages)\s*{_NUMBER}{_TO}{_NUMBER}(?:{_OLD})?", "range"),
        (rf"(?:aged?|ages)\s*{_NUMBER}\s*(?:\+|and\s+over|or\s+over|plus)", "over"),
        (rf"(?:aged?|ages)\s*{_NUMBER}(?:{_OLD})?", "one"),
        (rf"{_NUMBER}{_TO}{_NUMBER}(?:{_OLD}|s)", "range"),
        (rf"{_NUMBER}{_OLD}", "one"),
    )
)


def _ages(text: str) -> list[tuple[int, int, Named]]:
    """Where a text names ages by a form, and which; those that cannot be are left alone."""
    found: list[tuple[int, int, Named]] = []
    for pattern, kind in _FORMS:
        for match in pattern.finditer(text):
            numbers = [int(number) for number in match.groups() if number]
            years = _range(kind, numbers)
            is_free = all(match.end() <= start or end <= match.start() for start, end, _ in found)
            if years and is_free and years[0] <= years[1]:
                found.append((match.start(), match.end(), Named(facets.AGE, (ages.address(years),))))
    return sorted(found, key=lambda each: each[0])


def _range(kind: str, numbers: Sequence[int]) -> ages.Range | None:
    first, last = numbers[0], numbers[-1]
    match kind:
        case "england" | "us":
            word = "year" if kind == "england" else "grade"
            begin, end = (ages.of_school_year(f"{word} {number}") for number in (first, last))
            return (begin[0], end[1]) if begin and end else None
        case "under":
            return (0, first - 1) if first else None
        case "over":
            return first, ages.OLDEST
    return first, last
