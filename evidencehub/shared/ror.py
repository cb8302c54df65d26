"""Numbers of the Research Organization Registry: nine signs, of which the last two are worked out from the others."""

import re

_ANYWHERE = re.compile(r"(?:(?:https?://)?(?:www\.)?ror\.org/|ror:?\s*)?(0[0-9a-z]{6}\d\d)/?", re.IGNORECASE)
_SIGNS = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: no i, l, o, u
NOT_ONE = "A ROR number has nine letters and figures and begins with 0, such as https://ror.org/02jx3x895"


def canonical(text: str) -> str:
    """The nine signs, however they were typed; "" for nothing typed.

    >>> canonical("https://ror.org/02JX3X895")
    '02jx3x895'

    :raises ValueError: it is none, or its last two figures do not fit the others (ISO 7064, modulo 97-10).
    """
    if not text.strip():
        return ""
    found = _ANYWHERE.fullmatch(text.strip())
    if found is None:
        raise ValueError(NOT_ONE)
    plain = found[1].lower()
    if any(sign not in _SIGNS for sign in plain[:7]):
        raise ValueError(f"{plain} is no ROR number: the letters i, l, o and u stand in none")
    if plain[7:] != check_figures(plain[:7]):
        raise ValueError(f"{plain} is no ROR number: a sign is wrong, since the last two do not fit")
    return plain


def address(number: str) -> str:
    return f"https://ror.org/{number}"


def check_figures(stem: str) -> str:
    number = 0
    for sign in stem:
        number = number * len(_SIGNS) + _SIGNS.index(sign)
    return f"{98 - number * 100 % 97:02}"
