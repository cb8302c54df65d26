"""Numbers of a result that cannot be right, whatever a report says."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from evidencehub.projects.figures.kinds import WITHIN
from evidencehub.projects.figures.working_out import Values
from evidencehub.shared.words import number

OF_GROUPS = frozenset({"means", "counts", "percentages"})  # an effect follows from the numbers of the groups
# Words for how long something takes or lasts: there a hazard ratio below 1 means longer.
_LASTS = re.compile(
    r"\b(time|days|weeks|months|years) (to|until|till|before|without|since)\b|\b(duration|length|survival|how long)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Doubt:
    """What is said beside a number. ``name`` is the field that it stands beside."""

    name: str
    words: str


def refusals(values: Values) -> Iterator[Doubt]:
    """What cannot be, whatever a report says."""
    low, high, effect = (values.get(name) for name in ("ci_low", "ci_high", "effect"))
    if low is not None and high is not None and low > high:
        yield Doubt("ci_high", "The upper end of the margin must not be below the lower end")
    elif effect is not None and low is not None and high is not None and not low <= effect <= high:
        yield Doubt("effect", "The difference must lie inside its margin of error. Look at the minus signs")
    if (low is None) != (high is None):
        yield Doubt("ci_high" if high is None else "ci_low", "Give both ends of the margin of error, or neither")
    if effect is None and low is not None and high is not None and values.get("gives") not in OF_GROUPS:
        yield Doubt("effect", "Give the number that the margin of error belongs to")
    for arm in "tc":
        events, people = values.get(f"events_{arm}"), values.get(_people_of(values, arm))
        if events is not None and people is not None and events > people:
            words = f"{events:,} people with the outcome cannot be: there are {number(people)} people in the group"
            yield Doubt(f"events_{arm}", words)
        mean = values.get(f"mean_{arm}")
        if values.get("gives") == "percentages" and mean is not None and not 0 <= mean <= 100:
            yield Doubt(f"mean_{arm}", f"{number(mean, 6)}% of people cannot be: write a percentage from 0 to 100")
    if values.get("effect_metric") == "pp" and effect is not None and abs(effect) > 100:
        yield Doubt("effect", "Percentages cannot differ by more than 100 percentage points")
    if values.get("effect_metric") == "hr" and _LASTS.search(str(values.get("outcome") or "")):
        yield Doubt("outcome", "A hazard ratio is about something that happens, not about how long it takes. Name what "
                    "happens, such as “Dropping out”, and say below whether more of that is better")  # fmt: skip
    if values.get("smallest_worthwhile") == 0:  # of a ratio the log is looked at
        yield Doubt("smallest_worthwhile", "The smallest difference worth having must be other than none")
    if values.get("se") == 0:
        yield Doubt("se", "A standard error is never 0. Where the report prints 0.00, leave this empty")
    if values.get("p_value") == 0:
        yield Doubt("p_value", "p is never 0. Where the report prints .000, write < 0.001")


def _people_of(values: Values, arm: str) -> str:
    return "n_t" if values.get("contrast") == WITHIN else f"n_{arm}"
