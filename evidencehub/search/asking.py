"""Takes a question apart: which words carry meaning, and what is only a bonus."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from evidencehub.search.analysis import COMPOUND, STOP_WORDS, compounds, terms, words
from evidencehub.search.spelling import COMPOUNDS, FILLER, LONGEST_TERM, STOP, term_of

MOST_UNITS = 512  # different words of one question; a pasted abstract has about 150
MOST_PHRASES = 8
SHORTEST_PREFIX = 3  # "a*" would read a tenth of the index

_PIECE = re.compile(r'"([^"]*)"|([^\s"]+)')
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
Kind = Literal["term", "prefix"]


@dataclass(frozen=True)
class Unit:
    """One word of a question, or two that are one; any of its terms will do."""

    typed: str
    term: str
    same: tuple[str, ...] = ()  # terms that are the same word, written otherwise
    times: int = 1
    kind: Kind = "term"

    @property
    def key(self) -> tuple[Kind, str]:
        return self.kind, self.term


@dataclass(frozen=True)
class Question:
    units: tuple[Unit, ...] = ()
    bonus: tuple[str, ...] = ()  # terms that lift a document and are asked of none
    phrases: tuple[tuple[str, ...], ...] = ()
    is_exact: bool = False  # one quoted phrase and nothing else: only documents that hold it

    @property
    def is_empty(self) -> bool:
        return not self.units


def parse(text: str) -> Question:
    """Take any text apart; nothing that can be typed is an error.

    Words that only join others, and what people say around what they look for, fall out where others remain. A ``*``
    after a word makes a prefix. Quotation marks (an unclosed one is ignored) make a phrase: asked for alone it must be
    there, inside a longer question it is a bonus.
    """
    text = _CONTROL.sub(" ", text)
    pieces = [(phrase, piece) for phrase, piece in _PIECE.findall(text) if phrase or piece]
    phrases = [tuple(terms(phrase)) for phrase, _ in pieces if terms(phrase)]
    units = [unit for phrase, piece in pieces for unit in _units(phrase or piece, is_prefix=piece.endswith("*"))]
    units = _paired(units)
    kept = [unit for unit in units if _carries(unit.typed, STOP)]
    kept = [unit for unit in kept if _carries(unit.typed, FILLER)]
    if not kept and len(units) == 1 and units[0].typed not in STOP_WORDS:
        kept = units  # "help", asked for alone
    counted: dict[tuple[Kind, str], Unit] = {}
    for unit in kept:
        key = unit.key
        if key in counted:
            counted[key] = replace(counted[key], times=counted[key].times + 1)
        elif len(counted) < MOST_UNITS:
            counted[key] = unit
    joined = [term for phrase, piece in pieces if not piece.endswith("*") for term in compounds(phrase or piece)]
    return Question(
        units=tuple(counted.values()),
        bonus=tuple(dict.fromkeys(term for term in joined if ("term", term) not in counted))[:MOST_PHRASES],
        phrases=tuple(dict.fromkeys(phrases))[:MOST_PHRASES],
        is_exact=len(pieces) == 1 and bool(phrases),
    )


def _carries(word: str, left_out: frozenset[str]) -> bool:
    return word not in left_out and _is_long(word)


def _is_long(word: str) -> bool:
    return len(word) > 1


def _units(piece: str, *, is_prefix: bool) -> list[Unit]:
    found = words(piece)
    last: list[Unit] = []
    if is_prefix and found and len(found[-1]) >= SHORTEST_PREFIX:
        prefix = found.pop()[:LONGEST_TERM]
        last = [Unit(f"{prefix}*", prefix, kind="prefix")]
    joined = term_of("".join(found)) if COMPOUND.fullmatch(piece.strip("?!.,;:()[]'\u2019\u2018\u201c\u201d")) else ""
    return [Unit(word, term_of(word), same=(joined,) if joined else ()) for word in found] + last


def _paired(units: Sequence[Unit]) -> list[Unit]:
    """Two words that are often written as one are one, however they are written."""
    made: list[Unit] = []
    for unit in units:
        joined = COMPOUNDS.get((made[-1].typed, unit.typed)) if made and unit.kind == "term" else None
        if joined:
            made[-1] = Unit(f"{made[-1].typed} {unit.typed}", term_of(joined))
        else:
            made.append(unit)
    return made
