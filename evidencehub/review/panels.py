"""Whom a standard wants to grade a case: how many from research and how many from practice."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from evidencehub.accounts.models import ReviewerKind
from evidencehub.review.sheet import Sheet

_PLURAL = {ReviewerKind.ACADEMIC: "academics", ReviewerKind.PRACTITIONER: "practitioners"}


@dataclass(frozen=True)
class Wanted:
    """The panel of a case, with the step that it is for."""

    kinds: tuple[str, ...]  # a kind for each seat that the standard says something of
    tier: str  # the label of that step

    @property
    def words(self) -> str:
        """Such as "one academic and one practitioner"."""
        counted = Counter(self.kinds)
        return " and ".join(_counted(ReviewerKind(kind), counted[kind]) for kind in dict.fromkeys(self.kinds))

    def missing(self, kinds: Sequence[str]) -> tuple[str, ...]:
        """Which kinds of this panel are not among the people chosen.

        :param kinds: one for each of them, "" where nobody has said.
        """
        return tuple((Counter(self.kinds) - Counter(kinds)).elements())

    def against(self, kinds: Sequence[str]) -> str:
        """Why these people are not the panel, as a sentence; "" when they are."""
        if not self.missing(kinds):
            return ""
        missing = Counter(self.missing(kinds))
        lacking = " and ".join(_counted(ReviewerKind(kind), missing[kind]) for kind in missing)
        return f"The standard wants {self.words} for “{self.tier}”, and {lacking} would be missing"


def wanted(sheet: Sheet) -> Wanted | None:
    """The panel of the highest step that is asked of this case: nobody knows before the grading which it reaches.

    None where the standard says nothing of it.
    """
    by_tier = {panel.tier: panel for panel in sheet.standard.panels}
    for tier in reversed(sheet.standard.tiers):
        if (panel := by_tier.get(tier.id)) and sheet.of_tier(tier):
            kinds = [ReviewerKind.ACADEMIC.value] * panel.academic + [
                ReviewerKind.PRACTITIONER.value
            ] * panel.practitioner
            return Wanted(tuple(kinds), tier.label) if kinds else None
    return None


def _counted(kind: ReviewerKind, count: int) -> str:
    if count == 1:
        return f"one {kind.value}"
    return f"{'two' if count == 2 else count} {_PLURAL[kind]}"
