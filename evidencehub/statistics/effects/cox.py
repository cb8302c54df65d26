"""A difference between two shares told in standard deviations, as the What Works Clearinghouse tells it.

Cox's index: the log odds ratio / 1.65, which is near the standardised difference of a trait that was cut in two.
Source: Sanchez-Meca, Marin-Martinez and Chacon-Moscoso (2003), Psychological Methods 8 (general knowledge); that
the clearinghouse's own p follow from it was found on its archive: docs/decisions.
"""

from math import log, sqrt

DIVISOR = 1.65


def cox_index(share_t: float, share_c: float) -> float:
    """Of shares between 0 and 1, both excluded; above 0 where the first is larger."""
    return (log(share_t / (1 - share_t)) - log(share_c / (1 - share_c))) / DIVISOR


def se_of_cox_index(share_t: float, n_t: float, share_c: float, n_c: float) -> float:
    """Its standard error for groups of ``n_t`` and ``n_c`` people."""
    groups = ((share_t, n_t), (share_c, n_c))
    return sqrt(sum(1 / (n * share) + 1 / (n * (1 - share)) for share, n in groups)) / DIVISOR
