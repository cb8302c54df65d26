"""Finding words in a text however they are spaced, and taking them out of whatever holds texts."""

import re
from typing import Any

REMOVED = "[removed]"  # what stands in their place
SHORTEST = 3  # characters; anything shorter stands in too many other words
_BETWEEN = r"(?:[\s\u00a0_+.,/\-]|%20|&nbsp;)+"  # in prose, addresses and the names of files
_ALIKE = {
    **dict.fromkeys("'\u2018\u2019\u02bc", "['\u2018\u2019\u02bc]"),
    **dict.fromkeys('"\u201c\u201d', '["\u201c\u201d]'),
    **dict.fromkeys("-\u2010\u2011\u2013", "[-\u2010\u2011\u2013]"),
}


class Passage:
    """Words that are to go: in small or capital letters, across lines, in an address and in the name of a file too."""

    def __init__(self, words: str) -> None:
        parts = words.split()
        if len("".join(parts)) < SHORTEST:
            raise ValueError(f"give at least {SHORTEST} letters")
        spelt = ("".join(_ALIKE.get(sign, re.escape(sign)) for sign in part) for part in parts)
        self._pattern = re.compile(rf"(?<![^\W_]){_BETWEEN.join(spelt)}(?![^\W_])", re.IGNORECASE)

    def is_in(self, text: str) -> bool:
        return self._pattern.search(text) is not None

    def taken_from(self, held: Any) -> Any:
        """The same with the words gone: of a text, or of all texts in lists and mappings, keys too."""
        if isinstance(held, str):
            return self._pattern.sub(REMOVED, held)
        if isinstance(held, list):
            return [self.taken_from(each) for each in held]
        if isinstance(held, dict):
            return {self.taken_from(key): self.taken_from(each) for key, each in held.items()}
        return held
