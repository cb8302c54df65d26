"""Whether an entry is there already: by DOI, by number in PubMed, and by title, year and first author.

It only looks and says so. Whether two are the same is decided by a person, but where nothing at all differs.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from evidencehub.extraction.references.entry import Entry
from evidencehub.projects.references.shape import Reference

_SAID = ("kind", "title", "authors", "year", "within", "volume", "issue", "pages", "publisher", "doi", "pmid", "url",
         "issn", "isbn")  # fmt: skip


class Likeness(StrEnum):
    EQUAL = "equal"  # in all that they say
    LIKELY = "likely"
    MAYBE = "maybe"  # something speaks against it, or too little for it


@dataclass(frozen=True)
class Twin:
    """``of`` is the reference of the study, or the entry that stands before it in the same list."""

    of: Reference | Entry
    likeness: Likeness
    because: str

    @property
    def is_there(self) -> bool:
        return isinstance(self.of, Reference)


def twins(brought: Sequence[Entry], held: Sequence[Reference]) -> dict[int, Twin]:
    """By the place of an entry, what it may be again."""
    known, found = _Known(), dict[int, Twin]()
    for each in held:
        known.add(each)
    for place, entry in enumerate(brought):
        if twin := known.twin_of(entry):
            found[place] = twin
        if twin is None or twin.likeness is not Likeness.EQUAL:
            known.add(entry)
    return found


class _Known:
    def __init__(self) -> None:
        self._equal = dict[tuple[object, ...], Reference | Entry]()
        self._by_key = defaultdict[tuple[str, str], list[Reference | Entry]](list)

    def add(self, it: Reference | Entry) -> None:
        self._equal.setdefault(_all_of(it), it)
        for key in _keys(it):
            self._by_key[key].append(it)

    def twin_of(self, it: Entry) -> Twin | None:
        if same := self._equal.get(_all_of(it)):
            return Twin(same, Likeness.EQUAL, "It says the same in every part")
        found = [twin for key in _keys(it) for other in self._by_key[key] if (twin := _compared(it, other))]
        return min(found, key=lambda twin: twin.likeness is Likeness.MAYBE, default=None)


def _compared(one: Entry, other: Reference | Entry) -> Twin | None:
    same_title = folded(one.title) == folded(other.title)
    if one.doi and other.doi and one.doi.casefold() == other.doi.casefold():
        if same_title:
            return Twin(other, Likeness.LIKELY, "The DOI and the title are the same")
        return Twin(other, Likeness.MAYBE, "The DOI is the same, and the titles differ")
    if one.pmid and one.pmid == other.pmid:
        return Twin(other, Likeness.LIKELY, "The number in PubMed is the same")
    if not same_title or (one.year and other.year and one.year != other.year):
        return None
    first, second = _first_author(one), _first_author(other)
    if first and second and first != second:
        return None
    if one.doi and other.doi:
        return Twin(other, Likeness.MAYBE, "Title, year and first author agree, and the DOIs differ")
    if one.year and other.year and first and second:
        return Twin(other, Likeness.LIKELY, "Title, year and first author are the same")
    return Twin(other, Likeness.MAYBE, "The title is the same, and one of them has no year or no author")


def _keys(it: Reference | Entry) -> list[tuple[str, str]]:
    keys = [("title", folded(it.title)), ("doi", it.doi.casefold()), ("pmid", it.pmid)]
    return [key for key in keys if key[1]]


def _all_of(it: Reference | Entry) -> tuple[object, ...]:
    return tuple(getattr(it, name) for name in _SAID)


def folded(text: str) -> str:
    """Letters and digits alone, without accents and case; the text itself where it has none."""
    bare = "".join(each for each in unicodedata.normalize("NFKD", text) if not unicodedata.combining(each))
    return re.sub(r"[\W_]+", "", bare.casefold()) or text.strip()


def _first_author(it: Reference | Entry) -> str:
    """Their family name: before the comma, or else the last word."""
    if not it.authors:
        return ""
    name = it.authors[0]
    return folded(name.partition(",")[0] if "," in name else name.split()[-1])
