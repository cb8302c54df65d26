"""The coach for rules without requirements: what if these criteria had their best answer?"""

from collections.abc import Iterable
from dataclasses import replace

from evidencehub.standards.engine.combining import Part, Situation, Studied, combine
from evidencehub.standards.engine.rules.flowchart import flowchart
from evidencehub.standards.engine.rules.scores import asked, work_out
from evidencehub.standards.engine.verdicts import CANNOT_TELL, MET, NOT_MET, Judged
from evidencehub.standards.grading.coach import ANOTHER, Ask, Costs, NextStep, Way, step_by_ways, tried_ways, ways_to
from evidencehub.standards.model.standard import Criterion, Standard, Tier


def improvement(standard: Standard, situation: Situation, target: Tier, *, evidence: bool) -> NextStep:
    """The smallest sets of criteria that reach the tier, or a higher one, when they have their best answer."""
    if standard.rule == "flowchart":
        ways = _ways_through_chart(standard, situation, target)
    else:
        ways = _ways_to_score(standard, situation, target, evidence=evidence)
    return step_by_ways(standard, target.id, ways)


def without_detours(standard: Standard, situation: Situation, step: NextStep) -> NextStep:
    """The ways of a step that do not end at a label outside the scale, such as "found not effective".

    A label that stands before the tier in the order holds first: where the effect is known not to be there, reporting a
    study in full leads to the label.
    """
    before = standard.order[: standard.order.index(step.tier)] if step.tier in standard.order else ()
    labels = [standard.tiers_by_id[each] for each in before if standard.tiers_by_id[each].rank is None]
    asked_for = [each.requirement_on(situation.part.route, evidence=False) for each in labels]

    def arrives(way: Iterable[Ask]) -> bool:
        after = _followed(standard, situation, way)
        return not any(combine(requirement, after).state == MET for requirement in asked_for)

    return replace(step, ways=tuple(way for way in step.ways if arrives(way))) if asked_for else step


def _followed(standard: Standard, situation: Situation, way: Iterable[Ask]) -> Situation:
    """The situation of somebody who did what a way asks for, in the studies that it names or in new ones."""
    by_place: dict[str, dict[str, Judged]] = {}
    for ask in way:
        if ask.criterion in standard.criteria_by_id:
            by_place.setdefault(ask.where, {}).update(_at_their_best(standard, [ask.criterion]))
    here = by_place.get("", {})
    own = situation.part.judged

    def better(part: Part, study: str | None) -> Part:
        is_here = standard.runs_on_whole or part.judged is own
        more = {**(here if is_here else {}), **by_place.get(study or "", {})}
        return replace(part, judged={**part.judged, **more}, done={}) if more else part

    studies = [replace(each, parts=tuple(better(part, each.id) for part in each.parts)) for each in situation.studies]
    for name, found in by_place.items():
        if name.startswith(ANOTHER):
            part = Part({**own, **here, **found}, {}, situation.part.route)
            studies.append(Studied(name, name, (part,), whole=part))
    return Situation(Part({**own, **here}, situation.part.facts, situation.part.route), studies)


def _ways_through_chart(standard: Standard, situation: Situation, target: Tier) -> list[Way]:
    """Follow the questions: what would have to be shown at each of them to come out high enough?"""
    costs, done = Costs(standard), dict[str, list[Way]]()

    def from_(at: str) -> list[Way]:
        if at not in done:
            done[at] = costs.cheapest(_from(at))
        return done[at]

    def _from(at: str) -> list[Way]:
        step = standard.steps_by_id.get(at)
        if step is None:
            return [frozenset()] if (standard.tiers_by_id[at].rank or 0) >= (target.rank or 0) else []
        verdict = combine(step.ask, situation)
        found = [way | onward for way in ways_to(verdict, "", costs) for onward in from_(step.yes)]
        if verdict.state == NOT_MET:
            found += from_(step.no)
        elif verdict.state == CANNOT_TELL and step.cannot_tell:
            found += from_(step.cannot_tell)
        return found

    def leads_there(way: Way) -> bool:
        part = situation.part
        better = _at_their_best(standard, (ask.criterion for ask in way if not ask.where))
        tried = Situation(Part({**part.judged, **better}, part.facts, part.route), situation.studies)
        ruling = flowchart(standard, tried, evidence=False)
        return any(ask.where for ask in way) or ruling.rank >= (target.rank or 0)

    return [way for way in from_(standard.start) if leads_there(way)]


def _ways_to_score(standard: Standard, situation: Situation, target: Tier, *, evidence: bool) -> list[Way]:
    judged, facts = situation.part.judged, situation.part.facts
    parts = asked(standard, situation.part.route, evidence=evidence)
    penalty = standard.score.penalty if standard.score else None
    names = {each.id for each in (*parts.columns, *parts.moves)}
    names |= {*penalty.criteria, penalty.judge} if penalty else set()
    best = _at_their_best(standard, (each.id for each in standard.criteria if each.id in names))
    open_ = [name for name, at_best in best.items() if judged[name].answer != at_best.answer]

    def reaches(some: frozenset[str]) -> bool:
        tried = {**judged, **{name: best[name] for name in some}}
        worked = work_out(standard, parts, tried, facts)
        return worked.most == worked.least >= (target.score or 0)

    return list(tried_ways(open_, reaches))


def _at_their_best(standard: Standard, names: Iterable[str]) -> dict[str, Judged]:
    criteria = (standard.criteria_by_id[name] for name in names)
    return {each.id: Judged(each.id, MET, best_answer(standard, each), "submission", None) for each in criteria}


def best_answer(standard: Standard, criterion: Criterion) -> str:
    """The answer that helps most: of the accepted ones that which is worth most, or else comes first."""
    penalty = standard.score.penalty if standard.score else None
    if penalty and criterion.id == penalty.judge:
        return min(criterion.scored_answers, key=criterion.points_for)  # the least that is taken away
    accepted = criterion.accept or criterion.scored_answers
    if all(criterion.has_points(answer) for answer in accepted):
        return max(accepted, key=criterion.points_for)
    return accepted[0]
