"""Flow charts: one question after the other, until a tier is reached."""

from evidencehub.standards.engine.combining import Situation, combine
from evidencehub.standards.engine.rules.ruling import Ruling, Trail
from evidencehub.standards.engine.verdicts import CANNOT_TELL, MET
from evidencehub.standards.model.rule_parts import Step
from evidencehub.standards.model.standard import Standard


def flowchart(standard: Standard, situation: Situation, *, evidence: bool) -> Ruling:
    """Follow the questions. Where one cannot be answered both ways are tried; a tier is given when they end the same.

    Questions about the effect would turn on the sign of a result, so a flow chart must not have any; loading checks it.
    """
    possible: list[str] = []
    trail: list[Trail] = []
    _follow(standard, standard.start, situation, possible, trail, is_sure=True)
    found = tuple(tier.id for tier in standard.tiers if tier.id in possible)
    return Ruling(standard.tiers_by_id[found[0]] if len(found) == 1 else None, found, (), tuple(trail))


def _follow(
    standard: Standard, at: str, situation: Situation, possible: list[str], trail: list[Trail], *, is_sure: bool
) -> None:
    step = standard.steps_by_id.get(at)
    if step is None:
        possible.append(at)
        return
    verdict = combine(step.ask, situation)
    state = verdict.state
    if is_sure:
        trail.append(Trail(step.id, step.label, state, _sentence(standard, step, state), verdict))
    if state != CANNOT_TELL or step.cannot_tell:
        to = step.yes if state == MET else step.cannot_tell if state == CANNOT_TELL else step.no
        _follow(standard, to, situation, possible, trail, is_sure=is_sure)
        return
    for to in (step.yes, step.no):
        _follow(standard, to, situation, possible, trail, is_sure=False)


def _sentence(standard: Standard, step: Step, state: str) -> str:
    if state == CANNOT_TELL and not step.cannot_tell:
        return "We cannot tell yet, so both ways are open."
    to = step.yes if state == MET else step.cannot_tell if state == CANNOT_TELL else step.no
    word = {MET: "Yes", CANNOT_TELL: "Not known, which counts as no"}.get(state, "No")
    if to in standard.tiers_by_id:
        return f"{word}: {standard.tiers_by_id[to].name}."
    return f"{word}. Next: {standard.steps_by_id[to].label}"
