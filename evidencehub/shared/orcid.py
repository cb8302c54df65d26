"""ORCID iDs: sixteen characters that tell researchers of one name apart. Checked by their last one, never looked up."""

import re
from functools import lru_cache

_BEFORE = r"(?:https?://)?(?:www\.)?(?:orcid\.org/|orcid:?\s*)?"
_ANYWHERE = re.compile(rf"[(\[]?\s*{_BEFORE}(\d{{4}}-?\d{{4}}-?\d{{4}}-?\d{{3}}[\dX])/?\s*[)\]]?", re.IGNORECASE)
_AN_ATTEMPT = re.compile(r"orcid|\d{4}-\d{4}", re.IGNORECASE)
NOT_ONE = "An ORCID iD has 16 digits, such as 0000-0002-1825-0097. The last one may be an X"


def canonical(text: str) -> str:
    """The iD with its hyphens, however it was typed; "" for nothing typed.

    :raises ValueError: it is none, or its last character does not fit the others (ISO 7064, modulo 11-2).
    """
    if not text.strip():
        return ""
    found = _ANYWHERE.fullmatch(text.strip())
    if found is None:
        raise ValueError(NOT_ONE)
    plain = found[1].replace("-", "").upper()
    if plain[-1] != _check_character(plain[:-1]):
        raise ValueError(f"{_hyphened(plain)} is no ORCID iD: a digit is wrong, since the last one does not fit")
    return _hyphened(plain)


@lru_cache(maxsize=20_000)  # the same lines are read again whenever conflicts of interest are looked for
def split_author(line: str) -> tuple[str, str]:
    """Name and iD of an author who stands on one line, "Anna Müller 0000-0002-1825-0097"; "" where there is none.

    What is no right iD stays part of the name.
    """
    found = _ANYWHERE.search(line)
    if found is None or problem_with(line):
        return line.strip(), ""
    name = " ".join(f"{line[: found.start()]} {line[found.end() :]}".split())
    return name.strip(" ,;"), canonical(found[1])


def problem_with(line: str) -> str:
    """What is wrong with an author's line that tries to give an iD, or ""."""
    found = _ANYWHERE.search(line)
    if found is None:
        return NOT_ONE if _AN_ATTEMPT.search(line) else ""
    try:
        canonical(found[1])
    except ValueError as error:
        return str(error)
    return ""


def _hyphened(plain: str) -> str:
    return "-".join(plain[place : place + 4] for place in range(0, 16, 4))


def _check_character(digits: str) -> str:
    total = 0
    for digit in digits:
        total = (total + int(digit)) * 2
    rest = (12 - total % 11) % 11
    return "X" if rest == 10 else str(rest)
