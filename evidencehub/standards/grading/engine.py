"""From findings and facts to tiers. A tier is derived here and nowhere else."""

from collections.abc import Sequence

from evidencehub.standards.engine.averaging import averaged
from evidencehub.standards.engine.combining import Part, Situation, Studied, combine
from evidencehub.standards.engine.inputs import Context, GradeInput, check, contexts, contradictions, whole
from evidencehub.standards.engine.judging import judge
from evidencehub.standards.engine.rules.registry import RULES
from evidencehub.standards.engine.rules.ruling import Ruling, least_rank, next_place
from evidencehub.standards.engine.verdicts import MET, NOT_MET, JudgedById
from evidencehub.standards.grading.grades import Grade, PartGrade, SummaryGrade
from evidencehub.standards.model.rule_parts import Rating, Summary
from evidencehub.standards.model.standard import Standard


def grade(standard: Standard, submission: GradeInput) -> Grade:
    """Run the standard's rule on a submission: on each outcome, or once over all studies, as the standard says.

    A criterion without a finding or a deciding fact is ``cannot-tell``, which satisfies nothing.

    :raises BadInput: a finding names a criterion, answer or design that this version does not have, or says ``n-a``
        where the criterion does not allow it.
    """
    found = contexts(standard, submission)
    check(standard, submission, found)
    judged = [judge(standard, context) for context in found]
    studies = _studies(standard, found, judged) if standard.counts_studies else ()
    if standard.runs_on_whole and len(found) > 1:
        ruled = [whole(standard, submission, found)]
        judged = [judge(standard, ruled[0])]
    else:
        ruled = found
    graded = tuple([_grade_one(standard, context, each, studies) for context, each in zip(ruled, judged, strict=True)])
    best = evidence = graded[0]
    if len(graded) > 1:
        best = min(graded, key=lambda part: _order(part, part.ruling))
        evidence = min(graded, key=lambda part: _order(part, part.evidence_ruling))
    against = contradictions(standard, submission, found) if standard.runs_on_whole else ()
    return Grade(standard, graded, best, evidence, _summaries(standard, graded), against)


def _grade_one(standard: Standard, context: Context, judged: JudgedById, studies: Sequence[Studied]) -> PartGrade:
    situation = Situation(Part(judged, context.facts, context.route, design=context.design), studies)
    rule = RULES[standard.rule]
    published = rule(standard, situation, evidence=False)
    evidence = rule(standard, situation, evidence=True) if standard.has_effect_criteria else published
    return PartGrade(standard, context, published, evidence, judged, situation)


def _studies(standard: Standard, found: Sequence[Context], judged: Sequence[JudgedById]) -> tuple[Studied, ...]:
    """Group the contexts by study, for what is counted."""
    parts = [
        Part(each, context.facts, context.route, design=context.design)
        for context, each in zip(found, judged, strict=True)
    ]
    return _by_study(standard, list(zip(found, parts, strict=True)))


def _by_study(standard: Standard, parts: Sequence[tuple[Context, Part]]) -> tuple[Studied, ...]:
    """The parts of each study, by id: where two come equally near, it must not matter which was given first."""
    contexts_of = {id(part): context for context, part in parts}

    def average(some: Sequence[Part]) -> Part:
        one = averaged([contexts_of[id(part)] for part in some])
        return Part(judge(standard, one), one.facts, one.route, design=one.design)

    by_study: dict[str | None, list[Part]] = {}
    samples: dict[str | None, str | None] = {}
    for context, part in sorted(parts, key=lambda each: (each[0].study or "", each[0].outcome or "")):
        by_study.setdefault(context.study, []).append(part)
        samples[context.study] = context.sample
    return tuple(Studied(study, samples[study], tuple(of), average) for study, of in by_study.items())


def _order(part: PartGrade, ruling: Ruling) -> tuple[int, int, int, str, str]:
    """Best first, by what is certain: a part that is high or higher goes before one that is low.

    Of two that are as high for certain, the one that could be higher yet goes first: the result is not certain before
    that one is, and an answer that is still missing never takes a result away. Other ties fall to what is nearest to
    the next tier, then to the id: the order given never matters.
    """
    place = next_place(part.standard, ruling) if ruling.verdicts else None
    nearest = ruling.verdicts[place].met_count if place is not None else 0
    return (
        -least_rank(part.standard, ruling),
        int(ruling.tier is not None),
        -nearest,
        part.context.study or "",
        part.context.outcome or "",
    )


def _summaries(standard: Standard, graded: Sequence[PartGrade]) -> tuple[SummaryGrade, ...]:
    """What the standard says of all studies of each domain together, once each part has its tier."""
    rule = standard.summary_rule
    if rule is None:
        return ()
    by_domain: dict[str | None, list[PartGrade]] = {}
    for part in graded:
        by_domain.setdefault(part.context.domain, []).append(part)
    domains = sorted(by_domain.items(), key=lambda pair: pair[0] or "")
    return tuple(_summary(standard, rule, domain, parts) for domain, parts in domains)


def _rated_part(part: PartGrade) -> Part:
    context = part.context
    return Part(part.judged, context.facts, context.route, part.ruling.possible, context.design)


def _summary(standard: Standard, rule: Summary, domain: str | None, graded: Sequence[PartGrade]) -> SummaryGrade:
    """The first rating that is met holds, unless one before it could still be met."""
    parts = [(each.context, _rated_part(each)) for each in graded]
    situation = Situation(Part({}, {}, None), _by_study(standard, parts))
    verdicts = tuple((rating, combine(rating.requirement, situation)) for rating in rule.ratings)
    possible: list[Rating] = []
    held = None
    for rating, verdict in verdicts:
        if verdict.state != NOT_MET:
            possible.append(rating)
        if verdict.state == MET:
            held = rating
            break
    certain = held if possible == [held] else None
    return SummaryGrade(domain, certain, tuple(each.id for each in possible), verdicts)
