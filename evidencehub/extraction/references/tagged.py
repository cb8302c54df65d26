"""Formats with a tag at the beginning of each line: RIS, and those of PubMed, Ovid and EndNote.

The libraries for them keep one of several equal tags and do not say in which line something stands. So the lines are
read here: every value of every tag with its line; what has no tag goes on with the value before.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from evidencehub.extraction.references.entry import Format

# In the wild a tag has one blank behind it, or none, or three.
_WITH_HYPHEN = re.compile(r"(?P<tag>[A-Z][A-Z0-9]{1,3})(?P<gap>[ \t]{0,4})-(?:[ \t]+(?P<value>.*)|(?P<close>\S.*)?)")
_WITH_PERCENT = re.compile(r"%(?P<tag>[0-9A-Z@!#$&()*+<=>?\[\]^~])(?:[ \t]+(?P<value>.*)|(?P<close>$))")
_NUMBERED = re.compile(r"(?:<\s*)?\d{1,6}\s*\.\s*>?\s*")  # Ovid: "1." or "<1. >" before an entry
# Tags that are believed also where no blank parts them from their value, and at the beginning of a list without types.
_CLOSE = frozenset({
    "TY", "ER", "AU", "A1", "A2", "TI", "T1", "T2", "T3", "PY", "Y1", "Y2", "DA", "JO", "JF", "JA", "J2", "VL", "IS",
    "SP", "EP", "SN", "DO", "UR", "N1", "N2", "AB", "KW", "PB", "CY", "ID", "LA", "BT", "DB", "L1", "L2",
})  # fmt: skip
_BEGINS = {Format.NBIB: "PMID", Format.OVID: "VN", Format.RIS: "TY", Format.ENW: "0"}


@dataclass
class Record:
    """The values of one entry in the order of the file, each with its tag."""

    line: int
    values: list[tuple[str, str]] = field(default_factory=list)
    is_open: bool = False  # it began as entries of its format begin

    def all(self, *tags: str) -> list[str]:
        """The values of these tags: first those of the first tag."""
        return [value for tag in tags for name, value in self.values if name == tag]

    def goes_on(self, text: str) -> None:
        """What goes on from the line before."""
        tag, value = self.values[-1]
        self.values[-1] = (tag, f"{value} {text}" if value else text)


def records(text: str, format_: Format) -> Iterator[Record]:
    """The entries; also what stands between them and has tags, which the reader of the format tells from entries."""
    lines = _Lines(format_)
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text), start=1):
        if ended := lines.read(number, line):
            yield ended
    if lines.record is not None:
        yield lines.record


class _Lines:
    def __init__(self, format_: Format) -> None:
        self.format = format_
        self.record: Record | None = None
        self.is_after_blank = True

    def read(self, number: int, line: str) -> Record | None:
        """The entry that ends here."""
        bare, after_blank = line.strip(), self.is_after_blank
        self.is_after_blank = not bare
        if not bare:
            # A blank line ends what did not begin as it should; others go on behind it.
            ends = self.record is not None and not self.record.is_open
            return self._ended() if ends or self.format in {Format.NBIB, Format.ENW} else None
        if _NUMBERED.fullmatch(bare) and (self.record is None or after_blank):
            return self._ended()
        found = _tag(line, self.format)
        if found is None:
            if self.record is not None and not (after_blank and _is_aside(bare)):
                self.record.goes_on(bare)
            return None
        return self._tagged(number, *found)

    def _tagged(self, number: int, tag: str, value: str) -> Record | None:
        if tag == "ER" and self.format is Format.RIS:
            return self._ended()
        begins = tag == _BEGINS[self.format]
        if self.record is not None and not begins:
            self.record.values.append((tag, value))
            return None
        ended, self.record = self.record, Record(number, [(tag, value)], is_open=begins)
        return ended

    def _ended(self) -> Record | None:
        ended, self.record = self.record, None
        return ended


def _tag(line: str, format_: Format) -> tuple[str, str] | None:
    if format_ is Format.ENW:
        found = _WITH_PERCENT.match(line.lstrip())
        return (found["tag"], (found["value"] or "").strip()) if found else None
    if format_ in {Format.NBIB, Format.OVID} and line[:1].isspace():
        return None
    found = _WITH_HYPHEN.fullmatch(line.strip())
    if found is None or (format_ is Format.RIS and len(found["tag"]) != 2):
        return None
    value = (found["value"] or found["close"] or "").strip()
    is_apart = found["gap"] and not found["close"]
    if is_apart or found["tag"] in _CLOSE or (len(found["tag"]) == 4 and not found["close"]):
        return found["tag"], value
    return None


def _is_aside(line: str) -> bool:
    """What Ovid writes behind an entry, with addresses of the library that it was found in."""
    return line.startswith(("Link to the Ovid", "Link to the External"))
