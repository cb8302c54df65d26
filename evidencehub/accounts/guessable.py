"""Whether a password is easy to guess: known to be common, a pattern, or made of names that everybody knows.

After NIST SP 800-63B: length, a list of what is common, and the context's own words; no rules on kinds of characters.
"""

import gzip
import re
from itertools import pairwise

from evidencehub.shared.paths import PACKAGE

MIN_LENGTH = 12
MAX_LENGTH = 200
LIST = PACKAGE / "accounts" / "common_passwords" / "list.txt.gz"  # where they are from stands beside it
WORDS = LIST.with_name("words.txt.gz")
_ENDS = re.compile(r"^[\W\d_]+|[\W\d_]+$")  # digits and signs, which people put at an end
_LEAST_LEFT = 5  # what is no pattern and no name has to be as long as this
_LIKE_LETTERS = str.maketrans("@430$!1|57", "aaeosiiist")
_ROWS = (
    "1234567890",
    "0123456789",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "qwertzuiop",
    "azertyuiop",
    "1qaz2wsx3edc4rfv",
)
_ALPHABET = "abcdefghijklmnopqrstuvwxyz"
_RUNS = tuple(run for row in (*_ROWS, _ALPHABET) for run in (row, row[::-1]))


def weakness(password: str, *, email: str = "", name: str = "", site: str = "") -> str | None:
    """Why this password will not do, in words for the person; None when it will.

    :param site: what the hub is called.
    """
    if len(password) < MIN_LENGTH:
        return f"Password must be at least {MIN_LENGTH} characters"
    if len(password) > MAX_LENGTH:
        return f"Password must be at most {MAX_LENGTH} characters"
    typed = password.lower()
    readings = {typed, _ENDS.sub("", typed)} - {""}
    readings |= {reading.translate(_LIKE_LETTERS) for reading in readings}
    words = _words(email, name, site)
    if any(_left_without(reading, words) < _LEAST_LEFT for reading in readings):
        return "Password must not be made of your name, your email address or the name of this hub"
    if any(_is_pattern(reading) for reading in readings if len(reading) >= 8) or _is_common(readings):
        return "Password is too easy to guess: try three words that do not belong together"
    return None


def _words(email: str, name: str, site: str) -> list[str]:
    """Names, longest first; the last part of a mail domain ("org") is no name."""
    local, _, domain = email.lower().partition("@")
    domain, _, _ = domain.rpartition(".")
    whole = [email.lower(), local, name.lower(), site.lower(), "evidencehub"]
    parts = [part for each in (local, domain, name.lower(), site.lower()) for part in re.split(r"[\W_\d]+", each)]
    joined = [re.sub(r"[\W_]+", "", each) for each in (local, name.lower(), site.lower())]
    return sorted({word for word in (*whole, *parts, *joined) if len(word) >= 3}, key=len, reverse=True)


def _left_without(reading: str, words: list[str]) -> int:
    """How many different characters are left when names and patterns are taken out; many where there is no name."""
    left = reading
    for word in words:
        left = left.replace(word, " ")
    return _LEAST_LEFT if left == reading else len(set(_without_runs(left)) - {" "})


def _is_pattern(reading: str) -> bool:
    """Few characters, one thing again and again, or runs of the alphabet, of numbers or of a keyboard."""
    unit = (reading + reading).find(reading, 1)  # how far it has to be moved to lie on itself
    return len(set(reading)) < _LEAST_LEFT or unit <= len(reading) // 2 or len(_without_runs(reading)) < _LEAST_LEFT


def _without_runs(reading: str) -> str:
    """Each run of three or more neighbours counts as one character."""
    kept, length = [], 1
    for before, here in pairwise(f"{reading}\0"):
        if before == here or any(before + here in run for run in _RUNS):
            length += 1
            continue
        kept.append(before * (1 if length > 2 else length))
        length = 1
    return "".join(kept)


def _is_common(readings: set[str]) -> bool:
    wanted = {reading.encode() for reading in readings}
    return any(not wanted.isdisjoint(gzip.decompress(known.read_bytes()).split(b"\n")) for known in (LIST, WORDS))
