"""What changed from the version of a synthesis that was judged to a later one, and whether a judgement outlives it."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from evidencehub.catalogue.outcomes.certainty.sizes import LITTLE, size_of
from evidencehub.catalogue.outcomes.gathering import Gathered
from evidencehub.catalogue.outcomes.models import SynthesisVersion
from evidencehub.catalogue.outcomes.pooling import Pooled
from evidencehub.catalogue.outcomes.versions import gathered_of, pooled_of

_PEOPLE = 0.1  # the share by which the number of people may change; the file of changes says so in words
_CLOSE = 1e-6  # figures nearer than this are the same


@dataclass(frozen=True)
class Change:
    kind: str  # of changes.toml
    words: str
    counts: bool  # the judgement has to be made anew


@cache
def known() -> Mapping[str, Change]:
    told = tomllib.loads((Path(__file__).parent / "changes.toml").read_text(encoding="utf-8"))
    return {kind: Change(kind, each["words"], each["counts"]) for kind, each in told.items()}


def changes(judged: SynthesisVersion, later: SynthesisVersion) -> tuple[Change, ...]:
    """In the order of the file. Both have to put studies together, else everything that counts has changed."""
    pair = (pooled_of(judged), pooled_of(later))
    if pair[0] is None or pair[1] is None:
        return tuple(each for each in known().values() if each.counts)
    found = set(_between(gathered_of(judged), pair[0], gathered_of(later), pair[1]))
    if judged.method != later.method:
        found.add("method")
    return tuple(each for kind, each in known().items() if kind in found)


def _between(gathered: Gathered, pooled: Pooled, later: Gathered, then: Pooled) -> Iterator[str]:
    before, after = ({each.evaluation: each for each in of.entered} for of in (gathered, later))
    if before.keys() != after.keys():
        yield "studies"
    elif any(abs(before[key].effect - after[key].effect) > _CLOSE or abs(before[key].se - after[key].se) > _CLOSE
             for key in before):  # fmt: skip
        yield "figures"
    size, size_then = size_of(pooled.mean, gathered.worthwhile), size_of(then.mean, later.worthwhile)
    if _way(pooled, size) != _way(then, size_then):
        yield "direction"
    if size != size_then:
        yield "size"
    if gathered.scale != later.scale:
        yield "scale"
    if alike(pooled) != alike(then):
        yield "alike"
    if abs((pooled.people or 0) - (then.people or 0)) > _PEOPLE * (pooled.people or 0):
        yield "people"
    if (pooled.small_studies_p is None) != (then.small_studies_p is None):
        yield "shape"
    if {each.result for each in gathered.left_out} != {each.result for each in later.left_out}:
        yield "left-out"


def _way(pooled: Pooled, size: str) -> str:
    """Too small to matter is no way at all, also in versions that were kept before syntheses said so."""
    return LITTLE if size == LITTLE else pooled.direction


def alike(pooled: Pooled) -> str:
    """How far studies differ, in the steps by which it is told (``wording.how_alike``)."""
    share = round(pooled.i2)
    return "no" if share == 0 else "little" if pooled.i2 < 40 else "more" if pooled.i2 < 75 else "much"
