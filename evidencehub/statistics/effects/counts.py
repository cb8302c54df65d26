"""How many had the event in each group: odds ratio and risk ratio (as logs), risk difference, incidence rate ratio.

With a of n_t and c of n_c people, b = n_t - a, d = n_c - c:
or: ln(ad / bc), variance 1/a + 1/b + 1/c + 1/d; rr: ln((a/n_t) / (c/n_c)), variance 1/a - 1/n_t + 1/c - 1/n_c;
rd: a/n_t - c/n_c, variance ab/n_t³ + cd/n_c³; irr, for time at risk: ln((a/time_t) / (c/time_c)), variance 1/a + 1/c.
A table that holds a 0 gets 0.5 more in each cell, and no other table does, as metafor's ``escalc`` has it.
Source: Cooper, Hedges and Valentine, Handbook of Research Synthesis (2009), chapter 13.
"""

from math import log

from evidencehub.statistics.cells import Row
from evidencehub.statistics.effects.effect import Effect, effect
from evidencehub.statistics.effects.standardised import Asked
from evidencehub.statistics.errors import CannotCompute

ADDED = 0.5
CORRECTED = "zero cell: 0.5 added to each cell of this table"
NOBODY = "nobody in either group had the event, so that the table says next to nothing of the ratio"
EVERYBODY = "everybody in both groups had the event, so that the table says next to nothing of the ratio"


def from_counts(row: Row, asked: Asked) -> Effect:
    """Events and sizes of both groups."""
    a, c = row.count("event_t"), row.count("event_c")
    n_t, n_c = row.size("n_t", 1), row.size("n_c", 1)
    return two_by_two(a, n_t, c, n_c, asked)


def from_percentages(row: Row, asked: Asked) -> Effect:
    """Percentages (88.2 for 88.2 %) and sizes; the events are not rounded to whole people."""
    n_t, n_c = row.size("n_t", 1), row.size("n_c", 1)
    a, c = (row.between(f"percent_{arm}", 0, 100) / 100 * n for arm, n in (("t", n_t), ("c", n_c)))
    return two_by_two(a, n_t, c, n_c, asked).noted("events worked out from percentages")


def two_by_two(a: float, n_t: float, c: float, n_c: float, asked: Asked) -> Effect:
    for events, n, arm in ((a, n_t, "t"), (c, n_c, "c")):
        if events > n:
            raise CannotCompute(f"event_{arm} is {events:g}, and there are {n:g} people in n_{arm}")
    b, d = n_t - a, n_c - c
    notes = []
    if min(a, b, c, d) == 0:
        notes.append(CORRECTED)
        if asked.measure != "rd" and (a == c == 0 or b == d == 0):
            notes.append(NOBODY if a == 0 else EVERYBODY)
        a, b, c, d = a + ADDED, b + ADDED, c + ADDED, d + ADDED
        n_t, n_c = a + b, c + d
    if asked.measure == "or":
        return effect(log(a) + log(d) - log(b) - log(c), 1 / a + 1 / b + 1 / c + 1 / d, *notes)
    if asked.measure == "rr":
        return effect(log(a / n_t) - log(c / n_c), 1 / a - 1 / n_t + 1 / c - 1 / n_c, *notes)
    return effect(a / n_t - c / n_c, a * b / n_t**3 + c * d / n_c**3, *notes)


def from_rates(row: Row, _asked: Asked) -> Effect:
    """Events and time at risk (in any one unit) of both groups, as the log of the incidence rate ratio."""
    a, c = row.count("event_t"), row.count("event_c")
    time_t, time_c = row.positive("time_t"), row.positive("time_c")
    notes = []
    if min(a, c) == 0:
        notes = ["zero events: 0.5 added to the events of both groups", *([NOBODY] if a == c else [])]
        a, c = a + ADDED, c + ADDED
    return effect(log(a / time_t) - log(c / time_c), 1 / a + 1 / c, *notes)
