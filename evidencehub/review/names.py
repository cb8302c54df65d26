"""Whether two names may be of one person: values in, a verdict out.

Names are written with initials or without, family name first or last, with particles, accents and titles or without.
A name never proves who somebody is, so the most that comes of this is a doubt for a person to settle. Scripts are
not put into one another: "李明" and "Li Ming" count as different.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache, lru_cache

_TITLES = """
    dr prof professor mr mrs ms miss mx sir dame lord lady rev revd reverend canon cllr
"""
_AFTER = """
    phd dphil edd md msc ma ba bsc obe mbe cbe jr sr ii iii iv esq frs fba facss
"""
_PARTICLES = """
    van von der den de del della di da dos das do du la le les los las al el bin ibn bint abu ter ten te zu
    zum zur af av st san santa y e i
"""
# What combining marks do not undo. "ü" may be written "ue", which is met where family names are compared.
_LETTERS = str.maketrans({
    "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŋ": "n",
})  # fmt: skip
_SHORT = """
    alex alexander alexandra; andy andrew; becky rebecca; ben benjamin; beth elizabeth; bill william; bob robert;
    cathy catherine; charlie charles; chris christopher christine; dan daniel; dave david; ed edward; fred frederick;
    greg gregory; jack john; jim james; joe joseph; jon jonathan; josh joshua; kate katherine catherine; katie
    katherine; kathy katherine kathleen; ken kenneth; liz elizabeth; maggie margaret; matt matthew; meg margaret; mike
    michael; mo mohammed; nick nicholas; pam pamela; pat patrick patricia; pete peter; phil philip; rob robert; ron
    ronald; sam samuel samantha; steve stephen steven; sue susan; tim timothy; tom thomas; tony anthony; vicky
    victoria; will william; mohammed muhammad mohamed mohammad mohamad muhammed; steven stephen; catherine katherine
    kathryn katharine; ann anne; sara sarah
"""


@cache
def _words_of(text: str) -> frozenset[str]:
    return frozenset(text.split())


class Likeness(IntEnum):
    """How far two names go together."""

    DIFFERENT = 0
    MAYBE = 1  # an initial, a part of a double name, another order, a short form
    SAME = 2


@dataclass(frozen=True)
class _Name:
    given: tuple[str, ...]  # a letter alone is an initial
    particles: tuple[str, ...]
    family: tuple[str, ...]  # its parts, without particles

    @property
    def words(self) -> tuple[str, ...]:
        return (*self.given, *self.particles, *self.family)

    @property
    def families(self) -> set[str]:
        """The family name as it may be written: alone, or joined with its particles."""
        whole = "".join(self.family)
        return {_umlauts(whole), _umlauts("".join(self.particles) + whole)}


def likeness(one: str, other: str) -> Likeness:
    """Compare two names as they stand in reports and accounts."""
    return max((_compare(a, b) for a in _readings(one) for b in _readings(other)), default=Likeness.DIFFERENT)


@lru_cache(maxsize=4096)
def keys(name: str) -> frozenset[str]:
    """Two names that are the same share one of these, so that of many only a few have to be compared."""
    readings = _readings(name)
    return frozenset(key for each in readings for key in (*each.families, " ".join(each.words)))


def _compare(one: _Name, other: _Name) -> Likeness:
    if one.words == other.words:
        return Likeness.MAYBE if one.given and all(map(_is_initial, one.given)) else Likeness.SAME
    if sorted(one.words) == sorted(other.words):
        return Likeness.MAYBE  # "Zhang Wei" and "Wei Zhang"
    given = _given(one.given, other.given)
    if given is Likeness.DIFFERENT or one.families & other.families:
        return given
    return Likeness.MAYBE if _share_a_part(one, other) else Likeness.DIFFERENT


def _share_a_part(one: _Name, other: _Name) -> bool:
    """Maiden, married and double names: one of them has the other's family name as a part of its own.

    A part that stands unjoined ("María García López") may be a second given name, so there the first must be in full.
    """
    for few, many in ((one, other), (other, one)):
        if len(few.family) < len(many.family) and set(few.family) <= set(many.family):
            return True
        in_full = few.given[:1] == many.given[:1] and not _is_initial(few.given[0])
        if in_full and len(few.given) == 1 and few.family == many.given[-1:] and len(many.given) > 1:
            return True
    return False


def _given(one: tuple[str, ...], other: tuple[str, ...]) -> Likeness:
    """Given names in their order; what only one of them has says nothing against it."""
    if not one or not other:
        return Likeness.DIFFERENT
    first = _word(one[0], other[0])
    if first is Likeness.DIFFERENT:
        return Likeness.MAYBE if _by_the_second(one, other) or _by_the_second(other, one) else first
    rest = [_word(a, b) for a, b in zip(one[1:], other[1:], strict=False)]
    return min([first, *rest, Likeness.SAME if len(one) == len(other) else Likeness.MAYBE])


def _by_the_second(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """ "J. Robert" is called Robert."""
    return len(one) > 1 and _is_initial(one[0]) and not _is_initial(one[1]) and other == one[1:2]


def _word(one: str, other: str) -> Likeness:
    if _umlauts(one) == _umlauts(other):
        return Likeness.MAYBE if _is_initial(one) else Likeness.SAME
    if _is_initial(one) or _is_initial(other):
        return Likeness.MAYBE if one[0] == other[0] else Likeness.DIFFERENT
    return Likeness.MAYBE if frozenset((one, other)) in _short_forms() else Likeness.DIFFERENT


def _is_initial(word: str) -> bool:
    """A letter of an alphabet: where a sign is a word, one is a whole name."""
    return len(word) == 1 and word < "\u2e80"  # there the signs of Chinese begin


@cache
def _short_forms() -> frozenset[frozenset[str]]:
    groups = [group.split() for group in _SHORT.split(";")]
    return frozenset(frozenset((group[0], each)) for group in groups for each in group[1:])


@lru_cache(maxsize=4096)
def _readings(name: str) -> tuple[_Name, ...]:
    """The ways in which a name can be read: mostly one. "SMITH John" and "Smith JA" say which part is the family's."""
    before, comma, after = name.partition(",")
    given = _written(after) if comma else []
    if given:
        return _with_family(_given_words(given), _written(before))
    words = _written(before)
    if len(words) > 1 and _are_initials(words[-1]) and not name.isupper():
        return _with_family(_given_words(words[-1:]), words[:-1])
    start = max(0, len(words) - 1)
    while start > 1 and _folded(words[start - 1]) in _words_of(_PARTICLES):
        start -= 1
    found = _with_family(_given_words(words[:start]), words[start:])
    if len(words) > 1 and words[0].isupper() and len(words[0].strip(".")) > 3 and not name.isupper():
        found += _with_family(_given_words(words[1:]), words[:1])
    return found


def _with_family(given: tuple[str, ...], words: Sequence[str]) -> tuple[_Name, ...]:
    parts = [part for word in words for part in _folded(word).split("-") if part]
    first = next(
        (place for place, part in enumerate(parts[:-1]) if part not in _words_of(_PARTICLES)), max(0, len(parts) - 1)
    )
    return (_Name(given, tuple(parts[:first]), tuple(parts[first:])),) if parts else ()


def _given_words(words: Iterable[str]) -> tuple[str, ...]:
    """Each given name, or its letter: "J.A." and "JA" are two, "Anna-Lena" is two names."""
    found: list[str] = []
    for word in words:
        parts = [part for part in _folded(word.replace(".", "-")).split("-") if part]
        found += [letter for part in parts for letter in part] if _are_initials(word) else parts
    return tuple(found)


def _are_initials(word: str) -> bool:
    """At most three capital letters, with or without points: "J.A.", "JA", "A.-L."."""
    letters = re.sub(r"[.\-‐]", "", word)
    return letters.isupper() and letters.isascii() and len(letters) <= 3


def _written(text: str) -> list[str]:
    """Words as they are written, without titles and without what stands after a name."""
    words = [word for word in text.replace(",", " ").split() if _folded(word).strip("-")]
    while len(words) > 1 and _folded(words[0]) in _words_of(_TITLES):
        words = words[1:]
    while len(words) > 1 and _folded(words[-1]) in _words_of(_AFTER):
        words = words[:-1]
    return [] if len(words) == 1 and _folded(words[0]) in _words_of(_AFTER) else words


def _folded(word: str) -> str:
    """Lower case, no accents, points and apostrophes; hyphens of every kind are "-"."""
    parts = unicodedata.normalize("NFKD", word.casefold().translate(_LETTERS))
    plain = "".join(sign for sign in parts if not unicodedata.combining(sign) and sign not in "'’`ʼ.")
    return re.sub(r"[^\w]+|_", "-", plain).strip("-")


def _umlauts(word: str) -> str:
    """ "Müller", "Mueller" and "Muller" alike; "Mc" is "Mac". Short names are left alone: "Sue" is not "Su"."""
    word = re.sub("^mc", "mac", word)
    return re.sub("([aou])e", r"\1", word) if len(word) > 4 else word
