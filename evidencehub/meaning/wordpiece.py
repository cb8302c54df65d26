"""Cuts text into pieces of words as BERT's models without capitals do ("WordPiece"), from nothing but their list.

The steps, in order, are those of ``BertNormalizer``, ``BertPreTokenizer`` and ``WordPiece`` in Hugging Face's
``tokenizers``. That package gives the same numbers, and brings a client for downloads with it, which a hub has no use
for.
"""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

LONGEST = 256  # pieces, the two around them included: what all-MiniLM-L6-v2 was trained to read
LONGEST_WORD = 100  # letters; what is longer is no word
_MARK = "##"  # before a piece that does not begin its word
_ASCII_SIGNS = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
_CHINESE = (
    (0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0x20000, 0x2A6DF), (0x2A700, 0x2B73F), (0x2B740, 0x2B81F), (0x2B920, 0x2CEAF),
    (0xF900, 0xFAFF), (0x2F800, 0x2FA1F),
)  # fmt: skip


class Pieces:
    """:raises KeyError: the list has no ``[CLS]``, ``[SEP]`` or ``[UNK]``, so it is none of this kind."""

    def __init__(self, path: Path) -> None:
        lines = path.read_text(encoding="utf-8").splitlines()
        self._numbers = {piece: number for number, piece in enumerate(lines)}
        self._begin, self._end, self._unknown = (self._numbers[each] for each in ("[CLS]", "[SEP]", "[UNK]"))
        self._of_word = lru_cache(maxsize=20_000)(self._cut)

    def of(self, text: str) -> list[int]:
        """The numbers of a text's pieces, between those that begin and end it; at most ``LONGEST``."""
        numbers = [self._begin]
        for word in _words(text):
            numbers += self._of_word(word)
            if len(numbers) >= LONGEST:
                break
        return [*numbers[: LONGEST - 1], self._end]

    def _cut(self, word: str) -> tuple[int, ...]:
        """The longest pieces, from the front; a word that cannot be put together from any is unknown as a whole."""
        if len(word) > LONGEST_WORD:
            return (self._unknown,)
        found: list[int] = []
        start = 0
        while start < len(word):
            before = _MARK if start else ""
            ends = range(len(word), start, -1)
            end = next((each for each in ends if before + word[start:each] in self._numbers), None)
            if end is None:
                return (self._unknown,)
            found.append(self._numbers[before + word[start:end]])
            start = end
        return tuple(found)


def _words(text: str) -> Iterator[str]:
    """Small letters without accents; a sign is a word, and so is each Chinese character."""
    word: list[str] = []
    for letter in _plain(text):
        if letter == " " or _is_sign(letter):
            if word:
                yield "".join(word)
                word = []
            if letter != " ":
                yield letter
        else:
            word.append(letter)
    if word:
        yield "".join(word)


def _plain(text: str) -> str:
    cleaned = "".join(map(_clean, text))
    return "".join(each for each in unicodedata.normalize("NFD", cleaned) if unicodedata.category(each) != "Mn").lower()


@lru_cache(maxsize=5_000)
def _clean(letter: str) -> str:
    """A space for what parts words, nothing for what nobody sees, spaces around a Chinese character."""
    if letter.isspace() and letter not in "\x1c\x1d\x1e\x1f":  # which Python calls spaces, and Unicode does not
        return " "
    if letter == "\ufffd" or unicodedata.category(letter) in {"Cc", "Cf", "Co"}:
        return ""
    return f" {letter} " if any(first <= ord(letter) <= last for first, last in _CHINESE) else letter


@lru_cache(maxsize=5_000)
def _is_sign(letter: str) -> bool:
    return letter in _ASCII_SIGNS or unicodedata.category(letter).startswith("P")
