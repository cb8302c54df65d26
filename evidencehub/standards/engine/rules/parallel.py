"""Parallel scores: each group of criteria has a total and a band of its own; there is no overall tier."""

from evidencehub.standards.engine.combining import Situation
from evidencehub.standards.engine.rules.ruling import GroupScore, Ruling
from evidencehub.standards.engine.rules.scores import points_range
from evidencehub.standards.engine.verdicts import JudgedById
from evidencehub.standards.model.standard import Criterion, Standard, Tier


def parallel_scores(standard: Standard, situation: Situation, *, evidence: bool) -> Ruling:
    scores = []
    for group in standard.groups:
        counted = [each for each in standard.criteria_in_group(group.id) if each.scored]
        asked = [each for each in counted if not (evidence and each.about == "effect")]
        scores.append(_score(standard, group.id, asked, situation.part.judged))
    return Ruling(None, (), scores=tuple(scores))


def _score(standard: Standard, group: str, asked: list[Criterion], judged: JudgedById) -> GroupScore:
    ranges = [points_range(standard, judged[each.id]) for each in asked]
    low, high = sum(low for low, _ in ranges), sum(high for _, high in ranges)
    lowest, highest = band_for(standard, low), band_for(standard, high)
    return GroupScore(group, low, high, lowest if lowest is highest else None)


def band_for(standard: Standard, total: float) -> Tier | None:
    return next(
        (
            tier
            for tier in standard.tiers
            if (tier.lowest_total or 0) <= total <= (float("inf") if tier.highest_total is None else tier.highest_total)
        ),
        None,
    )
