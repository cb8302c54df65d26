"""Facts as reviewers type them: checked by their kind, kept as one plain spelling, read back as values."""

import math

from evidencehub.shared.errors import Invalid
from evidencehub.standards.engine.inputs import FactValue
from evidencehub.standards.model.standard import FactKind

YES, NO = "yes", "no"
MAX_LENGTH = 200


def canonical(fact: FactKind, typed: str) -> str:
    """The one spelling of a value: "12%" and "0.12" are the same share.

    :raises Invalid: it is not a value of this kind.
    """
    text = " ".join(typed.split())
    if fact.kind == "string":
        if len(text) > MAX_LENGTH:
            raise Invalid(f"{fact.label} must be {MAX_LENGTH} characters or fewer")
        return text
    if fact.kind == "bool":
        if text.lower() not in {YES, NO}:
            raise Invalid(f"{fact.label}: answer yes or no")
        return text.lower()
    return f"{_number(fact, text):.10g}"


def _number(fact: FactKind, text: str) -> float:
    percent = fact.kind == "share" and text.endswith("%")
    plain = text.removesuffix("%").strip() if percent else text
    try:
        value = float(plain.replace(",", "").replace("\u2212", "-"))
    except ValueError:
        raise Invalid(f"{fact.label} must be a number, such as 12 or 0.5") from None
    value = value / 100 if percent else value
    if not math.isfinite(value):
        raise Invalid(f"{fact.label} must be a number, such as 12 or 0.5")
    if fact.kind == "share" and not 0 <= value <= 1:
        raise Invalid(f"{fact.label} must be a share from 0 to 1, so 12% is 0.12")
    if fact.min is not None and value < fact.min:
        raise Invalid(f"{fact.label} must be {fact.min:g} or more")
    return value


def value_of(fact: FactKind, text: str) -> FactValue:
    """What the engine reads; ``text`` was made by :func:`canonical`."""
    if fact.kind == "bool":
        return text == YES
    return text if fact.kind == "string" else float(text)
