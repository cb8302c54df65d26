"""Every coefficient that applies to a table of ratings."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from evidencehub.statistics.agreement.coefficient import Coefficient, or_reason
from evidencehub.statistics.agreement.cohen import cohen, table_of_two
from evidencehub.statistics.agreement.krippendorff import krippendorff
from evidencehub.statistics.agreement.many_raters import fleiss, gwet, percent
from evidencehub.statistics.agreement.ratings import NOMINAL, Ratings, agreement_weights, distances


def agreement(them: Ratings) -> dict[str, Coefficient]:
    """By name: percent (0 to 100), cohen_kappa, fleiss_kappa, gwet_ac1, krippendorff_alpha; where answers have an order
    also cohen_kappa_linear, cohen_kappa_quadratic and gwet_ac2.

    The weighted kappas go by the distance of answers: of their places on an ordinal scale, of their values above it.
    """
    found = {
        "percent": or_reason(lambda: percent(them)),
        "cohen_kappa": or_reason(lambda: cohen(table_of_two(them))),
        "fleiss_kappa": or_reason(lambda: fleiss(them)),
        "gwet_ac1": or_reason(lambda: gwet(them, np.eye(len(them.answers)))),
    }
    if them.level != NOMINAL:
        places = np.arange(len(them.answers), dtype=float) if them.level == "ordinal" else them.values
        found |= {
            "cohen_kappa_linear": or_reason(lambda: cohen(table_of_two(them), distances(places, 1))),
            "cohen_kappa_quadratic": or_reason(lambda: cohen(table_of_two(them), distances(places, 2))),
            "gwet_ac2": or_reason(lambda: gwet(them, agreement_weights(them))),
        }
    return found | {"krippendorff_alpha": or_reason(lambda: krippendorff(them))}


def as_dict(them: Ratings, found: Mapping[str, Coefficient]) -> dict[str, Any]:
    """The JSON of ``statistics agreement``: each coefficient with ``_ci_low`` and ``_ci_high``; null has a reason."""
    values: dict[str, Any] = {
        "subjects": them.codes.shape[0],
        "raters": them.codes.shape[1],
        "missing": them.missing,
        "level": them.level,
        "answers": list(them.answers),
    }
    for name, each in found.items():
        values |= {name: each.value, f"{name}_ci_low": each.ci_low, f"{name}_ci_high": each.ci_high}
    return values | {"reasons": {name: each.reason for name, each in found.items() if each.reason}}
