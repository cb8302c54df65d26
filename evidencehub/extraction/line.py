"""The text of one paragraph, put together so that raised and lowered figures and equations never join a number.

``240`` with a raised ``1`` is ``240^1``, ten to a power is ``10^-4``. What cannot be taken for part of a number stays
as it is written: 1st, CO2, 0.35***.
"""

import re

_SIMPLE = re.compile(r"[-+\u2212\u2013]?[^\W_]+(?:\.[^\W_]+)*%?")
_ENDINGS = frozenset({"st", "nd", "rd", "th", "tm", "sm"})
_BRACKETS = {"(": ")", "[": "]", "{": "}"}
_MOST_WORDS = 3  # more are a sentence in small letters, and no mark


class Line:
    def __init__(self) -> None:
        self._pieces: list[tuple[str, int]] = []  # with the level: 1 raised, -1 lowered

    def add(self, text: str, level: int = 0) -> None:
        if not text:
            return
        if self._pieces and self._pieces[-1][1] == level and level:
            self._pieces[-1] = (self._pieces[-1][0] + text, level)
        else:
            self._pieces.append((text, level))

    def add_apart(self, text: str) -> None:
        """An equation: what stands before and after it is not one word or number with it."""
        if text:
            self._pieces += [("", 0), (text, 0), ("", 0)]

    def text(self) -> str:
        levels = {level for text, level in self._pieces if text.strip()}
        if len(levels) == 1:  # all of it is raised, so nothing is
            return joined([(text, 0) for text, _ in self._pieces])
        return joined(self._pieces)


def joined(pieces: list[tuple[str, int]]) -> str:
    """Pieces with their levels as one text; an empty piece at level 0 parts words where both sides are letters."""
    found: list[str] = []
    last, apart = "", False  # ``apart``: what follows must not run into what was there
    for text, level in pieces:
        if not text:
            apart = True
            continue
        shown = _set_apart(last, text, level) if level else text
        if apart and last.isalnum() and shown[0].isalnum():
            found.append(" ")
        found.append(shown)
        last, apart = shown[-1], bool(level) and (shown != text or text[-1].isdigit())
    return "".join(found)


def _set_apart(before: str, text: str, level: int) -> str:
    core = text.strip()
    if not any(letter.isalnum() for letter in core) or _BRACKETS.get(core[0]) == core[-1]:
        return text
    if level > 0 and before.isdigit() and core.casefold() in _ENDINGS:
        return text
    if level < 0 and before.isalpha() and core.isdigit():
        return text
    if len(core.split()) > _MOST_WORDS:
        return f" {text}" if before.isalnum() else text
    mark = "^" if level > 0 else "_"
    inner = core if _SIMPLE.fullmatch(core) else f"({core})"
    return text.replace(core, mark + inner, 1)
