"""From findings to tiers. A tier is derived here and nowhere else."""

from collections.abc import Mapping

from evidencehub.standards.grades import Grade, PartGrade
from evidencehub.standards.inputs import Context, Given, GradeInput, check, contexts
from evidencehub.standards.models import NO_FINDING, NOT_APPLICABLE, Criterion, Standard
from evidencehub.standards.rules import CANNOT_TELL, MET, NOT_MET, RULES, Combined, Judged, combine


def grade(standard: Standard, submission: GradeInput) -> Grade:
    """Run the standard's rule on a submission.

    Tiers are cumulative: the first that is not met stops the climb. A criterion without a finding is ``cannot-tell``,
    which satisfies nothing. Facts decide nothing unless a rule says so.

    :raises BadInput: a finding names a criterion, answer or design that this version does not have, or says ``n-a``
        where the criterion does not allow it.
    """
    found = contexts(submission)
    check(standard, submission, found)
    graded = tuple(_grade_one(standard, context) for context in found)
    best = min(graded, key=lambda part: _order(part, part.reached, part.verdicts))
    evidence = min(graded, key=lambda part: _order(part, part.evidence_reached, part.evidence_verdicts))
    return Grade(standard, graded, best, evidence)


def _grade_one(standard: Standard, context: Context) -> PartGrade:
    judged = _judge_all(standard, context.given)
    verdicts = tuple([combine(tier.requirement, judged) for tier in standard.tiers])
    evidence = tuple([combine(tier.evidence_requirement, judged) for tier in standard.tiers])
    rule = RULES[standard.rule]
    return PartGrade(standard, context, verdicts, evidence, rule(verdicts), rule(evidence))


def _judge_all(standard: Standard, given: Mapping[str, Given]) -> dict[str, Judged]:
    judged = {}
    for criterion in standard.criteria:
        finding = given.get(criterion.id)
        if finding is None:
            judged[criterion.id] = Judged(criterion.id, CANNOT_TELL, NO_FINDING, None, None, None)
            continue
        answer = finding.answer
        state = MET if criterion.accepts(answer) else CANNOT_TELL if answer == NO_FINDING else NOT_MET
        judged[criterion.id] = Judged(criterion.id, state, answer, finding.level, finding.place, None)
    for criterion in standard.criteria:
        if criterion.implied_by and judged[criterion.id].state == CANNOT_TELL:
            judged[criterion.id] = _implied(standard, criterion, judged)
    return judged


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


def _order(part: PartGrade, reached: int, verdicts: tuple[Combined, ...]) -> tuple[int, int, str, str]:
    """Best first. Ties fall to what is nearest to the next tier, then to the id: the order given never matters."""
    nearest = verdicts[reached].met_count if reached < len(verdicts) else 0
    return -reached, -nearest, part.context.study or "", part.context.outcome or ""
