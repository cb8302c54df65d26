"""Scores: a start from columns, moved up and down, kept inside the scale.

Three published kinds are one and the same here: the lowest of columns minus a penalty, a ceiling minus failures, and a
start plus moves. What is missing makes the score a range; a tier is given when the whole range is one tier.
"""

from collections.abc import Iterable
from functools import lru_cache
from math import inf
from typing import NamedTuple

from evidencehub.standards.engine.combining import Situation
from evidencehub.standards.engine.rules.ruling import Ruling, Trail
from evidencehub.standards.engine.testing import Facts
from evidencehub.standards.engine.verdicts import Judged, JudgedById
from evidencehub.standards.model.rule_parts import Penalty, Score
from evidencehub.standards.model.standard import (
    NO_FINDING,
    NOT_APPLICABLE,
    NOT_SCORED,
    UNSCORED,
    Criterion,
    Standard,
    Tier,
)

Range = tuple[float, float]


class Asked(NamedTuple):
    """The criteria that a score looks at on one route."""

    columns: tuple[Criterion, ...]
    moves: tuple[Criterion, ...]


class WorkedOut(NamedTuple):
    """The score, with what each piece is worth; a range where answers are missing."""

    least: float
    most: float
    columns: list[Range]
    moves: list[Range]
    penalty: Range | None
    gap: str | None  # what the published rule leaves to reviewers


def asked(standard: Standard, route: str | None, *, evidence: bool) -> Asked:
    """Which columns and moves are looked at: those of the route, and without the effect for the evidence."""
    rule = standard.score
    assert rule is not None  # noqa: S101  loading checks it

    def found(names: Iterable[str]) -> tuple[Criterion, ...]:
        named = [standard.criteria_by_id[name] for name in names]
        return tuple(
            [each for each in named if standard.asked_on(each, route) and not (evidence and each.about == "effect")]
        )

    return Asked(found(rule.columns), found(rule.moves))


def work_out(standard: Standard, parts: Asked, judged: JudgedById, facts: Facts) -> WorkedOut:
    """Add it all up, and keep it inside the scale. A column that does not apply is left out."""
    rule = standard.score
    assert rule is not None  # noqa: S101  loading checks it
    lowest, highest = standard.score_range
    columns = [points_range(standard, judged[each.id]) for each in parts.columns]
    applying = [
        found for each, found in zip(parts.columns, columns, strict=True) if judged[each.id].answer != NOT_APPLICABLE
    ]
    moves = [points_range(standard, judged[each.id]) for each in parts.moves]
    down, up = _moved(moves, rule) if moves else (0.0, 0.0)
    low = min([low for low, _ in applying], default=lowest) + down
    high = min([high for _, high in applying], default=highest) + up
    penalty: Range | None = None
    gap: str | None = None
    if rule.penalty is not None:
        penalty, gap = _penalty(standard, rule.penalty, judged, facts)
        low, high = low - penalty[1], high - penalty[0]
    return WorkedOut(min(max(low, lowest), highest), min(max(high, lowest), highest), columns, moves, penalty, gap)


def score(standard: Standard, situation: Situation, *, evidence: bool) -> Ruling:
    judged = situation.part.judged
    parts = asked(standard, situation.part.route, evidence=evidence)
    worked = work_out(standard, parts, judged, situation.part.facts)
    both = zip((*parts.columns, *parts.moves), (*worked.columns, *worked.moves), strict=True)
    trail = [_trail(each, judged[each.id], found) for each, found in both]
    if worked.penalty is not None:
        trail.append(Trail("penalty", "Threats to the result", "score", _penalty_sentence(*worked.penalty)))
    found = _placed(standard, parts, judged, situation.part.facts, worked)
    return Ruling(found.certain, found.possible, (), tuple(trail), found.flags)


class Placed(NamedTuple):
    """Where a score leads: a tier when it is certain, and every one that it could still be."""

    certain: Tier | None
    possible: tuple[str, ...]
    flags: tuple[str, ...]


def _placed(standard: Standard, parts: Asked, judged: JudgedById, facts: Facts, worked: WorkedOut) -> Placed:
    """Find the tier of a score, or the label outside the scale where a column cannot be scored."""
    rule = standard.score
    assert rule is not None  # noqa: S101  loading checks it
    outside = standard.tiers_by_id.get(rule.not_scored)
    limit = -inf if rule.not_scored_from is None else rule.not_scored_from
    scored = tuple([each for each in parts.columns if judged[each.id].answer not in UNSCORED])
    is_open = outside is not None and len(scored) < len(parts.columns)
    if is_open:
        worked = work_out(standard, parts._replace(columns=scored), judged, facts)
    if outside and is_open and (not scored or worked.least >= limit):
        return Placed(outside, (outside.id,), ())
    tiers = [tier for tier in standard.tiers if tier.score is not None and worked.least <= tier.score <= worked.most]
    possible = [tier.id for tier in tiers if not is_open or (tier.score or 0) < limit]
    certain = tiers[0] if len(tiers) == 1 and worked.least == worked.most else None
    can_be = is_open or any(
        judged[each.id].answer == NO_FINDING and not set(UNSCORED).isdisjoint(each.answers) for each in scored
    )
    if outside and can_be and worked.most >= limit:
        possible.append(outside.id)
    return Placed(certain, tuple(possible), (worked.gap,) if worked.gap else ())


def points_range(standard: Standard, judged: Judged) -> Range:
    """What an answer is worth; without an answer, from the least to the most that it could be."""
    worth = standard.worths[judged.criterion]
    return worth[judged.answer] if judged.answer in worth else worth[NO_FINDING]


def _moved(moves: list[Range], rule: Score) -> Range:
    """How far all moves go together, at least and at most."""
    downs = sum(min(0.0, low) for low, _ in moves), sum(min(0.0, high) for _, high in moves)
    ups = sum(max(0.0, low) for low, _ in moves), sum(max(0.0, high) for _, high in moves)
    if not rule.up_only_without_down:
        return downs[0] + ups[0], downs[1] + ups[1]
    return downs[0] if downs[0] < 0 else ups[0], downs[1] if downs[1] < 0 else ups[1]


def _penalty(standard: Standard, penalty: Penalty, judged: JudgedById, facts: Facts) -> tuple[Range, str | None]:
    """The least and the most that the score drops, and what the published rows leave to reviewers."""
    answers = [judged[name].answer for name in penalty.criteria]
    unknown, high, moderate = map(answers.count, (NO_FINDING, penalty.high, penalty.moderate))
    same = facts.get(penalty.same_direction) is True
    drops, has_gap = _drops(penalty, high, moderate, unknown, same)
    if not has_gap:
        return (min(drops), max(drops)), None
    judge = standard.criteria_by_id[penalty.judge]
    least, most = points_range(standard, judged[judge.id])
    flag = None
    if unknown == 0 and least != most:
        flag = (
            f"The published rule does not say how far {high} {penalty.high} and {moderate} {penalty.moderate} threats"
            f"{' in the same direction' if same else ''} lower the result. Reviewers decide: {judge.question}"
        )
    return (min([*drops, least]), max([*drops, most])), flag


@lru_cache(maxsize=1024)  # looking for ways up tries the same few counts again and again
def _drops(penalty: Penalty, high: int, moderate: int, unknown: int, same: bool) -> tuple[frozenset[int], bool]:
    """What the rows say, whatever the unknown threats turn out to be, and whether they say nothing for some of that."""
    fitting = [
        next((row.drop for row in penalty.rows if row.fits(high + more_high, moderate + more, same=same)), None)
        for more_high in range(unknown + 1)
        for more in range(unknown - more_high + 1)
    ]
    return frozenset(drop for drop in fitting if drop is not None), None in fitting


def _penalty_sentence(least: float, most: float) -> str:
    return f"Lowered by {least:g}." if least == most else f"Lowered by {least:g} to {most:g}; more has to be known."


def _trail(criterion: Criterion, judged: Judged, found: Range) -> Trail:
    if judged.answer in UNSCORED:
        said = "Not scored." if judged.answer == NOT_SCORED else "The report does not tell."
        return Trail(criterion.id, criterion.short, "score", said, judged)
    low, high = found
    worth = f"{low:g}" if low == high else f"between {low:g} and {high:g}, until it is known"
    return Trail(criterion.id, criterion.short, "score", f"Worth {worth}.", judged)
