"""Points out where what will be public quotes a report that is not. It only reports; people decide.

What is found are eight words or more in a row, as the report and the text both have them. Numbers and facts told in
other words are no quote.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

IN_A_ROW = 8  # words: shorter runs are how everybody writes
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Quote:
    """Words of a text that stand in a report that only reviewers read."""

    where: str  # in the text: of which question
    words: str


def quotes(said: Iterable[tuple[str, str]], texts: Sequence[str]) -> list[Quote]:
    """:param said: each with the words for where it stands. :param texts: of what is not public."""
    held = {run for text in texts for run in _runs(text)}
    found = []
    for where, text in said:
        if held and (words := _longest(text, held)):
            found.append(Quote(where, words))
    return found


def _runs(text: str) -> Iterator[tuple[str, ...]]:
    words = [each.casefold() for each in _WORD.findall(text)]
    return (tuple(words[at : at + IN_A_ROW]) for at in range(len(words) - IN_A_ROW + 1))


def _longest(text: str, held: set[tuple[str, ...]]) -> str:
    """The longest piece of a text of which every eight words in a row are held; "" where there is none."""
    places = list(_WORD.finditer(text))
    hits = [run in held for run in _runs(text)]
    best, start = (0, 0), None
    for at, hit in enumerate([*hits, False]):
        if hit and start is None:
            start = at
        elif not hit and start is not None:
            best, start = max(best, (at - start, -start)), None
    length, first = best[0], -best[1]
    return text[places[first].start() : places[first + length + IN_A_ROW - 2].end()] if length else ""
