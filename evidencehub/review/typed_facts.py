"""Facts as reviewers type them: checked by their kind, kept as one plain spelling, read back as values."""

from collections.abc import Mapping

from evidencehub.shared.errors import Invalid
from evidencehub.shared.numbers import NotOneNumber, read_number, read_share
from evidencehub.standards.engine.inputs import FactValue
from evidencehub.standards.model.standard import FactKind
from evidencehub.standards.model.typed import sign_before, why_not

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
    try:
        value = read_share(text) if fact.kind == "share" else read_number(text, before=sign_before(fact))
    except NotOneNumber as error:
        raise Invalid(f"{fact.label}: {error}") from None
    if reason := why_not(fact, value):
        raise Invalid(f"{fact.label}: {reason}")
    return value


def misfits(typed: Mapping[str, str]) -> dict[str, str]:
    """What cannot be of the numbers of one result, by the name of the fact to look at again.

    :param typed: facts by name, as :func:`canonical` spells them.
    """
    low, high, effect = (float(typed[name]) if name in typed else None for name in ("ci_low", "ci_high", "effect_size"))
    if low is None or high is None:
        return {}
    if low > high:
        return {"ci_high": "The upper end of the interval must not be below the lower end"}
    if effect is not None and not low <= effect <= high:
        return {"effect_size": "The effect must lie inside its interval. Look at the minus signs"}
    return {}


def value_of(fact: FactKind, text: str) -> FactValue:
    """What the engine reads; ``text`` was made by :func:`canonical`."""
    if fact.kind == "bool":
        return text == YES
    return text if fact.kind == "string" else float(text)
