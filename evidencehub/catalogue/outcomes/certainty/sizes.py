"""How large a difference is, by its interval and the smallest difference worth having: one of four, never a number."""

from evidencehub.catalogue.outcomes.pooling import Interval

IMPORTANT, SOME, LITTLE, UNCLEAR = "important", "some", "little", "unclear"
SIZES = (IMPORTANT, SOME, LITTLE, UNCLEAR)


def size_of(mean: Interval, worthwhile: float | None) -> str:
    """:param worthwhile: above 0, on the scale of the effects; None where none is on file.

    "little" needs the whole interval inside it, "important" the whole interval beyond it on one side. Where the
    direction is clear and neither holds, as always without one on file, it is "some".
    """
    if mean.lies_within(worthwhile):
        return LITTLE
    if mean.direction == "unclear":
        return UNCLEAR
    nearest = min(abs(mean.low), abs(mean.high))
    return IMPORTANT if worthwhile is not None and nearest >= worthwhile else SOME
