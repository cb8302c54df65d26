"""Who said what of each subject, and how near two answers are to one another."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evidencehub.statistics.cells import number
from evidencehub.statistics.errors import CannotCompute

NOMINAL, ORDINAL, INTERVAL, RATIO = LEVELS = ("nominal", "ordinal", "interval", "ratio")
MOST_ANSWERS = 2_000  # a table of this many by this many fits into memory
MISSING = -1

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Ratings:
    """``codes[subject, rater]`` is the place of an answer in ``answers``, or MISSING; numbers stand in their order."""

    codes: NDArray[np.int64]
    answers: tuple[str, ...]
    values: Array  # the answers as numbers; where they are words, their places
    level: str

    @property
    def counts(self) -> Array:
        """How many raters gave each answer, by subject."""
        table = np.zeros((len(self.codes), len(self.answers)))
        for place in range(len(self.answers)):
            table[:, place] = (self.codes == place).sum(axis=1)
        return table

    @property
    def missing(self) -> int:
        return int((self.codes == MISSING).sum())


def ratings(
    rows: Sequence[Sequence[str | None]], level: str = NOMINAL, answers: Sequence[str] | None = None
) -> Ratings:
    """Ratings from rows of subjects; None is a missing answer.

    :param answers: every possible answer in its order; those that nobody gave count, too. Without it those given: on a
        nominal scale in the order of the alphabet, else numbers by size.
    :raises CannotCompute: there are no two raters, nothing was answered by two, or an answer cannot be on this level.
    """
    if not rows or len(rows[0]) < 2:
        raise CannotCompute("agreement needs two raters or more")
    given = sorted({answer for row in rows for answer in row if answer is not None})
    if answers is not None and level in (INTERVAL, RATIO):
        raise CannotCompute(f"the answers of an {level} scale are numbers, and are not listed")
    if answers is not None and len(set(answers)) < len(answers):
        raise CannotCompute("one of the possible answers is listed twice")
    if answers is not None or level == NOMINAL:
        listed = list(answers or given)
        values = np.arange(len(listed), dtype=float)
    else:
        listed = sorted(given, key=lambda answer: _number(answer, level))
        values = np.array([_number(answer, level) for answer in listed])
    if unknown := [answer for answer in given if answer not in listed]:
        raise CannotCompute(f'"{unknown[0]}" is not among the answers {", ".join(listed)}')
    if len(listed) > MOST_ANSWERS:
        raise CannotCompute(f"there are {len(listed):,} different answers, and {MOST_ANSWERS:,} at most are compared")
    places = {answer: place for place, answer in enumerate(listed)}
    codes = [[MISSING if answer is None else places[answer] for answer in row] for row in rows]
    found = Ratings(np.array(codes, dtype=np.int64), tuple(listed), values, level)
    if not ((found.codes != MISSING).sum(axis=1) >= 2).any():
        raise CannotCompute("no subject was rated by two")
    return found


def _number(answer: str, level: str) -> float:
    try:
        value = number(answer)
    except ValueError as error:
        hint = "; say how the answers of this scale are ordered" if level == ORDINAL else ""
        raise CannotCompute(f"{error}{hint}") from None
    if level == RATIO and value < 0:
        raise CannotCompute(f"{answer} is below 0, where no ratio scale has answers")
    return value


def distances(values: Array, power: int) -> Array:
    """How far answers lie apart, to this power, as a share of the largest distance."""
    apart = np.abs(values[:, None] - values[None, :]) ** power
    return apart / apart.max() if apart.max() > 0 else apart


def agreement_weights(them: Ratings) -> Array:
    """How nearly two answers agree, from 0 to 1, for the level of the scale.

    nominal: the same or not. ordinal: 1 - C(|k - l| + 1, 2) / C(q, 2), by their places. interval: 1 - squared distance.
    ratio: 1 - ((x - y) / (x + y))² by the largest of these.
    Source: Gwet, Handbook of Inter-Rater Reliability (2014), chapter 3.
    """
    q = len(them.answers)
    if them.level == NOMINAL or q < 2:
        return np.eye(q)
    if them.level == ORDINAL:
        steps = np.abs(np.subtract.outer(np.arange(q), np.arange(q)))
        return np.asarray(1 - (steps + 1) * steps / (q * (q - 1)))
    if them.level == INTERVAL:
        return np.asarray(1 - distances(them.values, 2))
    apart = ratio_distances(them.values)
    return np.asarray(1 - apart / apart.max())


def ratio_distances(values: Array) -> Array:
    """((x - y) / (x + y))², and 0 where both are 0."""
    total = np.add.outer(values, values)
    return np.asarray((np.subtract.outer(values, values) / np.where(total == 0, 1, total)) ** 2)
