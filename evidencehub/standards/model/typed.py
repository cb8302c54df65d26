"""What a number that somebody types of a study can be, by the unit of its fact."""

from evidencehub.standards.model.standard import FactKind

COUNTED = frozenset({"people", "year", "settings", "sites", "reviews", "groups"})
LARGEST_EFFECT = 10.0  # standard deviations; published effects end far below
POUNDS = "pounds"


def sign_before(fact: FactKind) -> str:
    """The sign that may stand before the number."""
    return "£" if fact.unit == POUNDS else ""


def why_not(fact: FactKind, value: float) -> str:
    """Why the number cannot be right, as words that follow the fact's label; "" where it can."""
    if fact.unit in COUNTED and value != int(value):
        return "write a whole number"
    if fact.unit == "standard deviations" and abs(value) > LARGEST_EFFECT:
        return f"{value:.10g} standard deviations cannot be right. Look at the point"
    if fact.unit.endswith("from 0 to 1") and not 0 <= value <= 1:
        return "write a number from 0 to 1, such as 0.03"
    least, most = fact.limits
    if least is not None and value < least:
        sign = ". Leave the sign out" if fact.unit == "standard deviations" else ""
        return f"this cannot be below {least:g}{sign}"
    return f"this cannot be above {most:.10g}" if most is not None and value > most else ""
