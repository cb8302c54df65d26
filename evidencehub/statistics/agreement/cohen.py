"""Agreement of two raters: Cohen's kappa, plain and weighted."""

import numpy as np

from evidencehub.statistics.agreement.coefficient import Coefficient, coefficient
from evidencehub.statistics.agreement.ratings import MISSING, Array, Ratings
from evidencehub.statistics.errors import CannotCompute


def table_of_two(them: Ratings) -> Array:
    """How often the first rater gave one answer (row) and the second another. :raises CannotCompute: not two raters."""
    if (raters := them.codes.shape[1]) != 2:
        raise CannotCompute(f"Cohen's kappa is for two raters, and there are {raters}")
    both = them.codes[(them.codes != MISSING).all(axis=1)]
    table = np.zeros((len(them.answers), len(them.answers)))
    np.add.at(table, (both[:, 0], both[:, 1]), 1)
    return table


def cohen(table: Array, disagreement: Array | None = None) -> Coefficient:
    """kappa = 1 - (observed disagreement) / (that of chance) over a square table of counts.

    :param disagreement: 0 on the diagonal, and how much each other pair of answers disagrees, in any unit; without it
        every other pair disagrees alike.
    Interval: the variance of large samples, normal.
    Sources: Cohen (1960), Educational and Psychological Measurement 20; Cohen (1968), Psychological Bulletin 70;
    Fleiss, Cohen and Everitt (1969), Psychological Bulletin 72.

    :raises CannotCompute: chance would not disagree either.
    """
    n = float(table.sum())
    apart = 1 - np.eye(len(table)) if disagreement is None else disagreement
    weights = 1 - apart / apart.max() if apart.max() > 0 else np.ones_like(apart)
    shares = table / n
    rows, columns = shares.sum(axis=1), shares.sum(axis=0)
    observed, chance = float((weights * shares).sum()), float(rows @ weights @ columns)
    if chance >= 1 - 1e-12:
        raise CannotCompute("both raters gave one answer throughout: agreement beyond chance cannot be told from it")
    value = (observed - chance) / (1 - chance)
    margins = (weights @ columns)[:, None] + (rows @ weights)[None, :]
    inner = float((shares * (weights * (1 - chance) - margins * (1 - observed)) ** 2).sum())
    outer = (observed * chance - 2 * chance + observed) ** 2
    return coefficient(value, (inner - outer) / (n * (1 - chance) ** 4) if n > 1 else None)
