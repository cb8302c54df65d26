"""Numbers of accreditations: as people type them, and their places in lists."""

import re

LENGTH = 131_072  # of a list, in bits: the least that the standard allows
_NUMBER = re.compile(r"[0-9]{4}-[0-9a-z]{1,12}")
_DASHES = str.maketrans("‐‑‒–—−_/", "--------")


def as_number(typed: str) -> str:
    """A number as people type it: "No. 2026 – 0042" is 2026-0042. What is none stays as it is, at its first letters."""
    tidy = re.sub(r"\s+", "", typed.translate(_DASHES).lower())
    inside = _NUMBER.search(tidy)
    return inside[0] if inside else re.sub(r"[^\w-]", "", tidy)[:20]


def place(number: str) -> tuple[int, int]:
    """The year of an accreditation's number, and its place in that year's lists: (2026, 42) of "2026-0042".

    :raises ValueError: it is no number of the register.
    """
    year, _, count = number.partition("-")
    if not int(count) < LENGTH:
        raise ValueError(f"{number} has no place in a list of {LENGTH} bits")
    return int(year), int(count)
