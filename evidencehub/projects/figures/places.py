"""A standardised effect as readers can picture it: how far somebody from the middle would move in a line of 100.

Where a measure is spread as usual (normally), an effect of g puts the average of one group at the share Φ(g) of the
other: Cohen's U3, less the half at which it would stand without an effect. Sources: Cohen, Statistical Power Analysis
for the Behavioral Sciences (1988), 2.2.1 (general knowledge); the same figure is the clearinghouse's improvement index.
"""

from statistics import NormalDist

from evidencehub.shared.words import number

_NORMAL = NormalDist()


def places(effect: float) -> str:
    """ "8", "less than 1" or "0", of 50 on either side, whichever way the effect points."""
    moved = 100 * (_NORMAL.cdf(abs(effect)) - 0.5)
    return number(moved, 0) if effect == 0 or moved >= 0.5 else "less than 1"


def in_a_line(effect: float, units: str = "people", word: str = "") -> str:
    """ "8 places in a line of 100 people"; with a word "8 places higher in a line of 100 people"."""
    moved = places(effect)
    one = moved.endswith("1") and (moved == "1" or moved.startswith("less"))
    return f"{moved} {'place' if one else 'places'}{f' {word}' if word else ''} in a line of 100 {units}"
