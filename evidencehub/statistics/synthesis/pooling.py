"""Effects of several studies put together into one."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from evidencehub.statistics.distributions import (
    chi_squared_quantile,
    chi_squared_upper,
    normal_quantile,
    normal_two_sided,
    t_quantile,
    t_two_sided,
)
from evidencehub.statistics.synthesis.heterogeneity import ESTIMATORS, estimated, tau2_where_q_is
from evidencehub.statistics.synthesis.studies import Studies, weighted

EQUAL_EFFECTS = "ee"
METHODS = (EQUAL_EFFECTS, *ESTIMATORS)
ONE_STUDY = "one effect only: nothing can be said about how effects differ between studies"
NO_SPREAD = "all effects are the same number: Hartung and Knapp's method gives no margin of error"
NO_INTERVAL = "effects differ less than chance would have them, so that no tau2 fits: its interval is empty"
NOT_MEANT = "Hartung and Knapp's method is not meant for equal effects"


@dataclass(frozen=True)
class Synthesis:
    """Effects and interval ends in the unit of ``yi`` (a ratio as its log), tau2 in that unit squared, i2 in percent.

    None where a number cannot be given, and ``reason`` says why. There is no prediction interval for equal effects:
    they are assumed not to differ.
    """

    k: int
    method: str
    test: str  # "z", or "t" with k - 1 degrees of freedom (Hartung-Knapp)
    estimate: float
    se: float | None = None
    ci_low: float | None = None
    ci_high: float | None = None
    p: float | None = None
    pi_low: float | None = None
    pi_high: float | None = None
    tau2: float | None = None
    tau2_low: float | None = None
    tau2_high: float | None = None
    i2: float | None = None
    h2: float | None = None
    q: float | None = None
    q_p: float | None = None
    reason: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """The JSON of ``statistics synthesise``; ``reason`` only where there is one."""
        values = asdict(self)
        return values if self.reason else {name: value for name, value in values.items() if name != "reason"}


def synthesise(them: Studies, method: str = "reml", *, hksj: bool = False, level: float = 0.95) -> Synthesis:
    """The mean effect, how sure it is, and how much effects differ.

    estimate = sum w y / sum w with w = 1/(v + tau2), and tau2 by ``method`` (0 for "ee"). se² = 1 / sum w, with the
    normal distribution; with ``hksj`` that times sum w (y - estimate)² / (k - 1), and t with k - 1 degrees of freedom.
    Prediction interval: estimate ± the same quantile times sqrt(se² + tau2), as metafor 3.8.
    I² = 100 tau2 / (tau2 + s²) and H² = 1 + tau2 / s² with s² the typical sampling variance; for "ee" from Q.
    Sources: Viechtbauer (2010), J. Statistical Software 36(3); Hartung and Knapp (2001), Statistics in Medicine 20;
    Higgins and Thompson (2002), Statistics in Medicine 21.

    :param level: of the intervals, 0.95 for 95 %.
    """
    test = "t" if hksj else "z"
    if them.k == 1:
        return _one(them, method, level)
    tau2 = 0.0 if method == EQUAL_EFFECTS else estimated(them, method)
    fit = weighted(them, tau2)
    df = them.k - 1
    differ = method != EQUAL_EFFECTS
    variance = 1 / float(fit.weights.sum()) * (fit.q / df if hksj else 1)
    spread = heterogeneity(them, method, tau2, level)
    reasons = [
        NOT_MEANT if hksj and not differ else "",
        NO_INTERVAL if differ and spread["tau2_high"] is None else "",
        NO_SPREAD if variance <= 0 else "",
    ]
    reason = "; ".join(filter(None, reasons)) or None
    if variance <= 0:
        return Synthesis(them.k, method, test, fit.mean, **spread, reason=reason)
    se = float(np.sqrt(variance))
    crit = t_quantile((1 + level) / 2, df) if hksj else normal_quantile((1 + level) / 2)
    half = crit * float(np.sqrt(variance + tau2))
    return Synthesis(
        them.k,
        method,
        test,
        fit.mean,
        se,
        fit.mean - crit * se,
        fit.mean + crit * se,
        t_two_sided(fit.mean / se, df) if hksj else normal_two_sided(fit.mean / se),
        fit.mean - half if differ else None,
        fit.mean + half if differ else None,
        **spread,
        reason=reason,
    )


def _one(them: Studies, method: str, level: float) -> Synthesis:
    effect, se = float(them.yi[0]), float(np.sqrt(them.vi[0]))
    half = normal_quantile((1 + level) / 2) * se
    return Synthesis(1, method, "z", effect, se, effect - half, effect + half, normal_two_sided(effect / se),
                     reason=ONE_STUDY)  # fmt: skip


def heterogeneity(them: Studies, method: str, tau2: float, level: float) -> dict[str, float | None]:
    """How much effects differ: tau2 with its interval, I² (percent), H², and Cochran's Q with its p.

    The interval holds every tau2 that Q does not contradict (Q-profile). There is none where effects differ less than
    chance alone would have them, so that Q contradicts even 0.
    Source: Viechtbauer (2007), Statistics in Medicine 26.
    """
    fit, df = weighted(them), them.df
    sampling = df / fit.typical
    equal = method == EQUAL_EFFECTS
    least, most = chi_squared_quantile((1 - level) / 2, df), chi_squared_quantile((1 + level) / 2, df)
    has_interval = not equal and fit.q >= least
    return {
        "tau2": tau2,
        "tau2_low": tau2_where_q_is(them, most, 1e-10) if has_interval else None,
        "tau2_high": tau2_where_q_is(them, least, 1e-10) if has_interval else None,
        "i2": (max(0.0, 100 * (fit.q - df) / fit.q) if fit.q > 0 else 0.0) if equal else 100 * tau2 / (tau2 + sampling),
        "h2": fit.q / df if equal else 1 + tau2 / sampling,
        "q": fit.q,
        "q_p": chi_squared_upper(fit.q, df),
    }
