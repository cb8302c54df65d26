"""What the readers of each kind share: the result they build, cleaning of text, and parts for text without pages."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from evidencehub.extraction import messages
from evidencehub.extraction.limits import Limits, State

PART_CHARACTERS = 3_000  # about a printed page

_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
# PostgreSQL refuses NUL; the other controls, and codes that are no characters, only disturb search and terminals.
# U+0002 and U+FFFE are how PDFium marks a hyphen at a line's end: taking them out joins the word again, as does U+00AD.
_REMOVED = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\ufdd0-\ufdef\ufffe\uffff]")
_SURROGATES = re.compile("[\ud800-\udfff]")


class Unreadable(Exception):
    """The reader gives up on the whole file, for the reason that ``state`` names."""

    def __init__(self, state: State) -> None:
        super().__init__(state.value)
        self.state = state


@dataclass(frozen=True)
class Picture:
    """One that the file holds, and where it stands."""

    page: int  # from 1; 0: not known
    load: Callable[[], bytes]


@dataclass
class Reading:
    """What a reader has found so far; ``is_picture`` when something other than text is drawn on the pages."""

    pages: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)  # for who looks at them; of a PDF none
    is_picture: bool = False
    is_complete: bool = True

    @property
    def state(self) -> State:
        return State.TEXT if any(has_text(page) for page in self.pages) else State.NO_TEXT


def scrub(text: str) -> str:
    """Remove what no database or page should hold; linear in the length, so safe on text that is not trusted."""
    return _SURROGATES.sub("\ufffd", _REMOVED.sub("", _LINE_ENDS.sub("\n", text)))


def clean(text: str) -> str:
    """``scrub``, compose accents (NFC) and drop blanks at line ends."""
    composed = unicodedata.normalize("NFC", scrub(text))
    return "\n".join(line.rstrip() for line in composed.split("\n")).strip("\n")


def has_text(text: str) -> bool:
    """A stray full stop or dash on a scanned page is not text."""
    return any(character.isalnum() for character in text)


def split_at(mark: str, blocks: Iterable[str]) -> Iterator[list[str]]:
    """The paragraphs before, between and after the marks, which stand anywhere in a block."""
    paragraphs: list[str] = []
    for block in blocks:
        before, *after = block.split(mark)
        paragraphs.append(before)
        for start in after:
            yield paragraphs
            paragraphs = [start]
    yield paragraphs


def in_parts(paragraphs: Iterable[str]) -> Iterator[str]:
    """Gather paragraphs into parts of about 3,000 characters that end where a paragraph ends."""
    part: list[str] = []
    length = 0
    for paragraph in paragraphs:
        part.append(paragraph)
        length += len(paragraph) + 1
        if length >= PART_CHARACTERS:
            yield "\n".join(part)
            part, length = [], 0
    if part:
        yield "\n".join(part)


def add_pages(reading: Reading, pages: Iterable[str], limits: Limits) -> None:
    """Append pages until a limit is met; what lies beyond is noted and not read."""
    room = limits.characters - sum(map(len, reading.pages))
    for page in pages:
        if len(reading.pages) >= limits.pages:
            reading.notes.append(messages.text_beyond(sum(map(len, reading.pages))))
            reading.is_complete = False
            return
        reading.pages.append(page[:room])
        if len(page) > room:
            reading.notes.append(messages.text_beyond(limits.characters))
            reading.is_complete = False
            return
        room -= len(page)
