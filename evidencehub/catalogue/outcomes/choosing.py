"""Which results speak for a study: primary ones first, then the longest time up to a year, then adjusted ones.

The choice looks at how a result was had and never at what came out.
"""

import re
from collections.abc import Callable, Sequence

from evidencehub.catalogue.outcomes import reasons
from evidencehub.projects.frozen.shapes import FrozenResult

LONGEST_MONTHS = 12
_MONTHS = {
    "day": 12 / 365,
    "week": 12 / 52,
    "month": 1.0,
    "semester": 5.0,
    "year": 12.0,
}  # a school year has two halves
_PERIOD = re.compile(r"(\d+(?:\.\d+)?) (day|week|month|semester|year)s?", re.IGNORECASE)


def months(result: FrozenResult) -> float:
    """How long after the project people were measured; 0 where nobody said.

    Of evidence from elsewhere the period as its source gives it, which may also count from the start.
    """
    if result.followup_months is not None:
        return result.followup_months
    period = _PERIOD.fullmatch(result.timepoint.strip()) if result.source_values else None
    return float(period[1]) * _MONTHS[period[2].casefold()] if period else 0.0


def chosen(results: Sequence[FrozenResult]) -> tuple[list[FrozenResult], list[tuple[FrozenResult, str]]]:
    """The results of one study that speak for it, and the others with the reason."""
    kept, left = list(results), list[tuple[FrozenResult, str]]()

    def keep(wanted: Callable[[FrozenResult], bool], reason: str) -> None:
        nonlocal kept
        if any(wanted(each) for each in kept):
            left.extend((each, reason) for each in kept if not wanted(each))
            kept = [each for each in kept if wanted(each)]

    keep(lambda each: each.is_primary is True, reasons.NOT_PRIMARY)
    if kept:
        times = {months(each) for each in kept}
        within = [time for time in times if time <= LONGEST_MONTHS]
        best = max(within) if within else min(times)  # where all are later, the first of them
        keep(lambda each: months(each) == best, reasons.OTHER_TIME)
    keep(lambda each: each.is_adjusted is True, reasons.NOT_ADJUSTED)
    return kept, left
