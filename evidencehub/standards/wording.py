"""From what became of a rule to sentences: why a tier is reached or not, and which finding decided."""

from typing import Any

from evidencehub.standards.models import NO_FINDING, NOT_APPLICABLE, Standard, Tier
from evidencehub.standards.rules import CANNOT_TELL, MET, Combined, Judged, Verdict

_STATES = {MET: "met", CANNOT_TELL: "cannot tell yet", "not-met": "not met"}


def reason(standard: Standard, judged: Judged) -> str:
    """One sentence on why a criterion is met or not, with the finding that decided."""
    if judged.implied_by is not None:
        given = "met" if judged.answer == "met" else f'"{judged.answer}"'
        return f"Not answered itself; taken as met from {judged.implied_by}, which was judged {given}{_place(judged)}."
    if judged.answer == NO_FINDING:
        if judged.level is None:
            return "No finding yet, so we cannot tell."
        return f"The graders could not tell from what was sent{_place(judged)}."
    if judged.answer == NOT_APPLICABLE:
        return f"Does not apply to this kind of study{_place(judged)}."
    if judged.state == MET:
        return f"Met{_place(judged)}." if judged.answer == "met" else f'Answered "{judged.answer}", which is enough.'
    if judged.answer == "partly":
        return f"Partly met{_place(judged)}; partly does not count here."
    if standard.criterion(judged.criterion).about == "effect":
        return f"Not met{_place(judged)}. This is about what was found, not about how well it was measured."
    return f"Not met{_place(judged)}."


def _place(judged: Judged) -> str:
    if judged.level in {"study", "outcome"}:
        return f' (finding on {judged.level} "{judged.place}")'
    return ""


def tally(verdict: Combined) -> tuple[int, int]:
    """How many of the needed requirements are met: what is met beyond need does not count."""
    return min(verdict.met_count, verdict.needed), verdict.needed


def tier_sentence(tier: Tier, verdict: Combined, *, is_reached: bool) -> str:
    met, count = tally(verdict)
    if is_reached:
        return f"{tier.label}, {tier.name}: reached. {met} of {count} needed are met."
    if verdict.state == MET:
        return f"{tier.label}, {tier.name}: {met} of {count} needed are met, but a step below it is not reached."
    return f"{tier.label}, {tier.name}: not reached. {met} of {count} needed are met."


def headline(standard: Standard, reached: int, verdicts: tuple[Combined, ...]) -> str:
    """Such as "Standard 2 of 5, with 4 of 8 of the next step in place."."""
    count = len(standard.tiers)
    if reached == count:
        return f"{standard.tiers[-1].label} of {count}, the last step."
    met, needed = tally(verdicts[reached])
    if reached == 0:
        return f"No step reached yet, with {met} of {needed} of {standard.tiers[0].label} in place."
    return f"{standard.tiers[reached - 1].label} of {count}, with {met} of {needed} of the next step in place."


def explain(standard: Standard, verdict: Verdict) -> dict[str, Any]:
    """Return the tree of a requirement: ``kind``, ``state``, ``sentence``, and ``parts`` or the deciding finding."""
    if isinstance(verdict, Combined):
        return {
            "kind": _kind(verdict),
            "state": verdict.state,
            "met": verdict.met_count,
            "needed": verdict.needed,
            "of": len(verdict.parts),
            "sentence": group_sentence(verdict),
            "parts": [explain(standard, part) for part in verdict.parts],
        }
    criterion = standard.criteria_by_id[verdict.criterion]
    return {
        "kind": "criterion",
        "criterion": criterion.id,
        "short": criterion.short,
        "about": criterion.about,
        "state": verdict.state,
        "answer": verdict.answer,
        "level": verdict.level,
        "place": verdict.place,
        "implied_by": verdict.implied_by,
        "counts_for_evidence": criterion.about != "effect",
        "sentence": reason(standard, verdict),
    }


def group_sentence(verdict: Combined) -> str:
    met, count = tally(verdict)
    state = _STATES[verdict.state]
    if verdict.needed == len(verdict.parts):
        return f"{met} of {count} needed: {state}."
    if verdict.needed == 1:
        return f"Any one of {len(verdict.parts)}: {state}."
    return f"{met} of {count} needed, out of {len(verdict.parts)}: {state}."


def _kind(verdict: Combined) -> str:
    if verdict.needed == len(verdict.parts):
        return "all"
    return "any" if verdict.needed == 1 else "at-least"


def sentences(standard: Standard, verdict: Verdict, indent: str = "") -> list[str]:
    """The same tree as lines of text, for the console and for letters."""
    if isinstance(verdict, Judged):
        criterion = standard.criterion(verdict.criterion)
        return [f"{indent}{criterion.id} {criterion.short}: {reason(standard, verdict)}"]
    inner = [line for part in verdict.parts for line in sentences(standard, part, indent + "  ")]
    return [indent + group_sentence(verdict), *inner]
