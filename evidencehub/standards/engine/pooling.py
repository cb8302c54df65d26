"""The results of several studies put together, and how much of the weight some of them carry.

A study speaks once, by the size of its difference turned the way it points and by how exact that is. What a study lacks
is never guessed: as long as one that belongs to those pooled lacks a number, the result cannot be told.
"""

from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import NamedTuple

from evidencehub.standards.engine.averaging import turned
from evidencehub.standards.engine.exactness import EXACTNESS, standard_error
from evidencehub.standards.engine.samples import Samples
from evidencehub.standards.engine.testing import Facts
from evidencehub.standards.engine.verdicts import CANNOT_TELL, MET, NOT_MET, Pool
from evidencehub.standards.model.nodes import PooledEffect, WeightShare
from evidencehub.standards.model.rule_parts import NEAR
from evidencehub.statistics.synthesis.equal_effects import average, weight


class Voice(NamedTuple):
    """A study as one: whether it is pooled, what it found, and whether its weight is one that is looked for."""

    study: str
    samples: Samples
    state: str
    effect: float | None = None
    se: float | None = None
    missing: tuple[str, ...] = ()
    counts: str = NOT_MET

    @property
    def weight(self) -> float | None:
        return None if self.se is None else weight(self.se)


def numbers(facts: Facts, design: str | None) -> tuple[float | None, float | None, tuple[str, ...]]:
    """The effect, its standard error, and the names of the facts that are missing for either."""
    effect, se = turned(facts), standard_error(facts, design)
    missing = [name for name in ("effect_size", "effect_direction") if effect is None and name not in facts]
    return effect, se, (*missing, *([EXACTNESS] if se is None else []))


def pooled_effect(node: PooledEffect, voices: Sequence[Voice]) -> Pool:
    """Whether the average is clearly on the side that is asked for."""
    taken = [voice for voice in voices if voice.state != NOT_MET]
    if not taken:
        return Pool(NOT_MET, 0)
    if open_ := _open(taken):
        return open_
    effects = [voice.effect for voice in taken if voice.effect is not None]
    found = average(effects, [voice.se for voice in taken if voice.se is not None])
    is_on_side = found.estimate > 0 if node.side == "positive" else found.estimate < 0
    state = MET if is_on_side and found.p < node.p_below - NEAR else NOT_MET
    return Pool(state, found.k, (found.estimate, found.ci_low, found.ci_high, found.p))


def share_of_weight(node: WeightShare, voices: Sequence[Voice]) -> Pool:
    """Whether the studies that are looked for carry more than this share of the weight, whatever is still missing."""
    taken = [voice for voice in voices if voice.state != NOT_MET]
    if not taken:
        return Pool(NOT_MET, 0)
    if shared := _shared(taken):
        return Pool(CANNOT_TELL, len(taken), shared=shared)
    least, most = _least_share(taken), _most_share(taken)
    state = MET if least > node.above + NEAR else NOT_MET if most <= node.above + NEAR else CANNOT_TELL
    known = Pool(state, len(taken), share=(least, most))
    return known if state != CANNOT_TELL else _open(taken, exactness_only=True) or known


def _least_share(taken: Iterable[Voice]) -> float:
    """When whatever may count against it does, and what may not be pooled is not."""
    ours = [v.weight for v in taken if v.state == MET and v.counts == MET]
    theirs = [v.weight for v in taken if v.counts != MET]
    if not ours or None in theirs:
        return 0.0
    if not theirs:
        return 1.0
    return _share(_known(ours), _known(theirs))


def _most_share(taken: Iterable[Voice]) -> float:
    ours = [v.weight for v in taken if v.counts != NOT_MET]
    theirs = [v.weight for v in taken if v.state == MET and v.counts == NOT_MET]
    if not ours:
        return 0.0
    return 1.0 if None in ours or not theirs else _share(_known(ours), _known(theirs))


def _known(weights: Iterable[float | None]) -> float:
    """What is there for certain: a weight that is not known could be next to nothing."""
    return sum(each for each in weights if each is not None)


def _share(ours: float, theirs: float) -> float:
    return ours / (ours + theirs) if ours + theirs else 1.0


def _open(taken: Sequence[Voice], *, exactness_only: bool = False) -> Pool | None:
    """What has to be known before studies can be pooled; None when nothing is missing."""
    shared = _shared(taken)
    missing = tuple(
        (voice.study, wanted)
        for voice in taken
        if (wanted := tuple(name for name in voice.missing if name == EXACTNESS or not exactness_only))
    )
    unsure = tuple(voice.study for voice in taken if CANNOT_TELL in (voice.state, voice.counts))
    if not (missing or unsure or shared):
        return None
    return Pool(CANNOT_TELL, len(taken), missing=missing, unsure=unsure, shared=shared)


def _shared(taken: Sequence[Voice]) -> tuple[str, ...]:
    """Studies of the same people: pooled apart, those would be counted twice."""
    pairs = (pair for pair in combinations(taken, 2) if pair[0].samples & pair[1].samples)
    return tuple(dict.fromkeys(voice.study for pair in pairs for voice in pair))
