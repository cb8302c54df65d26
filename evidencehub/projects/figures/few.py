"""The margin of a difference between percentages where few people stand behind one of them."""

from collections.abc import Mapping
from math import sqrt
from typing import Any

FEW = 10  # people with the outcome, or without it, in one group; below it the usual margin is too narrow


def of_few(cells: Mapping[str, Any]) -> tuple[float, float] | None:
    """Middle and standard error of the margin, in percentage points; None where no group has few, or sizes are missing.

    Agresti and Caffo's: one person more with the outcome and one without it in each group, p = (x + 1) / (n + 2), the
    middle p_t - p_c, se² the sum of p (1 - p) / (n + 2). It is for the margin only: the difference stays as counted.
    Source: Agresti and Caffo (2000), The American Statistician 54.

    :param cells: ``n_t``, ``n_c``, and ``event_t``, ``event_c`` or ``percent_t``, ``percent_c`` of two groups.
    """
    shares, smallest = [], float("inf")
    for arm in "tc":
        n, events, percent = (cells.get(f"{name}_{arm}") for name in ("n", "event", "percent"))
        if not n or (events is None and percent is None):
            return None
        with_it = float(events) if events is not None else float(percent or 0) / 100 * float(n)
        smallest = min(smallest, with_it, float(n) - with_it)
        shares.append(((with_it + 1) / (float(n) + 2), float(n) + 2))
    if not 0 <= smallest < FEW:
        return None
    (treated, _), (other, _) = shares
    return 100 * (treated - other), 100 * sqrt(sum(share * (1 - share) / size for share, size in shares))
