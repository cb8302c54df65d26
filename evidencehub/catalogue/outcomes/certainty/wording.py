"""The one sentence with words of certainty in it: made of a level that two people's judgement gave, or not at all."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from evidencehub.catalogue.outcomes.certainty.sizes import size_of
from evidencehub.catalogue.outcomes.gathering import Gathered
from evidencehub.catalogue.outcomes.pooling import Pooled
from evidencehub.catalogue.outcomes.wording import about_same, could_be_either, what_happened
from evidencehub.shared.words import capitalize_first


@cache
def sentences() -> Mapping[str, Mapping[str, str]]:
    """By level (id of a tier of the standard), then by size (``sizes.SIZES``)."""
    return tomllib.loads((Path(__file__).parent / "wording.toml").read_text(encoding="utf-8"))


def sentence(level: str, gathered: Gathered, pooled: Pooled) -> str:
    """ "Taking part probably makes a difference for the worse: more re-offended. …"

    :param level: id of a tier of ``standards/grade``.
    """
    words = sentences()[level][size_of(pooled.mean, gathered.worthwhile)]
    clause, same = what_happened(gathered, pooled.direction), about_same(gathered)
    return words.format(
        way=pooled.direction, clause=clause, Clause=capitalize_first(clause), same=same, Same=capitalize_first(same),
        either=could_be_either(gathered),
    )  # fmt: skip
