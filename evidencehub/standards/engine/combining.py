"""Working out a requirement from what became of the criteria, over one context and, for counts, over all studies."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from evidencehub.standards.engine.pooling import Voice, numbers, pooled_effect, share_of_weight
from evidencehub.standards.engine.samples import Samples, most_apart, samples_in
from evidencehub.standards.engine.testing import Facts
from evidencehub.standards.engine.verdicts import (
    CANNOT_TELL,
    MET,
    NOT_MET,
    Combined,
    Counted,
    Judged,
    JudgedById,
    StudyVerdict,
    Verdict,
)
from evidencehub.standards.model.nodes import (
    AtLeast,
    Need,
    Node,
    OfResults,
    OnAverage,
    PooledEffect,
    Rated,
    Sides,
    Studies,
    Total,
    WeightShare,
    speaks_for_study,
)
from evidencehub.standards.model.rule_parts import NEAR


@dataclass(frozen=True, slots=True)
class Part:
    """An outcome of a study, or a study without outcomes, as far as counting looks at it."""

    judged: JudgedById
    facts: Facts
    route: str | None
    possible: tuple[str, ...] = ()  # the tiers it was given, or could be given; only for a summary
    design: str | None = None
    done: dict[int, Combined] = field(default_factory=dict, repr=False)  # qualities worked out already, by their tree


@dataclass(frozen=True, slots=True)
class Studied:
    """A study with its parts."""

    id: str | None
    sample: str | None
    parts: tuple[Part, ...]
    average: Callable[[Sequence[Part]], Part] | None = None  # some of the parts as one
    whole: Part = field(default_factory=lambda: Part({}, {}, None), repr=False)  # the study as one


@dataclass(frozen=True, slots=True)
class Situation:
    """What a requirement is worked out on: one context, and every study for what is counted."""

    part: Part
    studies: Sequence[Studied] = ()
    study: Studied | None = None  # for what the results of one study say together
    counted: dict[int, tuple[StudyVerdict, ...]] = field(default_factory=dict, repr=False)  # likewise, for counts


def combine(node: AtLeast, situation: Situation) -> Combined:
    judged = situation.part.judged
    parts = tuple(
        [
            judged[part.criterion] if type(part) is Need and not part.answers else _combine(part, situation)
            for part in node.parts
        ]
    )
    states = [part.state for part in parts]
    met = states.count(MET)
    could_be_met = met + states.count(CANNOT_TELL) >= node.count
    state = MET if met >= node.count else CANNOT_TELL if could_be_met else NOT_MET
    return Combined(node.count, state, parts, met, node.label)


def _combine(node: Node, situation: Situation) -> Verdict:
    match node:
        case AtLeast():
            return _quality(node, situation) if node.label else combine(node, situation)
        case Need():
            return _answered(situation.part.judged[node.criterion], node.answers)
        case Studies():
            return _studies(node, situation)
        case Sides():
            return _sides(node, situation.studies)
        case OfResults():
            return _of_results(node, situation.study)
        case OnAverage():
            return _on_average(node, situation.study)
        case Total():
            return _total(node, situation.studies)
        case Rated():
            return _rated(node, situation.part)
        case PooledEffect() | WeightShare():
            return _pooled(node, situation)
    raise TypeError(f"{type(node).__name__} decides a criterion; it is no requirement")


def _quality(node: AtLeast, situation: Situation) -> Combined:
    """Work out a named tree once for each part, however many tiers ask for it."""
    done = situation.part.done
    found = done.get(id(node))
    if found is None:
        found = done[id(node)] = combine(node, situation)
    return found


def _answered(judged: Judged, answers: tuple[str, ...]) -> Judged:
    if judged.level is None or judged.state == CANNOT_TELL:
        return judged._replace(state=CANNOT_TELL, wanted=answers)
    return judged._replace(state=MET if judged.answer in answers else NOT_MET, wanted=answers)


def _rated(node: Rated, part: Part) -> Judged:
    inside = [tier in node.tiers for tier in part.possible]
    state = NOT_MET if not any(inside) else MET if all(inside) else CANNOT_TELL
    return Judged("", state, part.possible[0] if len(part.possible) == 1 else "cannot-tell", "rating", None)


def study_verdicts(where: Callable[[str | None], AtLeast], studies: Sequence[Studied]) -> tuple[StudyVerdict, ...]:
    """How each study does on ``where``: a study meets it when any of its parts does, or all of it as one voice."""
    found = []
    for study in studies:
        if speaks_for_study(where(None)):
            best = _quality(where(None), Situation(study.whole, study=study))
        else:
            verdicts = [_quality(where(part.route), Situation(part)) for part in study.parts]
            best = verdicts[0] if len(verdicts) == 1 else max(verdicts, key=_nearness)
        found.append(StudyVerdict(study.id, study.sample, best.state, best))
    return tuple(found)


def _nearness(verdict: Combined) -> tuple[int, int]:
    return _ORDER[verdict.state], verdict.met_count - verdict.needed


_ORDER = {NOT_MET: 0, CANNOT_TELL: 1, MET: 2}
_ALONE = {NOT_MET: (0, 0), CANNOT_TELL: (0, 1), MET: (1, 1)}


def _count(verdicts: Sequence[StudyVerdict], *, distinct: bool) -> tuple[int, int]:
    """How many studies there are for certain, and at most.

    A study whose sample nobody named might share it with any other: it makes the count certain only when alone.
    """
    if len(verdicts) == 1:
        return _ALONE[verdicts[0].state]
    met = [verdict for verdict in verdicts if verdict.state == MET]
    open_ = [verdict for verdict in verdicts if verdict.state == CANNOT_TELL]
    if not distinct:
        return len(met), len(met) + len(open_)
    named = [samples for verdict in met if (samples := samples_in(verdict.sample))]
    more = [samples for verdict in open_ if (samples := samples_in(verdict.sample))]
    unnamed = len(met) - len(named) + len(open_) - len(more)
    return max(most_apart(named), 1 if met else 0), most_apart([*named, *more]) + unnamed


def _studies(node: Studies, situation: Situation) -> Counted:
    key = id(node.where)
    if key not in situation.counted:
        situation.counted[key] = study_verdicts(node.asked_on, situation.studies)
    verdicts = situation.counted[key]
    certain, could_be = _count(verdicts, distinct=node.distinct)
    if node.at_most:
        state = NOT_MET if certain > node.count else MET if could_be <= node.count else CANNOT_TELL
    else:
        state = MET if certain >= node.count else CANNOT_TELL if could_be >= node.count else NOT_MET
    return Counted(node, state, node.count, certain, could_be, verdicts)


def _sides(node: Sides, studies: Sequence[Studied]) -> Counted:
    these = study_verdicts(lambda _: node.these, studies)
    low, high = _count(these, distinct=False)
    least, most = _count(study_verdicts(lambda _: node.those, studies), distinct=False)
    if node.how == "no_more_than":
        is_met, is_not_met = high <= least, low > most
    elif node.how == "fewer_than":
        is_met, is_not_met = high < least, low >= most
    else:
        is_met, is_not_met = low > most, high <= least
    return Counted(node, MET if is_met else NOT_MET if is_not_met else CANNOT_TELL, least, low, high, these)


def _of_results(node: OfResults, study: Studied | None) -> Combined:
    """The result that came nearest speaks for any of them, the one that is furthest for all of them."""
    verdicts = [_quality(node.where, Situation(part)) for part in (study.parts if study else ())]
    if not verdicts:
        return Combined(1, CANNOT_TELL, (), 0, _RESULT_WORDS[node.which])
    furthest = min if node.which == "every_result" else max
    found = furthest(verdicts, key=_nearness)
    state = {MET: NOT_MET, NOT_MET: MET}.get(found.state, found.state) if node.which == "no_result" else found.state
    return Combined(1, state, (found,), int(state == MET), _RESULT_WORDS[node.which])


def _on_average(node: OnAverage, study: Studied | None) -> Combined:
    """Cannot be told while a result may or may not belong to those averaged."""
    parts = study.parts if study else ()
    states = [_quality(node.among, Situation(part)).state for part in parts]
    counted = [part for part, state in zip(parts, states, strict=True) if state == MET]
    if not counted and CANNOT_TELL not in states:
        return Combined(1, NOT_MET, (), 0, _AVERAGE)
    if CANNOT_TELL in states or study is None or study.average is None:
        return Combined(1, CANNOT_TELL, (), 0, _AVERAGE)
    found = combine(node.where, Situation(study.average(counted)))
    return Combined(1, found.state, (found,), int(found.state == MET), _AVERAGE)


def _sum_apart(sizes: dict[Samples, float]) -> float:
    """The sizes of studies that share no sample, the largest first: so many people there are for certain."""
    taken: Samples = frozenset()
    total = 0.0
    for samples, size in sorted(sizes.items(), key=lambda pair: (-pair[1], sorted(pair[0]))):
        if not samples & taken:
            taken, total = taken | samples, total + size
    return total


def _pooled(node: PooledEffect | WeightShare, situation: Situation) -> Judged:
    """The answer for the whole, as for every question about it; without one, what the studies say together."""
    voices = [_voice(node, study) for study in situation.studies]
    pool = pooled_effect(node, voices) if isinstance(node, PooledEffect) else share_of_weight(node, voices)
    told = situation.part.judged.get(node.criterion)
    if told is not None and told.state != CANNOT_TELL:
        return told._replace(pool=pool) if pool.state not in (told.state, CANNOT_TELL) else told
    return Judged(node.criterion, pool.state, pool.state, "pool", None, pool=pool)


def _voice(node: PooledEffect | WeightShare, study: Studied) -> Voice:
    """The study as one: its results that satisfy ``among``, on average."""
    as_one = speaks_for_study(node.among)
    tested = study.parts if not as_one else (study.whole,)
    states = [_quality(node.among, Situation(part, study=study)).state for part in tested]
    parts = study.parts if as_one else [part for part, state in zip(tested, states, strict=True) if state == MET]
    state = CANNOT_TELL if CANNOT_TELL in states else MET if MET in states else NOT_MET
    name, samples = study.id or "", samples_in(study.sample)
    if state != MET or (len(parts) > 1 and study.average is None):
        return Voice(name, samples, state, counts=CANNOT_TELL)
    one = parts[0] if len(parts) == 1 or study.average is None else study.average(parts)
    counts = MET
    if isinstance(node, WeightShare):
        (verdict,) = study_verdicts(lambda _: node.where, [replace(study, parts=tuple(parts))])
        counts = verdict.state
    return Voice(name, samples, state, *numbers(one.facts, one.design), counts)


_RESULT_WORDS = {
    "any_result": "At least one of its results",
    "every_result": "Each of its results",
    "no_result": "None of its results",
}
_AVERAGE = "Its results on average"


def _total(node: Total, studies: Sequence[Studied]) -> Counted:
    verdicts = study_verdicts(lambda _: node.where, studies)
    named: dict[Samples, float] = {}
    unnamed: list[float] = []
    is_open = False
    for study, verdict in zip(studies, verdicts, strict=True):
        values = [float(part.facts[node.fact]) for part in study.parts if node.fact in part.facts]
        if verdict.state == CANNOT_TELL or (verdict.state == MET and not values):
            is_open = True
        elif verdict.state == MET and (samples := samples_in(study.sample)):
            named[samples] = max(named.get(samples, 0.0), *values)
        elif verdict.state == MET:
            unnamed.append(max(values))
    certain = max([_sum_apart(named), *unnamed])  # an unnamed sample might be that of any other study
    could_be = float("inf") if is_open else sum(named.values()) + sum(unnamed)
    state = MET if certain >= node.amount - NEAR else CANNOT_TELL if could_be >= node.amount - NEAR else NOT_MET
    return Counted(node, state, node.amount, certain, could_be, verdicts)
