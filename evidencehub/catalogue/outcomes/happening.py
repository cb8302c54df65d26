"""What people did, or what happened to them, for outcomes that are counted in people: "more re-offended"."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from evidencehub.projects.figures.kinds import RATIOS
from evidencehub.projects.frozen.shapes import FrozenResult
from evidencehub.projects.outcomes import path_of

_COUNTED = frozenset({"counts", "percentages"})


@cache
def happenings() -> Mapping[str, Mapping[str, str]]:
    """By "worse" or "better", what it means that it happens to more; then by the slug of an outcome: "re-offended"."""
    return tomllib.loads((Path(__file__).parent / "happenings.toml").read_text(encoding="utf-8"))


def happened(slug: str, higher_is: str | None) -> str:
    """ "re-offended", of measures that count those who did; "" of those that count the others: "dropped out"."""
    return happenings().get(higher_is or "", {}).get(slug, "")


def told(results: Sequence[FrozenResult], direction: str) -> str:
    """ "more re-offended" of results that count people, all of one outcome and one way of counting; else ""."""
    ways = {(path_of(each)[-1:], each.higher_is) for each in results}
    counted = all(each.gives in _COUNTED or each.effect_metric in RATIOS for each in results)
    if not counted or len(ways) != 1 or direction not in {"better", "worse"}:
        return ""
    ((slug,), higher_is) = ways.pop()
    words = happened(slug, higher_is)
    return f"{'more' if direction == higher_is else 'fewer'} {words}" if words else ""
