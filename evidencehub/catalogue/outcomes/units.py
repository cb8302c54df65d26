"""What is put together: studies of one approach on one outcome, against one kind of comparison. Values, no database.

Randomised studies and other comparisons stand apart, and never enter one figure.
"""

import re
from dataclasses import dataclass

from evidencehub.catalogue.outcomes.samples import contrast_of
from evidencehub.projects.frozen.shapes import FrozenEvaluation, FrozenResult
from evidencehub.projects.outcomes import path_of
from evidencehub.standards.files.outcomes import load_outcomes

RANDOMISED, OTHER, NONE = "randomised", "other", "none"
DESIGNS = {  # of standards/vocabularies/designs.toml; all that stand in neither have nobody to compare with
    "rct": RANDOMISED, "cluster-rct": RANDOMISED,
    "qed-matched": OTHER, "qed-did": OTHER, "qed-rdd": OTHER,
}  # fmt: skip
DESIGNS_IN_WORDS = {
    RANDOMISED: "groups made by chance",
    OTHER: "compared with similar people",
    NONE: "nobody to compare with",
}

USUAL, NAMED, NOT_SAID = "usual", "named", "not-said"
COMPARATORS_IN_WORDS = {
    USUAL: "compared with nothing more than usual",
    NAMED: "compared with something else that was offered",
    NOT_SAID: "what the others got is not said",
}
_USUAL = re.compile(
    r"(business|treatment|services?|care|teaching|practice|instruction|curriculum)[ -]as[ -]usual|none"
    r"|no (treatment|intervention|contact|programme|program|service|mentoring|training)"
    r"|(usual|standard|normal|regular) (practice|teaching|instruction|curriculum|services?|care|provision|school(ing)?)"
    r"|wait(ing)?[ -]?list( control)?|(a )?control group|nothing( more)?",
)
_UNKNOWN = frozenset({"", "unknown", "not stated", "not said", "not given", "comparison", "comparison group"})


@dataclass(frozen=True, slots=True, order=True)
class Unit:
    """Of one approach: an outcome (slug), how groups came about, and what the others got."""

    outcome: str
    designs: str
    comparator: str

    @property
    def in_words(self) -> str:
        """ "groups made by chance; compared with nothing more than usual"."""
        return f"{DESIGNS_IN_WORDS[self.designs]}; {COMPARATORS_IN_WORDS[self.comparator]}"


def units_of(result: FrozenResult, study: FrozenEvaluation) -> tuple[Unit, ...]:
    """One for its outcome and for each that this is part of; none for its area, which holds what cannot be added up."""
    areas = {area.slug for area in load_outcomes().areas}
    kind, comparator = DESIGNS.get(study.design, NONE), comparator_of(result.comparison_note or _others(study))
    return tuple(Unit(slug, kind, comparator) for slug in path_of(result) if slug not in areas)


def _others(study: FrozenEvaluation) -> str:
    """What the others got, by the comparison that its source names: "B" of "A vs. B"; "control" says nothing of it."""
    others = contrast_of(study).casefold().rpartition(" vs. ")[2] if " vs. " in contrast_of(study).casefold() else ""
    return "" if others.startswith("control") else others


def comparator_of(note: str) -> str:
    """What kind of thing the others got, by the words for it; anything that is named is "named"."""
    words = " ".join(note.casefold().split()).strip(".")
    if words in _UNKNOWN:
        return NOT_SAID
    return USUAL if _USUAL.fullmatch(words) else NAMED
