"""Turns text into terms, for what is indexed and for what is asked alike, so that what was indexed can be found."""

import re
import unicodedata
from itertools import pairwise

from evidencehub.search.spelling import COMPOUNDS, term_of

# Left out of texts: the list of Lucene's EnglishAnalyzer, short, so that phrases keep their words. More falls out of
# questions (asking.py).
STOP_WORDS = frozenset(
    "a an and are as at be but by for if in into is it no not of on or such that the their then there these they this "  # noqa: SIM905
    "to was will with".split()
)

_WORD = re.compile(r"\w+")
COMPOUND = re.compile(r"[^\W\d_]+(?:[-\u2010\u2011][^\W\d_]+)+")  # evidence-based; 11-15 is two numbers
_THOUSANDS = re.compile(r",(?<=\d,)(?=\d{3}(?!\d))")  # the comma first: what is rare is looked for quickest
_DOTTED = re.compile(r"\.[^\W\d_]\.")
_INITIALS = re.compile(r"\b(?:[^\W\d_]\.){2,}")  # U.K. is UK
_APART = re.compile(r"[\u00b2\u00b3\u00b9\u00bc-\u00be\u2070-\u209c\u2150-\u215f]+")  # 240¹ is not 2401, 1½ not 112
# Letters of their own that people type without the stroke, and signs inside words that are no letters.
_PLAIN = {"ł": "l", "đ": "d", "ð": "d", "ø": "o", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th", "\u00ad": "", "\u200b": ""}
_TO_PLAIN = re.compile(f"[{''.join(_PLAIN)}]")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_LETTERS_AND_DIGITS = re.compile(r"([^\W\d_]{2,})(\d+)")
_POSSESSIVE = re.compile(r"['\u2019]s\b")


def terms(text: str) -> list[str]:
    """Return the terms of ``text`` in order, without stop words, accents and case; underscores part words."""
    return [term_of(word) for word in words(text) if word not in STOP_WORDS]


def compounds(text: str) -> list[str]:
    """Words with hyphens, each in one, and pairs that are often written in one: "wellbeing" finds "well-being" too."""
    pairs = [COMPOUNDS[pair] for pair in pairwise(words(text)) if pair in COMPOUNDS]
    return [*hyphened(text), *map(term_of, pairs)]


def hyphened(text: str) -> list[str]:
    """The terms of words with hyphens, each written in one."""
    if not _has_hyphen(text):
        return []
    pieces = filter(_has_hyphen, text.split())
    return [term_of("".join(words(found))) for piece in pieces for found in COMPOUND.findall(piece)]


def _has_hyphen(text: str) -> bool:
    return "-" in text or "\u2010" in text or "\u2011" in text


def letters_and_digits(word: str) -> tuple[str, ...]:
    """The parts of a word that is letters and then digits: "read180" is also written "READ 180"; () of any other."""
    found = _LETTERS_AND_DIGITS.fullmatch(word)
    return (found[1], found[2]) if found else ()


def parted(text: str) -> list[str]:
    """The words of ``text``, letters and digits apart: names are compared so, however each of them is written."""
    return [part for word in words(text) for part in letters_and_digits(word) or (word,)]


def words(text: str) -> list[str]:
    """Return the words of ``text`` in order, in small letters without accents."""
    text = text.casefold()
    if _DOTTED.search(text):
        text = _INITIALS.sub(lambda found: found[0].replace(".", ""), text)
    if not text.isascii():
        text = _TO_PLAIN.sub(lambda found: _PLAIN[found[0]], text)
        text = unicodedata.normalize("NFKD", _APART.sub(r" \g<0>", text))
        text = _NOT_ASCII.sub(_without_marks, text)
    return list(_WORD.findall(_THOUSANDS.sub("", _POSSESSIVE.sub("", text)).replace("_", " ")))


def _without_marks(found: re.Match[str]) -> str:
    return "".join(letter for letter in found[0] if not unicodedata.combining(letter))
