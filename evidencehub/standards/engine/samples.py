"""Which people a study is about: names of samples, and how many studies share none of them."""

from collections.abc import Collection

Samples = frozenset[str]

_TRIED = 16  # sets of several samples that are tried with and without each; beyond that the smallest go first


def samples_in(text: str | None) -> Samples:
    """The names in "Cohort 1; cohort  2", whatever their case and spaces; none where nobody named one."""
    return frozenset(name for part in (text or "").split(";") if (name := " ".join(part.casefold().split())))


def most_apart(sets: Collection[Samples]) -> int:
    """How many of these sets can be chosen so that no two of them share a sample.

    A set of one sample is as good a choice as any other that holds it, so those come first; the others are tried.
    """
    alone = {found for found in sets if len(found) == 1}
    taken = frozenset().union(*alone)
    others = sorted(
        {found for found in sets if len(found) > 1 and not found & taken}, key=lambda s: (len(s), sorted(s))
    )
    return len(alone) + (_tried(others) if len(others) <= _TRIED else _smallest_first(others))


def _tried(others: list[Samples]) -> int:
    if not others:
        return 0
    first, *rest = others
    with_first = 1 + _tried([found for found in rest if not found & first])
    return max(with_first, _tried(rest)) if any(found & first for found in rest) else with_first


def _smallest_first(others: list[Samples]) -> int:
    taken: Samples = frozenset()
    count = 0
    for found in others:
        if not found & taken:
            taken, count = taken | found, count + 1
    return count
