"""Text in lines of a given width, for drawings: a server has no browser to measure with.

Widths are those of Helvetica, which Arial and Liberation Sans share, in thousandths of the size (Adobe's font metrics,
rounded up to groups of letters). Where a machine has none of them its sans-serif may be wider: there is room for that.
"""

from collections.abc import Iterator
from unicodedata import east_asian_width

_GROUPS = ((" ijl'|.,:;!‘’", 280), ('fIrt()[]-/\\"', 340), ("mMW%@", 900), ("w", 730))
_WIDTHS = {letter: width for letters, width in _GROUPS for letter in letters}
_CAPITAL, _OTHER, _WIDE, _SPARE = 730, 560, 1000, 1.17


def width_of(text: str, size: float) -> float:
    """In the unit of ``size``, which is that of the letters."""
    return sum(map(_width, text)) * size * _SPARE / 1000


def _width(letter: str) -> int:
    if letter in _WIDTHS:
        return _WIDTHS[letter]
    if east_asian_width(letter) in "WF":
        return _WIDE
    return _CAPITAL if letter.isupper() else _OTHER


def lines_of(text: str, *, width: float, size: float) -> tuple[str, ...]:
    """The words in lines that fit; a word that is too long for a line of its own is cut, and nothing is left out."""
    lines: list[str] = []
    for word in text.split():
        for part in _parts(word, width, size):
            longer = f"{lines[-1]} {part}" if lines else part
            if lines and width_of(longer, size) <= width:
                lines[-1] = longer
            else:
                lines.append(part)
    return tuple(lines)


def _parts(word: str, width: float, size: float) -> Iterator[str]:
    part = ""
    for letter in word:
        if part and width_of(part + letter, size) > width:
            yield part
            part = ""
        part += letter
    yield part
