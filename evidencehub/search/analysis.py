"""Turns text into terms, for what is indexed and for what is asked alike, so that what was indexed can be found."""

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise

from evidencehub.search.spelling import COMPOUNDS, term_of

# Left out of texts: the list of Lucene's EnglishAnalyzer, short, so that phrases keep their words. More falls out of
# questions (asking.py).
STOP_WORDS = frozenset(
    "a an and are as at be but by for if in into is it no not of on or such that the their then there these they this "  # noqa: SIM905
    "to was will with".split()
)
BREAK = "\x1f"  # stands between title and text, so that no phrase runs across; never typed, never searched

_WORD = re.compile(r"\w+")
COMPOUND = re.compile(r"[^\W\d_]+(?:[-\u2010\u2011][^\W\d_]+)+")  # evidence-based; 11-15 is two numbers
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_INITIALS = re.compile(r"\b(?:[^\W\d_]\.){2,}")  # U.K. is UK
_APART = re.compile(r"[\u00b2\u00b3\u00b9\u00bc-\u00be\u2070-\u209c\u2150-\u215f]+")  # 240¹ is not 2401, 1½ not 112
# Letters of their own that people type without the stroke, and signs inside words that are no letters.
_PLAIN = str.maketrans(
    {"ł": "l", "đ": "d", "ð": "d", "ø": "o", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th", "\u00ad": "", "\u200b": ""}
)
_POSSESSIVE = re.compile(r"['\u2019]s\b")


def terms(text: str) -> list[str]:
    """Return the terms of ``text`` in order, without stop words, accents and case; underscores part words."""
    return [term_of(word) for word in words(text) if word not in STOP_WORDS]


def document_terms(title: str, text: str) -> tuple[list[str], int]:
    """Return the terms of the one combined field, and its length in words.

    The title stands there twice: in the design's trial that beat the sum of two fields, above all on long questions.
    """
    of_title, of_text = terms(title), terms(text)
    in_one = [*compounds(title), *compounds(text)]
    apart = [BREAK, *in_one] if in_one else []
    return [*of_title, BREAK, *of_title, BREAK, *of_text, *apart], 2 * len(of_title) + len(of_text)


def written_words(title: str, text: str) -> list[str]:
    """Every word as it is written, once, in small letters without accents: for prefixes and for spelling."""
    return sorted({*words(title), *words(text)})


def compounds(text: str) -> list[str]:
    """Words with hyphens, each in one, and pairs that are often written in one: "wellbeing" finds "well-being" too."""
    hyphened = [term_of("".join(words(found))) for found in COMPOUND.findall(text)]
    single = words(text)
    pairs = [COMPOUNDS[pair] for pair in pairwise(single) if pair in COMPOUNDS]
    return [*hyphened, *map(term_of, pairs)]


def words(text: str) -> list[str]:
    """Return the words of ``text`` in order, in small letters without accents."""
    return list(_words(text))


@lru_cache(maxsize=4)  # a title and a text are asked for as terms, as pairs and as they are written
def _words(text: str) -> tuple[str, ...]:
    text = _INITIALS.sub(lambda found: found[0].replace(".", ""), text.casefold())
    if not text.isascii():
        parts = unicodedata.normalize("NFKD", _APART.sub(r" \g<0>", text.translate(_PLAIN)))
        text = "".join(letter for letter in parts if not unicodedata.combining(letter))
    return tuple(_WORD.findall(_THOUSANDS.sub("", _POSSESSIVE.sub("", text)).replace("_", " ")))
