"""An effect with its interval as reports print it, "0.35 (0.10 to 0.60)", read into the three numbers that it is."""

import re
from collections.abc import Mapping

from evidencehub.shared.errors import Invalid

NAMES = ("effect_size", "ci_low", "ci_high")
EXAMPLE = "0.35 (0.10 to 0.60)"
_INTERVAL = re.compile(r"(?P<effect>[^(\[]*?)[(\[](?:95\s*%\s*)?(?:CI\s*)?[:=]?(?P<inside>[^)\]]*)[)\]]", re.IGNORECASE)
_BETWEEN = re.compile(r"\s+to\s+|\s*;\s*|,\s+|\s+[–—]\s+")


def taken_apart(typed: str) -> dict[str, str]:
    """The numbers as they were typed, by the name of their fact; what is not there is left out.

    :raises Invalid: it is neither an effect, nor an interval, nor both.
    """
    text = typed.strip()
    if not text:
        return {}
    found = _INTERVAL.fullmatch(text)
    if found is None:
        if len(_BETWEEN.split(text)) > 1 or set(text) & set("()[]"):
            raise Invalid(f"write the effect, and its interval in brackets, such as {EXAMPLE}")
        return {"effect_size": text}
    ends = _BETWEEN.split(found["inside"].strip())
    if len(ends) != 2 or not all(ends):
        raise Invalid(f"write both ends of the interval with “to” between, such as {EXAMPLE}")
    values = dict(zip(NAMES, (found["effect"].strip(), *ends), strict=True))
    return {name: value for name, value in values.items() if value}


def put_together(values: Mapping[str, str]) -> str:
    """The reverse of :func:`taken_apart`; with one end only it cannot be read again before the other is there."""
    effect, low, high = (values.get(name, "") for name in NAMES)
    return f"{effect} {f'({low} to {high})' if low or high else ''}".strip()
