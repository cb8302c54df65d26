"""Names as styles of citing write them."""

import re

from evidencehub.catalogue.cited.record import Author

_PARTS = re.compile(r"[\s.]+")


def initials(given: str, *, apart: str, dot: str = ".") -> str:
    """ "Anna Maria" is "A. M.", "Jean-Paul" is "J.-P."; what has no letters in it stays out.

    :param apart: what stands between two of them.
    """
    first, _, _ = given.partition(", ")
    words = [word for word in _PARTS.split(first) if word]
    if len(words) == 1 and words[0].isupper() and 1 < len(words[0]) <= 3:  # "JD", as PubMed has it
        words = list(words[0])
    return apart.join(_initial(word, dot) for word in words)


def _initial(word: str, dot: str) -> str:
    return ("-" if dot else "").join(f"{part[0].upper()}{dot}" for part in word.split("-") if part)


def suffix(author: Author) -> str:
    """ "Jr.", or ""."""
    return author.given.partition(", ")[2]


def ended(text: str) -> str:
    """With a stop at its end, or what stands for one; "" stays ""."""
    return text if not text or text.endswith((".", "?", "!")) else f"{text}."
