"""From findings, facts and the design to what became of each criterion in one context."""

from collections.abc import Mapping

from evidencehub.standards.engine.inputs import Context, Given
from evidencehub.standards.engine.testing import run_test
from evidencehub.standards.engine.verdicts import CANNOT_TELL, MET, NOT_MET, Judged, Tested
from evidencehub.standards.model.standard import NO_FINDING, NOT_APPLICABLE, Criterion, Standard


def judge(standard: Standard, context: Context) -> dict[str, Judged]:
    """Return what became of every criterion of the standard.

    A threshold goes before an opinion: where the facts of a test are given, they decide. Else the finding stands. Where
    the facts are only a part of what is judged, they can say that it is not met, and never against a reviewer that it
    is. A design only proposes an answer, so a finding goes before it.
    """
    judged = {}
    given = context.given
    stands = not context.facts  # without any fact, no number goes before a finding
    for criterion in standard.criteria:
        finding = given.get(criterion.id)
        if criterion.is_decided_by_facts and not (stands and finding and criterion.id in standard.decided_by_numbers):
            judged[criterion.id] = _from_facts(standard, criterion, finding, context)
        elif finding is None:
            judged[criterion.id] = Judged(criterion.id, CANNOT_TELL, NO_FINDING, None, None)
        else:
            judged[criterion.id] = _found(criterion, finding)
    for criterion in standard.implied_criteria:
        if judged[criterion.id].state == CANNOT_TELL:
            judged[criterion.id] = _implied(standard, criterion, judged)
    return judged


def _found(criterion: Criterion, finding: Given, tested: Tested | None = None) -> Judged:
    state = _state(criterion, finding.answer)
    return Judged(criterion.id, state, finding.answer, finding.level, finding.place, None, tested)


def _state(criterion: Criterion, answer: str) -> str:
    return MET if criterion.accepts(answer) else CANNOT_TELL if answer == NO_FINDING else NOT_MET


def _from_facts(standard: Standard, criterion: Criterion, finding: Given | None, context: Context) -> Judged:
    if finding is not None and finding.answer == NOT_APPLICABLE:
        return _found(criterion, finding)
    answer, tested = None, None
    if criterion.test is not None:
        tested = run_test(criterion.test, context.facts, context.design, standard.tables)
        answer = None if tested.state == CANNOT_TELL else tested.state
    elif criterion.bands is not None:
        value = context.facts.get(criterion.bands.fact)
        answer = None if value is None else criterion.bands.answer(float(value))
        tested = Tested(MET if answer else CANNOT_TELL, "band", criterion.bands.fact, value, answer)
    if criterion.judged_too and answer == MET and finding is not None and _state(criterion, finding.answer) == NOT_MET:
        return _found(criterion, finding, tested)
    if answer is not None:
        said = finding.answer if finding and finding.answer not in (answer, NO_FINDING) else None
        return Judged(criterion.id, _state(criterion, answer), answer, "fact", None, None, tested, said)
    if finding is not None and finding.answer != NO_FINDING:
        return _found(criterion, finding, tested)
    proposed = criterion.by_design.get(context.design or "")
    if proposed is not None:
        by_design = Tested(MET, "design", "", context.design, (context.design,))
        return Judged(criterion.id, _state(criterion, proposed), proposed, "design", None, None, by_design)
    if finding is not None:
        return _found(criterion, finding, tested)
    return Judged(criterion.id, CANNOT_TELL, NO_FINDING, None, None, None, tested)


def _implied(standard: Standard, criterion: Criterion, judged: Mapping[str, Judged]) -> Judged:
    """Take an unanswered criterion from another that was answered.

    An effect criterion that was judged at all, met or not, shows that the thing was tested. Were only ``met`` taken,
    the sign of a result would change how sure we are.
    """
    for name in criterion.implied_by:
        other = judged[name]
        was_judged = other.answer not in {NO_FINDING, NOT_APPLICABLE}
        if other.state == MET or (was_judged and standard.criteria_by_id[name].about == "effect"):
            return Judged(criterion.id, MET, other.answer, other.level, other.place, name)
    return judged[criterion.id]
