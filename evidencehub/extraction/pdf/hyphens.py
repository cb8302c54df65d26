"""Hyphens at the ends of lines: which the typesetter put in, and which the writer.

PDFium marks both alike and takes the line break away. A word is put together where the same word stands whole somewhere
else in the document, or where a half of it is no word; in numbers and addresses the hyphen stays.
"""

import re
from collections.abc import Iterable
from functools import cached_property
from typing import Any

MARK = "\x02"  # PDFium's, for a hyphen at the end of a line

_BROKEN = re.compile(rf"(?P<before>[^\s{MARK}]*){MARK}(?P<after>[^\s{MARK}]*)")
_WORD = re.compile(r"[^\W\d_]+(?:[-\u2010\u2011][^\W\d_]+)*")
_LAST, _FIRST = re.compile(r"[^\W\d_]*$"), re.compile(r"[^\W\d_]*")
_PART_OF_AN_ADDRESS = frozenset("/@:\\_")
_COMMON = 1_000  # times in the list's own texts, of some 1.6 billion words; below stand endings such as "tion"
_SHORT = 3  # letters: "re", "com" and "per" are words of the list, and more often the beginning of one


def mended(pages: Iterable[str]) -> list[str]:
    texts = list(pages)
    if not any(MARK in text for text in texts):
        return texts
    words = _Words(texts)
    return [_mended(text, words) for text in texts]


def _mended(text: str, words: "_Words") -> str:
    found: list[str] = []
    start = 0
    while (place := text.find(MARK, start)) >= 0:
        before = _tail("".join(found[-1:]) + text[start:place])
        after = _head(text, place + 1)
        found.append(text[start:place] + words.between(before, after))
        start = place + 1
    return "".join((*found, text[start:]))


def _tail(text: str) -> str:
    """What stands before a place without a blank; longer is no word."""
    return re.split(r"\s", text[-100:])[-1]


def _head(text: str, place: int) -> str:
    return re.split(rf"[\s{MARK}]", text[place : place + 100])[0]


class _Words:
    """What is known of words: from the document itself, and from a list of English ones."""

    def __init__(self, texts: list[str]) -> None:
        self._written: set[str] = set()
        for text in texts:
            whole = _BROKEN.sub(" ", text)  # halves prove nothing
            self._written.update(_folded(word) for word in _WORD.findall(whole))

    def between(self, before: str, after: str) -> str:
        """The hyphen, or nothing where the two are one word."""
        left, right = _LAST.search(before), _FIRST.match(after)
        first, second = (found[0] if found else "" for found in (left, right))
        if not first or not second or _PART_OF_AN_ADDRESS & set(before + after) or "." in before:
            return "-"
        if before[-len(first) - 1 : -len(first)].isdigit() or after[len(second) : len(second) + 1].isdigit():
            return "-"
        joined, compound = _folded(first + second), _folded(f"{first}-{second}")
        if self._written & {joined, f"{joined}s", joined.removesuffix("s")}:
            return ""
        if compound in self._written or second[0].isupper():
            return "-"
        return "-" if self._are_words(_folded(first), _folded(second), joined) else ""

    def _are_words(self, first: str, second: str, joined: str) -> bool:
        if len(first) <= _SHORT and self._is_word(joined):
            return False
        return all(word in self._written or self._is_word(word) for word in (first, second))

    def _is_word(self, word: str) -> bool:
        return bool(self._english[word] >= _COMMON)

    @cached_property
    def _english(self) -> Any:
        from spellchecker import SpellChecker  # a seventh of a second and 30 MB, which few files need

        return SpellChecker(language="en").word_frequency


def _folded(word: str) -> str:
    return word.casefold().replace("\u2010", "-").replace("\u2011", "-")
