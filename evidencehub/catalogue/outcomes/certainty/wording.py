"""The one sentence with words of certainty in it: made of a level that two people's judgement gave, or not at all."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from evidencehub.catalogue.outcomes.certainty.sizes import size_of
from evidencehub.catalogue.outcomes.gathering import Gathered
from evidencehub.catalogue.outcomes.pooling import Pooled
from evidencehub.catalogue.outcomes.wording import about_same, could_be_either, outcome_label, what_people_did


@cache
def sentences() -> Mapping[str, Mapping[str, str]]:
    """By level (id of a tier of the standard), then by size (``sizes.SIZES``)."""
    return tomllib.loads((Path(__file__).parent / "wording.toml").read_text(encoding="utf-8"))


def sentence(level: str, gathered: Gathered, pooled: Pooled) -> str:
    """ "Taking part probably makes a difference for the worse: more re-offended. …"

    :param level: id of a tier of ``standards/grade``.
    """
    words = sentences()[level][size_of(pooled.mean, gathered.worthwhile)]
    way, same = pooled.direction, about_same(gathered)
    did = what_people_did(gathered, way)
    return words.format(
        way=way, same=same, either=could_be_either(gathered),
        where="" if did else f" in “{outcome_label(gathered.unit.outcome)}”", said=f": {did}" if did else "",
        went=f"{did}, which is {way}" if did else f"it came out {way}",
    )  # fmt: skip
