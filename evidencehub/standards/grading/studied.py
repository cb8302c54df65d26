"""How well something was studied, in words, on scales whose labels also ask for a good result."""

from functools import lru_cache

from evidencehub.standards.model.nodes import Need, walk
from evidencehub.standards.model.standard import Standard, Tier


@lru_cache(maxsize=64)
def mixes(standard: Standard) -> bool:
    """Whether any label also asks for a good result: such questions may serve a summary of all studies alone."""
    effects = {criterion.id for criterion in standard.criteria if criterion.about == "effect"}
    trees = [*(tier.requirement for tier in standard.tiers), *(step.ask for step in standard.steps)]
    asked = {node.criterion for tree in trees for node in walk(tree) if isinstance(node, Need)}
    score = standard.score
    return not effects.isdisjoint({*asked, *(score.columns if score else ()), *(score.moves if score else ())})


def studied_words(standard: Standard, tier: Tier) -> str:
    """How well something was studied, on a scale whose labels also ask for a good result.

    Such a label says too much by itself: a trial that found nothing is no "Model Plus", though as well studied as one.
    """
    if tier.rank is None:
        return tier.title
    if tier.floor:
        above = next((each for each in standard.ranked_tiers if not each.floor), tier)
        return f"Less well than “{above.title}” asks, whatever came out"
    return f"As well as “{tier.title}” asks, whatever came out"
