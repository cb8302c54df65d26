"""What a rule makes of one context."""

from dataclasses import dataclass, field

from evidencehub.standards.engine.verdicts import Combined, Verdict
from evidencehub.standards.model.standard import Standard, Tier


@dataclass(frozen=True, slots=True)
class Trail:
    """One step on the way to a result that is no ladder: a question of a flow chart, a column, a move."""

    id: str
    label: str
    state: str  # met, not-met or cannot-tell; "score" for what only adds to a score
    sentence: str
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True)
class GroupScore:
    """The total of one group in parallel scores, and the band that it gives; None when answers are missing."""

    group: str
    lowest: float  # the total when the missing answers turn out badly
    highest: float
    band: Tier | None


@dataclass(frozen=True, slots=True)
class Ruling:
    """A tier with the way to it, by the published rule or without the effect criteria."""

    tier: Tier | None
    possible: tuple[str, ...] = ()  # every tier that it could still be; one when nothing is missing
    verdicts: tuple[Combined, ...] = ()  # ladders: what each tier asks for, in the order of ``Standard.tiers``
    trail: tuple[Trail, ...] = ()
    flags: tuple[str, ...] = ()  # what the published rule leaves to reviewers
    scores: tuple[GroupScore, ...] = field(default=())

    @property
    def rank(self) -> int:
        return self.tier.place if self.tier else 0


def least_rank(standard: Standard, ruling: Ruling) -> int:
    """The rank of the tier that holds; where none holds yet, the least that it could be, 0 where none might be reached.

    Below 0 where it might be found that something does not work.
    """
    return ruling.rank if ruling.tier is not None else lowest_place(standard, ruling)


def lowest_place(standard: Standard, ruling: Ruling) -> int:
    """The least that it could turn out to be: a tier that holds gives way where a label of harm is still open."""
    places = [standard.tiers_by_id[name].place for name in ruling.possible]
    return min([0, *places]) if ruling.verdicts and ruling.tier is None else min(places, default=0)


def next_place(standard: Standard, ruling: Ruling) -> int | None:
    """Place in ``Standard.tiers`` of the next tier above what is certain; None at the top.

    A label outside the scale ("found not effective") may hold although a tier is met that is looked at after it; then
    the next tier is one that is looked at before it.
    """
    rank = least_rank(standard, ruling)
    above = [
        place
        for place, tier in enumerate(standard.tiers)
        if tier.rank is not None and not tier.floor and tier.rank > rank
    ]
    if ruling.tier is not None and ruling.tier.rank is None and ruling.verdicts:
        first = standard.order[: standard.order.index(ruling.tier.id)]
        above = [place for place in above if standard.tiers[place].id in first] or above
    return above[0] if above else None
