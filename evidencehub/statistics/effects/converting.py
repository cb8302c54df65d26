"""From one metric to another, where a formula is published; its assumption stands in the result.

Columns ``yi`` and ``vi`` in the metric of origin, a ratio as its log.
"""

from math import pi, sqrt

from evidencehub.statistics.cells import Row
from evidencehub.statistics.effects.effect import Effect, effect
from evidencehub.statistics.effects.standardised import Asked
from evidencehub.statistics.errors import CannotCompute

LOGISTIC = "assumes that the yes or no cuts a scale with a logistic distribution and the same SD in both groups"
SAME_SIZE = "assumes groups of the same size"


def odds_to_d(row: Row, _asked: Asked) -> Effect:
    """d = ln(OR) sqrt(3) / pi, variance times 3 / pi². Source: Hasselblad and Hedges (1995), Psych. Bulletin 117."""
    factor = sqrt(3) / pi
    return effect(row.number("yi") * factor, row.positive("vi") * factor**2, LOGISTIC)


def d_to_odds(row: Row, _asked: Asked) -> Effect:
    """ln(OR) = d pi / sqrt(3), variance times pi² / 3. Source: Hasselblad and Hedges (1995), Psych. Bulletin 117."""
    factor = pi / sqrt(3)
    return effect(row.number("yi") * factor, row.positive("vi") * factor**2, LOGISTIC)


def d_to_r(row: Row, _asked: Asked) -> Effect:
    """r = d / sqrt(d² + a), variance a² v / (d² + a)³, a = (n_t + n_c)² / (n_t n_c), 4 where sizes are not given.

    Source: Borenstein, Hedges, Higgins and Rothstein, Introduction to Meta-Analysis (2009), chapter 7.
    """
    d, v, a = row.number("yi"), row.positive("vi"), 4.0
    if known := row.given("n_t") and row.given("n_c"):
        n_t, n_c = row.size("n_t"), row.size("n_c")
        a = (n_t + n_c) ** 2 / (n_t * n_c)
    notes = ("assumes that the groups part a continuous scale", *(() if known else (SAME_SIZE,)))
    return effect(d / sqrt(d**2 + a), a**2 * v / (d**2 + a) ** 3, *notes)


def r_to_d(row: Row, _asked: Asked) -> Effect:
    """d = 2 r / sqrt(1 - r²), variance 4 v / (1 - r²)³. Source: Borenstein et al. (2009), chapter 7."""
    if abs(r := row.between("yi", -1, 1)) == 1:
        raise CannotCompute(f"yi is {r:g}: a correlation of {r:g} is no finite d")
    v = row.positive("vi")
    return effect(2 * r / sqrt(1 - r**2), 4 * v / (1 - r**2) ** 3, SAME_SIZE)
