"""From what became of a rule to sentences: why a tier is reached or not, and which finding or fact decided."""

from functools import lru_cache
from typing import Any

from evidencehub.shared.words import lower_first
from evidencehub.standards.engine.verdicts import (
    CANNOT_TELL,
    MET,
    NOT_MET,
    Combined,
    Counted,
    Judged,
    StudyVerdict,
    Tested,
    Verdict,
    nearest_study,
)
from evidencehub.standards.grading.names import PLAIN, Names
from evidencehub.standards.grading.pooled import pool_as_dict, pool_sentence
from evidencehub.standards.model.nodes import Sides, Studies, Total
from evidencehub.standards.model.standard import NO_FINDING, NOT_APPLICABLE, FactKind, Standard, Tier

_STATES = {MET: "met", CANNOT_TELL: "cannot tell yet", "not-met": "not met"}
_LIMITS = {
    "at_least": "{value} of {wanted} needed",
    "at_most": "{value}, and at most {wanted} is allowed",
    "above": "{value}, and more than {wanted} is needed",
    "below": "{value}, and less than {wanted} is needed",
}


def reason(standard: Standard, judged: Judged, names: Names = PLAIN) -> str:
    """One sentence on why a criterion is met or not, with the finding or fact that decided."""
    if judged.level == "rating":
        return f"{_STATES[judged.state].capitalize()} (by the tier given)."
    if judged.level == "pool" and judged.pool is not None:
        return pool_sentence(standard, judged.pool, names)
    answer = names.answer(judged.answer)
    if judged.wanted and judged.state != CANNOT_TELL:
        asked = " or ".join(names.answer(answer) for answer in judged.wanted)
        fits = "which is what is asked for" if judged.state == MET else "and what is asked for"
        return f"Answered {answer}{_place(judged, names)}, {fits} here{'' if judged.state == MET else f' is {asked}'}."
    if judged.implied_by is not None:
        given = "met" if judged.answer == "met" else answer
        judged_so = f"which was judged {given}{_place(judged, names)}"
        return f"Not answered itself; taken as met from {judged.implied_by}, {judged_so}."
    if judged.level == "fact" and judged.tested is not None:
        return _decided_by_fact(standard, judged, judged.tested, names)
    if judged.level == "design":
        return f"{answer}, from {names.kind}."
    if judged.answer == NO_FINDING:
        return _unanswered(standard, judged, names)
    if judged.answer == NOT_APPLICABLE:
        return f"Does not apply to this kind of study{_place(judged, names)}."
    if judged.answer not in {"met", "partly", "not-met"}:
        return f"Answered {answer}{_place(judged, names)}."
    if judged.state == MET:
        return f"Met{_place(judged, names)}." if judged.answer == "met" else f"Answered {answer}, which is enough."
    if judged.answer == "partly":
        return f"Partly met{_place(judged, names)}; partly does not count here."
    if standard.criterion(judged.criterion).about == "effect":
        return f"Not met{_place(judged, names)}. This is about what was found, not about how well it was measured."
    return f"Not met{_place(judged, names)}."


def _unanswered(standard: Standard, judged: Judged, names: Names) -> str:
    wanted = ", ".join(dict.fromkeys(_missing(standard, judged.tested, names))) if judged.tested else ""
    if judged.level is not None:
        return f"The graders could not tell from what was sent{_place(judged, names)}."
    if wanted:
        return f"Cannot tell yet: needs {wanted}."
    return "No finding yet, so we cannot tell."


def _missing(standard: Standard, tested: Tested, names: Names) -> list[str]:
    """The facts that a test still needs, in words."""
    if tested.parts:
        return [name for part in tested.parts if part.state != MET for name in _missing(standard, part, names)]
    if tested.kind == "design":
        return [names.kind] if tested.value is None else []
    wanted = [tested.name] if tested.value is None else []
    if tested.by and tested.by[1] is None:
        wanted.append(tested.by[0])
    return [lower_first(_fact(standard, name).label) for name in wanted]


def _decided_by_fact(standard: Standard, judged: Judged, tested: Tested, names: Names) -> str:
    if tested.kind == "band":
        text = f"{_amount(standard, tested.name, tested.value)} gives {names.answer(judged.answer)}"
    else:
        text = f"{_STATES[judged.state].capitalize()}: {'; '.join(test_sentences(standard, tested, names))}"
    if judged.overruled is not None:
        text += f" (this goes before the finding {names.answer(judged.overruled)})"
    return f"{text}."


def test_sentences(standard: Standard, tested: Tested, names: Names = PLAIN) -> list[str]:
    """What decided a test, a phrase for each fact, said once: "24 of 20 people needed"."""
    return list(dict.fromkeys(_phrases(standard, tested, names)))


def _phrases(standard: Standard, tested: Tested, names: Names) -> list[str]:
    if tested.parts:
        wanted = [part for part in tested.parts if part.state == tested.state] or list(tested.parts)
        return [phrase for part in wanted for phrase in _phrases(standard, part, names)]
    if tested.kind == "design":
        return [names.design(None if tested.value is None else str(tested.value))]
    if tested.value is None and tested.kind != "within-table":
        return [f"{lower_first(_fact(standard, tested.name).label)} is not known"]
    if tested.kind == "within-table":
        return [_table_phrase(standard, tested)]
    fact = _fact(standard, tested.name)
    label = lower_first(fact.label)
    if tested.kind in _LIMITS:
        phrase = _LIMITS[tested.kind].format(
            value=_number(fact, tested.value), wanted=f"{_number(fact, tested.wanted)}{_unit(fact)}"
        )
        return [f"{label}: {phrase}"]
    if tested.kind == "is" and isinstance(tested.wanted, bool):
        return [f"{label}: {'yes' if tested.value else 'no'}"]
    return [f"{label}: {tested.value}"]


def _table_phrase(standard: Standard, tested: Tested) -> str:
    fact = _fact(standard, tested.name)
    by_name, by_value = tested.by or ("", None)
    by = _fact(standard, by_name)
    at = f"at {_number(by, by_value)} {lower_first(by.label)}" if by_value is not None else f"{by.label} is not known"
    if by_value is not None and tested.wanted is None:
        return f"{at} nothing is allowed any more"
    value = _number(fact, tested.value) if tested.value is not None else "not known"
    limit = f", and at most {_number(fact, tested.wanted)} is allowed" if tested.wanted is not None else ""
    return f"{lower_first(fact.label)}: {value}{limit} {at}"


def _amount(standard: Standard, name: str, value: Any) -> str:
    fact = _fact(standard, name)
    return f"{fact.label}: {_number(fact, value)}{_unit(fact)}"


def _fact(standard: Standard, name: str) -> FactKind:
    return standard.known_facts[name]


def _number(fact: FactKind, value: Any) -> str:
    if fact.kind == "share":
        return f"{float(value) * 100:.4g}%"
    return f"{value:,}" if isinstance(value, int) and fact.unit != "year" else f"{value:g}"


def _unit(fact: FactKind) -> str:
    return f" {fact.unit}" if fact.unit and fact.kind == "number" else ""


def _place(judged: Judged, names: Names) -> str:
    if judged.level in {"study", "outcome"}:
        return f" (finding on {judged.level} {names.place(str(judged.place))})"
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
    fallen_short = "not reached" if verdict.state == NOT_MET else "not known yet"
    return f"{tier.label}, {tier.name}: {fallen_short}. {met} of {count} needed are met."


def headline(standard: Standard, reached: int, verdicts: tuple[Combined, ...]) -> str:
    """Such as "Standard 2 of 5, with 4 of 8 of the next step in place."; it says so where nobody looked at that."""
    count = len(standard.tiers)
    if reached == count:
        return f"{standard.tiers[-1].label} of {count}, the last step."
    met, needed = tally(verdicts[reached])
    if reached == 0:
        return f"No step reached yet, with {met} of {needed} of {standard.tiers[0].label} in place."
    if not has_answers(verdicts[reached]):
        return f"{standard.tiers[reached - 1].label} of {count}. Nothing of the next step was looked at yet."
    return f"{standard.tiers[reached - 1].label} of {count}, with {met} of {needed} of the next step in place."


def has_answers(verdict: Verdict) -> bool:
    """Whether a finding, a fact or the design says anything about a part of it."""
    if isinstance(verdict, Judged):
        return verdict.level is not None
    if isinstance(verdict, Counted):
        return any(has_answers(part.verdict) for part in verdict.parts)
    return any(has_answers(part) for part in verdict.parts)


def result_line(standard: Standard, tier: Tier | None, possible: tuple[str, ...]) -> str:
    """Where there are no steps to climb: the label, or what it could still be."""
    if tier is not None:
        return f"{tier.title}. {tier.what_was_found}".rstrip()
    if standard.rule == "parallel_scores":
        return "No overall label: this standard scores each part by itself."
    if len(possible) > 1:
        first, last = (standard.tiers_by_id[tier_id] for tier_id in (possible[0], possible[-1]))
        return f"Cannot tell yet: anything from {first.label} to {last.label}."
    return "Nothing reached so far."


Explained = dict[str, Any]


def explain(
    standard: Standard, verdict: Verdict, done: dict[int, Explained] | None = None, names: Names = PLAIN
) -> Explained:
    """Return the tree of a requirement: ``kind``, ``state``, ``sentence``, and ``parts`` or what decided.

    :param done: what was explained already; several tiers often ask for the same.
    """
    done = {} if done is None else done
    found = done.get(id(verdict))
    if found is None:
        found = done[id(verdict)] = _explain(standard, verdict, done, names)
    return found


def _explain(standard: Standard, verdict: Verdict, done: dict[int, Explained], names: Names) -> Explained:
    if isinstance(verdict, Counted):
        return {
            "kind": _count_kind(verdict),
            "state": verdict.state,
            "met": verdict.met_count,
            "needed": verdict.needed,
            "sentence": count_sentence(standard, verdict),
            "parts": [_explain_study(standard, part, done, names) for part in verdict.parts],
        }
    if isinstance(verdict, Combined):
        return {
            "kind": _kind(verdict),
            "state": verdict.state,
            "met": verdict.met_count,
            "needed": verdict.needed,
            "of": len(verdict.parts),
            **({"label": verdict.label} if verdict.label else {}),
            "sentence": group_sentence(verdict),
            "parts": [explain(standard, part, done, names) for part in verdict.parts],
        }
    if verdict.level == "rating":
        told = reason(standard, verdict, names)
        return {"kind": "rating", "state": verdict.state, "answer": verdict.answer, "sentence": told}
    return _explain_criterion(standard, verdict, names)


@lru_cache(maxsize=4096)  # the same few answers to the same questions come back in every submission
def _explain_criterion(standard: Standard, verdict: Judged, names: Names) -> Explained:
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
        "sentence": reason(standard, verdict, names),
        **({"test": _test(verdict.tested)} if verdict.tested else {}),
        **({"pooled": pool_as_dict(verdict.pool)} if verdict.pool else {}),
    }


def _explain_study(standard: Standard, part: StudyVerdict, done: dict[int, Explained], names: Names) -> Explained:
    found = done.get(id(part))
    if found is None:
        tree = explain(standard, part.verdict, done, names)
        found = done[id(part)] = {"study": part.study, "sample": part.sample, **tree}
    return found


def _test(tested: Tested) -> dict[str, Any]:
    found: dict[str, Any] = {"state": tested.state, "kind": tested.kind}
    if tested.parts:
        return {**found, "parts": [_test(part) for part in tested.parts]}
    if tested.name:
        found["fact"] = tested.name
    return {**found, "value": tested.value, "wanted": tested.wanted}


def group_sentence(verdict: Combined) -> str:
    met, count = tally(verdict)
    state = _STATES[verdict.state]
    what = f"{verdict.label}: " if verdict.label else ""
    if verdict.needed == len(verdict.parts):
        return f"{what}{met} of {count} needed: {state}."
    if verdict.needed == 1:
        any_one = "any one" if what else "Any one"
        return f"{what}{any_one} of {len(verdict.parts)}: {state}."
    return f"{what}{met} of {count} needed, out of {len(verdict.parts)}: {state}."


def count_sentence(standard: Standard, counted: Counted) -> str:
    """Such as "1 of 2 studies needed, each with people of its own: not met."."""
    node, state = counted.node, _STATES[counted.state]
    if isinstance(node, Total):
        fact = _fact(standard, node.fact)
        return f"{lower_first(fact.label)}, added up: {counted.met_count:,g} of {counted.needed:,g} needed: {state}."
    if isinstance(node, Sides):
        plural = "study" if counted.met_count == 1 else "studies"
        wanted = {"no_more_than": "", "fewer_than": ", and fewer are wanted", "more_than": ", and more are wanted"}
        asked = wanted[node.how]
        return f"{counted.met_count:g} {plural} of the first kind, {counted.needed:g} of the second{asked}: {state}."
    label = f" ({node.where.label})" if node.where.label else ""
    if node.at_most:
        allowed = "no such study is allowed" if node.count == 0 else f"at most {node.count} allowed"
        found = f"{counted.met_count:g}" if counted.met_count == counted.could_be else f"{counted.met_count:g} or more"
        return f"{found} found{label}, and {allowed}: {state}."
    plural = "study" if node.count == 1 else "studies"
    apart = ", with people of its own" if node.distinct and node.count == 1 else ", each with people of its own"
    more = f"; could be {counted.could_be:g}" if counted.could_be != counted.met_count else ""
    found = f"{counted.met_count:g} of {node.count} {plural} needed"
    return f"{found}{label}{apart if node.distinct else ''}{more}: {state}."


def _count_kind(counted: Counted) -> str:
    if isinstance(counted.node, Studies):
        return "at-most-studies" if counted.node.at_most else "studies"
    return "total" if isinstance(counted.node, Total) else counted.node.how.replace("_", "-")


def _kind(verdict: Combined) -> str:
    if verdict.needed == len(verdict.parts):
        return "all"
    return "any" if verdict.needed == 1 else "at-least"


def sentences(standard: Standard, verdict: Verdict, indent: str = "") -> list[str]:
    """The same tree as lines of text, for the console and for letters."""
    if isinstance(verdict, Judged):
        if verdict.level == "rating":
            return [f"{indent}{reason(standard, verdict)}"]
        criterion = standard.criterion(verdict.criterion)
        return [f"{indent}{criterion.id} {criterion.short}: {reason(standard, verdict)}"]
    if isinstance(verdict, Counted):
        nearest = None if verdict.state == MET else nearest_study(verdict)
        inner = sentences(standard, nearest.verdict, indent + "  ")[1:] if nearest else []
        named = f" Nearest: {nearest.study}." if nearest and nearest.study and inner else ""
        return [indent + count_sentence(standard, verdict) + named, *inner]
    inner = [line for part in verdict.parts for line in sentences(standard, part, indent + "  ")]
    return [indent + group_sentence(verdict), *inner]
