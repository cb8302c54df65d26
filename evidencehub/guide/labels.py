"""What pages say of labels that were reached, or could still be: one rule for "try it", the crosswalk and examples."""

from collections.abc import Iterable

from evidencehub.guide.words import noun
from evidencehub.standards.engine.verdicts import NOT_MET, Combined
from evidencehub.standards.grading.grades import Grade, PartGrade
from evidencehub.standards.grading.studied import studied_words
from evidencehub.standards.model.standard import Standard, Tier


def result_words(grade: Grade) -> str:
    """The label as published; where there is none, whether that is known or only not known yet."""
    return label_words(grade.standard, grade.tier, grade.possible)


def label_words(standard: Standard, tier: Tier | None, possible: Iterable[str]) -> str:
    if tier is not None:
        return tier.title
    return "cannot tell yet" if any(possible) else f"no {noun(standard, 1)}"


def how_well(grade: Grade) -> str:
    """How well it was studied whatever came out; where that is no label, whether it is known."""
    if grade.evidence_tier is not None:
        return studied_words(grade.standard, grade.evidence_tier)
    return label_words(grade.standard, None, grade.evidence_best.evidence_ruling.possible)


def still_open(part: PartGrade, tiers: Iterable[Tier]) -> list[Tier]:
    """Those labels that are worth naming to somebody who asks what it could still be.

    A label outside the scale that holds for any of several reasons ("signs of harm", "studies that point the wrong
    way") is left out as soon as one of them was looked for and not found, and none was found. What nobody looked for
    keeps it possible for the engine; to name it here would suspect harm where the team has shown that it looked.
    """
    return [tier for tier in tiers if tier.rank is not None or not _was_looked_for(part, tier)]


def _was_looked_for(part: PartGrade, tier: Tier) -> bool:
    place = part.standard.tiers.index(tier)
    verdict: Combined | None = part.verdicts[place] if part.verdicts else None
    return (
        verdict is not None
        and verdict.needed == 1
        and len(verdict.parts) > 1
        and any(reason.state == NOT_MET for reason in verdict.parts)
    )
