"""Turns text and queries into terms. One function for both, so that what was indexed can be found."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

from whoosh.lang.porter2 import stem

# The list of Lucene's EnglishAnalyzer: short, so that "may", "all" and "can" stay findable.
STOP_WORDS = frozenset(
    "a an and are as at be but by for if in into is it no not of on or such that the their then there these they this "  # noqa: SIM905
    "to was will with".split()
)
LONGEST_TERM = 64  # characters; longer "words" are encoded files and broken extractions
MOST_TERMS = 512  # different words of one query; a pasted abstract has about 150
SHORTEST_PREFIX = 3  # "a*" would read a tenth of the index
BREAK = "\x1f"  # stands between title and text, so that no phrase runs across; never typed, never searched

_WORD = re.compile(r"\w+")
_COMPOUND = re.compile(r"[^\W\d_]+(?:[-\u2010\u2011][^\W\d_]+)+")  # evidence-based; 11-15 is two numbers
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_APART = re.compile(r"[\u00b2\u00b3\u00b9\u00bc-\u00be\u2070-\u209c\u2150-\u215f]+")  # 240¹ is not 2401, 1½ not 112
# Letters of their own that people type without the stroke, and signs inside words that are no letters.
_PLAIN = str.maketrans(
    {"ł": "l", "đ": "d", "ð": "d", "ø": "o", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th", "\u00ad": "", "\u200b": ""}
)
_POSSESSIVE = re.compile(r"['\u2019]s\b")
_PIECE = re.compile(r'"([^"]*)"|([^\s"]+)')
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True)
class Words:
    """A query taken apart. ``terms`` include the words of the phrases, each with how often it was typed."""

    terms: dict[str, int]
    phrases: tuple[tuple[str, ...], ...]
    prefixes: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        return not self.terms and not self.prefixes


def terms(text: str) -> list[str]:
    """Return the stems of ``text`` in order, without stop words, accents and case; underscores part words."""
    return [_stem(word) for word in _words(text) if word not in STOP_WORDS]


def document_terms(title: str, text: str) -> tuple[list[str], int]:
    """Return the terms of the one combined field, and its length in words.

    The title stands there twice: in the design's trial that beat the sum of two fields, above all on long questions.
    """
    of_title, of_text = terms(title), terms(text)
    in_one = compounds(f"{title} {text}")
    apart = [BREAK, *in_one] if in_one else []
    return [*of_title, BREAK, *of_title, BREAK, *of_text, *apart], 2 * len(of_title) + len(of_text)


def compounds(text: str) -> list[str]:
    """Words with hyphens, each in one: who types "wellbeing" looks for "well-being" too, and the other way round."""
    return [_stem("".join(_words(found))) for found in _COMPOUND.findall(text)]


def parse(text: str) -> Words:
    """Take any text apart; nothing that can be typed is an error.

    Quotation marks make phrases (an unclosed one is ignored), a ``*`` after a word makes a prefix; all else is words.
    """
    counts: dict[str, int] = {}
    phrases: list[tuple[str, ...]] = []
    prefixes: list[str] = []
    for phrase, piece in _PIECE.findall(_CONTROL.sub(" ", text)):
        words = _words(phrase or piece)
        if piece.endswith("*") and words and len(words[-1]) >= SHORTEST_PREFIX:
            prefixes.append(words.pop()[:LONGEST_TERM])
        found = [_stem(word) for word in words if word not in STOP_WORDS]
        if phrase and found:
            phrases.append(tuple(found))
        for term in (*found, *compounds("" if piece.endswith("*") else phrase or piece)):
            if term in counts or len(counts) < MOST_TERMS:
                counts[term] = counts.get(term, 0) + 1
    return Words(counts, tuple(dict.fromkeys(phrases))[:8], tuple(dict.fromkeys(prefixes))[:8])


def _words(text: str) -> list[str]:
    text = text.casefold()
    if not text.isascii():
        parts = unicodedata.normalize("NFKD", _APART.sub(r" \g<0>", text.translate(_PLAIN)))
        text = "".join(letter for letter in parts if not unicodedata.combining(letter))
    return _WORD.findall(_THOUSANDS.sub("", _POSSESSIVE.sub("", text)).replace("_", " "))


@lru_cache(maxsize=100_000)
def _stem(word: str) -> str:
    return cast(str, cast(Any, stem)(word[:LONGEST_TERM]))
