"""Rules whose tiers each have a requirement of their own: steps to climb, and the best that counts allow."""

from evidencehub.standards.engine.combining import Situation, combine
from evidencehub.standards.engine.rules.ruling import Ruling
from evidencehub.standards.engine.verdicts import MET, NOT_MET, Combined
from evidencehub.standards.model.standard import Standard


def _verdicts(standard: Standard, situation: Situation, evidence: bool) -> tuple[Combined, ...]:
    route = situation.part.route
    return tuple([combine(tier.requirement_on(route, evidence=evidence), situation) for tier in standard.tiers])


def cumulative_gate(standard: Standard, situation: Situation, *, evidence: bool) -> Ruling:
    """Tiers lowest first: the first that is not met stops the climb."""
    verdicts = _verdicts(standard, situation, evidence)
    reached = could_reach = 0
    for verdict in verdicts:
        if verdict.state == MET and reached == could_reach:
            reached += 1
        if verdict.state == NOT_MET:
            break
        could_reach += 1
    tiers = standard.tiers
    possible = tuple(tier.id for tier in tiers[max(0, reached - 1) : could_reach])
    return Ruling(tiers[reached - 1] if reached else None, possible, verdicts)


def best_of_plus_counts(standard: Standard, situation: Situation, *, evidence: bool) -> Ruling:
    """Tiers in the order that the standard gives: the first that is met holds.

    The floor ("not level 2") is given only when everything before it is definitely not met. Without the effect criteria
    the labels outside the scale ("found not effective") are passed over: they are about the effect.
    """
    verdicts = _verdicts(standard, situation, evidence)
    by_id = {tier.id: verdict for tier, verdict in zip(standard.tiers, verdicts, strict=True)}
    possible: list[str] = []
    for tier_id in standard.order:
        tier = standard.tiers_by_id[tier_id]
        if evidence and tier.rank is None:
            continue
        state = MET if tier.floor else by_id[tier_id].state
        if state == NOT_MET:
            continue
        possible.append(tier_id)
        if state == MET:
            is_certain = not tier.floor or len(possible) == 1
            return Ruling(tier if is_certain else None, tuple(possible), verdicts)
    return Ruling(None, tuple(possible), verdicts)
