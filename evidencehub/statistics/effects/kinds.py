"""What a report may give, and the effect that follows: one kind a row, by the name that ``--kind`` takes."""

from collections.abc import Callable
from dataclasses import dataclass

from evidencehub.statistics.cells import Row
from evidencehub.statistics.effects import converting, counts, over_time, reported, standardised, tests_of_difference
from evidencehub.statistics.effects.effect import Effect, effect
from evidencehub.statistics.effects.standardised import Asked
from evidencehub.statistics.errors import CannotCompute


@dataclass(frozen=True)
class Kind:
    """``columns`` are needed, ``optional`` ones are read where they are; the first measure is the usual one."""

    about: str
    columns: tuple[str, ...]
    measures: tuple[str, ...]
    compute: Callable[[Row, Asked], Effect]
    optional: tuple[str, ...] = ()


def _columns(text: str) -> tuple[str, ...]:
    return tuple(text.split())


SMD, RAW = ("g", "d"), ("g", "d", "md")
EVENTS = ("or", "rr", "rd")
CLUSTERS = ("icc", "cluster_size")  # of every kind that compares two groups

KINDS: dict[str, Kind] = {
    "means": Kind("means and standard deviations", _columns("mean_t sd_t n_t mean_c sd_c n_c"), RAW,
                  standardised.from_means, CLUSTERS),
    "means-se": Kind("means and standard errors", _columns("mean_t se_t n_t mean_c se_c n_c"), RAW,
                     standardised.from_standard_errors, CLUSTERS),
    "means-ci": Kind("means and 95 % intervals",
                     _columns("mean_t ci_low_t ci_high_t n_t mean_c ci_low_c ci_high_c n_c"), RAW,
                     standardised.from_intervals, CLUSTERS),
    "t": Kind("t of two groups", _columns("t n_t n_c"), SMD, tests_of_difference.from_t, CLUSTERS),
    "f": Kind("F of two groups", _columns("f n_t n_c sign"), SMD, tests_of_difference.from_f, CLUSTERS),
    "p": Kind("p of two groups", _columns("p n_t n_c"), SMD, tests_of_difference.from_p, ("sign", *CLUSTERS)),
    "counts": Kind("how many had the event", _columns("event_t n_t event_c n_c"), EVENTS, counts.from_counts, CLUSTERS),
    "percentages": Kind("percentages with the event", _columns("percent_t n_t percent_c n_c"), EVENTS,
                        counts.from_percentages, CLUSTERS),
    "rates": Kind("events and time at risk", _columns("event_t time_t event_c time_c"), ("irr",), counts.from_rates,
                  CLUSTERS),
    "correlation": Kind("a correlation", _columns("r n"), ("z", "r"), reported.from_correlation),
    "ratio": Kind("a ratio with its interval", _columns("ratio ci_low ci_high"), ("or", "rr", "hr", "irr"),
                  reported.from_ratio, ("level", *CLUSTERS)),
    "difference": Kind("a difference with its interval", _columns("difference ci_low ci_high"), ("md", "rd"),
                       reported.from_difference, ("level", *CLUSTERS)),
    "regression": Kind("a coefficient of the group", _columns("b se"), ("g", "d", "md"), reported.from_coefficient,
                       ("sd", "n_t", "n_c", *CLUSTERS)),
    "pre-post": Kind("one group before and after", _columns("mean_pre sd_pre mean_post n"), RAW, over_time.from_change,
                     ("sd_post", "r")),
    "gains": Kind("gains of two groups", _columns("gain_t sd_gain_t n_t gain_c sd_gain_c n_c"), RAW,
                  over_time.from_gains, ("r", *CLUSTERS)),
    "or-to-d": Kind("a log odds ratio, to be a d", _columns("yi vi"), ("d",), converting.odds_to_d),
    "d-to-or": Kind("a d, to be a log odds ratio", _columns("yi vi"), ("or",), converting.d_to_odds),
    "d-to-r": Kind("a d, to be a correlation", _columns("yi vi"), ("r",), converting.d_to_r, ("n_t", "n_c")),
    "r-to-d": Kind("a correlation, to be a d", _columns("yi vi"), ("d",), converting.r_to_d),
}  # fmt: skip


def effect_size(kind: Kind, row: Row, asked: Asked) -> Effect:
    """The effect of one row; where it cannot be computed, an Effect without one that says why."""
    try:
        found = kind.compute(row, asked)
        return clustered(found, row) if "icc" in kind.optional else found
    except CannotCompute as error:
        return Effect(None, None, (), str(error))
    except OverflowError:
        return Effect(None, None, (), "the numbers are too large to compute with")


def clustered(found: Effect, row: Row) -> Effect:
    """For a result that took no account of clusters: its variance times 1 + (cluster_size - 1) icc.

    ``icc`` is the share of variance between clusters, ``cluster_size`` the mean number of people in one.
    Source: Cochrane Handbook 23.1.4.
    """
    if not any(row.given(column) for column in CLUSTERS):
        return found
    icc, size = row.between("icc", 0, 1), row.size("cluster_size", 1)
    if found.yi is None or found.vi is None:
        return found
    times = inflation(icc, size)
    note = f"clusters: variance times {times:.4g} (ICC {icc:g}, {size:g} people a cluster)"
    return effect(found.yi, found.vi * times, *found.notes, note)


def inflation(icc: float, size: float) -> float:
    """By how much people being alike within clusters of ``size`` makes a variance larger."""
    return 1 + (size - 1) * icc
