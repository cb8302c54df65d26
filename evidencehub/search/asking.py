"""Takes a question apart: which words carry meaning, and what is only a bonus."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from evidencehub.search.analysis import COMPOUND, STOP_WORDS, compounds, letters_and_digits, terms, words
from evidencehub.search.contract import Also
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
    also: tuple[tuple[str, ...], ...] = ()  # what else it is called: terms in order; more than one are a phrase
    phrase: tuple[str, ...] = ()  # its own terms, where it is a phrase
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
    left_out: tuple[str, ...] = ()  # parts that were set aside
    is_exact: bool = False  # one quoted phrase and nothing else: only documents that hold it

    @property
    def is_empty(self) -> bool:
        return not self.units


def parse(text: str, called: Sequence[Also] = (), aside: Sequence[str] = ()) -> Question:
    """Take any text apart; nothing that can be typed is an error.

    Words that only join others, and what people say around what they look for, fall out where others remain. A ``*``
    after a word makes a prefix. Quotation marks (an unclosed one is ignored) make a phrase: asked for alone it must be
    there, inside a longer question it is a bonus.

    :param called: what else words of the text are called; a phrase among them counts as one word.
    :param aside: parts of the text that reports say in other words, such as "6 year olds": they are left out where
        something else is asked for.
    """
    text = _CONTROL.sub(" ", text)
    pieces = [_piece(phrase, piece) for phrase, piece in _PIECE.findall(text) if phrase or piece]
    phrases = [piece.phrase for piece in pieces if piece.phrase]
    units = [unit for piece in pieces for unit in piece.units]
    units, left_out = _apart(units, aside)
    units = _numbered(_paired(_widened(units, called)))
    kept = _kept(units)
    if not kept and left_out:
        units, left_out = _numbered(_paired(_widened(left_out, called))), []
        kept = _kept(units)
    if not kept and len(units) == 1 and units[0].typed not in STOP_WORDS:
        kept = units  # "help", asked for alone
    counted: dict[tuple[Kind, str], Unit] = {}
    for unit in kept:
        key = unit.key
        if key in counted:
            counted[key] = replace(counted[key], times=counted[key].times + 1)
        elif len(counted) < MOST_UNITS:
            counted[key] = unit
    joined = [term for piece in pieces for term in piece.joined]
    joined += [term for unit in counted.values() for term in unit.phrase]
    return Question(
        units=tuple(counted.values()),
        bonus=tuple(dict.fromkeys(term for term in joined if ("term", term) not in counted))[:MOST_PHRASES],
        phrases=tuple(dict.fromkeys(phrases))[:MOST_PHRASES],
        left_out=tuple(aside) if left_out else (),
        is_exact=len(pieces) == 1 and bool(phrases),
    )


def _kept(units: Sequence[Unit]) -> list[Unit]:
    """Those that carry meaning."""
    return [unit for unit in units if unit.also or (_carries(unit.typed, STOP) and _carries(unit.typed, FILLER))]


def _apart(units: Sequence[Unit], aside: Sequence[str]) -> tuple[list[Unit], list[Unit]]:
    """The words that are asked for, and those of the parts that are not."""
    asked, left_out = list(units), list[Unit]()
    for part in aside:
        wanted = words(part)
        for place in range(len(asked) - len(wanted) + 1):
            if wanted and [unit.typed for unit in asked[place : place + len(wanted)]] == wanted:
                left_out += asked[place : place + len(wanted)]
                del asked[place : place + len(wanted)]
                break
    return asked, left_out


def _carries(word: str, left_out: frozenset[str]) -> bool:
    return word not in left_out and _is_long(word)


def _is_long(word: str) -> bool:
    return len(word) > 1


@dataclass(frozen=True)
class _Piece:
    """A phrase in quotation marks, or what stands between spaces."""

    units: tuple[Unit, ...]
    phrase: tuple[str, ...]  # as terms
    joined: tuple[str, ...]  # terms of what is written in one elsewhere


def _piece(phrase: str, piece: str) -> _Piece:
    is_short = len(phrase) + len(piece) <= LONGEST_TERM
    return _read_before(phrase, piece) if is_short else _read(phrase, piece)


def _read(phrase: str, piece: str) -> _Piece:
    is_prefix = piece.endswith("*")
    joined = () if is_prefix else tuple(compounds(phrase or piece))
    return _Piece(tuple(_units(phrase or piece, is_prefix=is_prefix)), tuple(terms(phrase)), joined)


_read_before = lru_cache(maxsize=20_000)(_read)  # the same words come in many questions


def _units(piece: str, *, is_prefix: bool) -> list[Unit]:
    found = words(piece)
    last: list[Unit] = []
    if is_prefix and found and len(found[-1]) >= SHORTEST_PREFIX:
        prefix = found.pop()[:LONGEST_TERM]
        last = [Unit(f"{prefix}*", prefix, kind="prefix")]
    joined = term_of("".join(found)) if COMPOUND.fullmatch(piece.strip("?!.,;:()[]'\u2019\u2018\u201c\u201d")) else ""
    return [Unit(word, term_of(word), same=(joined,) if joined else ()) for word in found] + last


def _widened(units: Sequence[Unit], called: Sequence[Also]) -> list[Unit]:
    """What else the words are called, put beside them; the words of a phrase become one."""
    made = list(units)
    for each in called:
        wanted, place = each.typed.split(), 0
        while place < len(made):
            those = made[place : place + len(wanted)]
            if [unit.typed for unit in those] == wanted and not any(unit.also for unit in those):
                made[place : place + len(wanted)] = [_called(tuple(those), each)]
            place += 1
    return made


@lru_cache(maxsize=10_000)  # as are the words themselves
def _called(those: tuple[Unit, ...], called: Also) -> Unit:
    also = tuple(dict.fromkeys(terms_of for word in called.words for terms_of in forms(word)))
    if len(those) == 1:
        return replace(those[0], also=also)
    own, *joined = forms(called.typed)
    return Unit(
        called.typed, " ".join(own), same=tuple(term for form in joined for term in form), also=also, phrase=own
    )


@lru_cache(maxsize=10_000)  # what words are called is the same for every question
def forms(text: str) -> tuple[tuple[str, ...], ...]:
    """A word or phrase as terms in order, and where it is a pair that is written in one, as that."""
    found = [tuple(terms(text))]
    if len(words(text)) == 2:
        found += [(joined,) for joined in compounds(text)]
    return tuple(form for form in found if form)


def _paired(units: Sequence[Unit]) -> list[Unit]:
    """Two words that are often written as one are one, however they are written."""
    made: list[Unit] = []
    for unit in units:
        is_pair = bool(made) and unit.kind == "term" and not (unit.also or made[-1].also)
        joined = COMPOUNDS.get((made[-1].typed, unit.typed)) if is_pair else None
        if joined:
            made[-1] = Unit(f"{made[-1].typed} {unit.typed}", term_of(joined))
        else:
            made.append(unit)
    return made


def _numbered(units: Sequence[Unit]) -> list[Unit]:
    """Codes, and names with a number: "DEMO-0001", "demo 0001" and "DEMO0001" find each other."""
    made = list(units)
    for place, unit in enumerate(units):
        if unit.kind == "term" and (parts := letters_and_digits(unit.typed)):
            made[place] = replace(unit, also=(*unit.also, tuple(map(term_of, parts))))
    for place, (one, other) in enumerate(pairwise(units)):
        if one.typed in STOP or one.kind != "term" or other.kind != "term":
            continue
        joined = term_of(one.typed + other.typed)
        if letters_and_digits(one.typed + other.typed)[1:] == (other.typed,):
            made[place : place + 2] = [replace(each, same=(*each.same, joined)) for each in made[place : place + 2]]
    return made
