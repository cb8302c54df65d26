"""One result as an effect with its standard error, turned so that more is better. Pure functions of what is public."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite, sqrt

from evidencehub.catalogue.outcomes import reasons
from evidencehub.catalogue.outcomes.clusters import p_agrees, widening
from evidencehub.projects.figures.kinds import RATIOS, SPREAD
from evidencehub.projects.frozen.shapes import FrozenEvaluation, FrozenResult
from evidencehub.projects.reported import reading_of
from evidencehub.statistics.cells import Row
from evidencehub.statistics.effects.cox import cox_index, se_of_cox_index
from evidencehub.statistics.effects.effect import Effect
from evidencehub.statistics.effects.kinds import KINDS, effect_size
from evidencehub.statistics.effects.standardised import Asked, correction
from evidencehub.statistics.synthesis.equal_effects import se_of_groups, se_of_interval

ODDS = "or"  # scale: the natural log of an odds ratio
_OWN = "Effect_Size_WWC"  # the column of the effect that the clearinghouse worked out itself, always on one scale
_SIGN = {"better": 1, "worse": -1}
_NEAR, _NEARLY = 0.02, 0.15  # how far an effect, which may be adjusted, may lie from that of the shares: or by a share


@dataclass(frozen=True, slots=True)
class Estimate:
    """``effect`` on ``scale``, above 0 where those who took part were better off; a ratio as its natural log."""

    scale: str  # g | or | rr | hr | irr, or a unit and measure that nothing else can be put beside
    effect: float
    se: float
    note: str = ""


class NotUsable(Exception):
    """A result that cannot enter; its first argument is the reason, of :mod:`.reasons`."""


def sign_of(result: FrozenResult) -> int:
    """1 where a higher effect is better, -1 where it is worse; for evidence that says who had more, that decides.

    :raises NotUsable: nobody knows which way is better, or the figures conflict.
    """
    if result.flag:
        raise NotUsable(reasons.CONFLICT)
    if (read := reading_of(result.source_values)) is None:
        if result.higher_is not in _SIGN:
            raise NotUsable(reasons.DIRECTION)
        return _SIGN[result.higher_is]
    if read.decided == "no-effect":
        raise NotUsable(reasons.NO_EFFECT)
    if read.decided == "zero" and read.better in {"lower", "higher"}:
        return 1
    if read.higher not in {"t", "c"} or read.better not in {"lower", "higher"}:
        raise NotUsable(reasons.DIRECTION)
    # The source may have turned its effect or not: who had more, and which way is better, tell what it means.
    better = (read.higher == "t") == (read.better == "higher")
    return (1 if better else -1) * (1 if (result.effect or 0) >= 0 else -1)


def estimate(result: FrozenResult, study: FrozenEvaluation) -> Estimate:
    """:raises NotUsable: no effect or no standard error that may be weighed follows from what is given."""
    sign, wide = sign_of(result), widening(result, study)
    if not any(_has_figures(result)):
        raise NotUsable(reasons.NO_EFFECT)
    if reading_of(result.source_values) and result.source_values.get("effect_from") != _OWN:
        raise NotUsable(reasons.UNKNOWN_SCALE)
    if wide.reason:
        raise NotUsable(wide.reason)
    scale, effect, se = _on_a_scale(result, as_given=wide.as_given)
    if se is None or not isfinite(effect) or not 0 < se * wide.factor < 1e6:
        raise NotUsable(reasons.NO_MARGIN)
    if wide.if_p_agrees and not p_agrees(effect, se, result.p_value):
        raise NotUsable(reasons.CLUSTERS)
    return Estimate(scale, sign * effect, se * wide.factor, wide.note)


def _has_figures(result: FrozenResult) -> Iterator[bool]:
    yield result.effect is not None
    yield result.events_t is not None and result.events_c is not None


def _on_a_scale(result: FrozenResult, *, as_given: bool) -> tuple[str, float, float | None]:
    """Scale, effect and standard error, before turning. Events and averages go to the scale that others share.

    :param as_given: only the report's own margin is good enough, so that odds and spreads are not worked out anew.
    """
    metric = result.effect_metric
    if metric in RATIOS:
        return metric, result.effect or 0.0, _given_se(result)
    if metric == SPREAD:
        effect, given = result.effect or 0.0, _given_se(result)
        return SPREAD, effect, given if as_given else given or _se_by_size(effect, result)
    if not as_given and (odds := _odds(result)) is not None:
        return odds
    if (spread := _spread(result, as_given=as_given)) is not None:
        return spread
    own = "pp" if metric == "pp" else f"{result.unit.strip().casefold()}: {result.measure_name.strip().casefold()}"
    return own, result.effect or 0.0, _given_se(result)


def _given_se(result: FrozenResult) -> float | None:
    if result.se:
        return result.se
    if result.ci_low is not None and result.ci_high is not None and result.ci_high > result.ci_low:
        return se_of_interval(result.ci_low, result.ci_high)
    return None


def _se_by_size(g: float, result: FrozenResult) -> float | None:
    """From the numbers of people. Of evidence from elsewhere it has to be plain whether the effect is one of shares.

    Where its source gives spreads, or averages that are no shares, it is not; where it gives two shares that make this
    effect, it is, and is less sure than one of averages. Where neither can be told there is no standard error.
    """
    n_t, n_c = result.n_t, result.n_c
    if not n_t or not n_c:
        return None
    if reading_of(result.source_values) is None or (result.sd_t and result.sd_c):
        return se_of_groups(g, n_t, n_c)
    if result.mean_t is None or result.mean_c is None:
        return None
    for whole in (1, 100):
        t, c = result.mean_t / whole, result.mean_c / whole
        if 0 < t < 1 and 0 < c < 1 and abs(abs(cox_index(t, c)) - abs(g)) <= max(_NEAR, _NEARLY * abs(g)):
            return se_of_cox_index(t, n_t, c, n_c)
    is_no_share = max(result.mean_t, result.mean_c) > 100 or min(result.mean_t, result.mean_c) < 0
    return se_of_groups(g, n_t, n_c) if is_no_share else None


def _odds(result: FrozenResult) -> tuple[str, float, float] | None:
    """From the people with the outcome in both groups, unless the report gives a difference of its own beside them."""
    if result.effect is not None and result.gives in {"counts", "percentages"} and "effect" not in result.worked_out:
        return None
    if result.events_t is not None:
        cells = {"event_t": result.events_t, "n_t": result.n_t, "event_c": result.events_c, "n_c": result.n_c}
        return _worked_out(ODDS, "counts", cells)
    if result.gives == "percentages":
        cells = {"percent_t": result.mean_t, "n_t": result.n_t, "percent_c": result.mean_c, "n_c": result.n_c}
        return _worked_out(ODDS, "percentages", cells)
    return None


def _spread(result: FrozenResult, *, as_given: bool) -> tuple[str, float, float] | None:
    """In standard deviations: of the averages, or the report's own difference by the spread of both groups."""
    names = ("mean_t", "sd_t", "n_t", "mean_c", "sd_c", "n_c")
    cells = {name: getattr(result, name) for name in names}
    if result.effect_metric != "md" or any(cells[name] is None for name in names if not name.startswith("mean")):
        return None
    if "effect" in result.worked_out and not as_given:
        return _worked_out(SPREAD, "means", cells)
    n_t, n_c = float(result.n_t or 0), float(result.n_c or 0)
    pooled = sqrt(((n_t - 1) * (result.sd_t or 0) ** 2 + (n_c - 1) * (result.sd_c or 0) ** 2) / max(n_t + n_c - 2, 1))
    if not pooled or n_t + n_c < 4:
        return None
    by = correction(n_t + n_c - 2) / pooled
    g, se = (result.effect or 0.0) * by, _given_se(result)
    if se is None and as_given:
        return None
    return SPREAD, g, se * by if se else se_of_groups(g, n_t, n_c)


def _worked_out(scale: str, kind: str, cells: dict[str, float | None]) -> tuple[str, float, float] | None:
    typed = {name: repr(value) for name, value in cells.items() if value is not None}
    found: Effect = effect_size(KINDS[kind], Row(typed), Asked(scale))
    return None if found.yi is None or not found.vi else (scale, found.yi, sqrt(found.vi))
