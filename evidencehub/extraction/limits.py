"""What a reading may cost, and what comes out of it."""

from dataclasses import dataclass
from enum import StrEnum

MIB = 1024 * 1024


class State(StrEnum):
    TEXT = "text"
    NO_TEXT = "no-text"  # a scan, or empty pages
    ENCRYPTED = "encrypted"
    BROKEN = "broken"
    TOO_LARGE = "too-large"  # nothing was read, because reading it would cost too much
    TIMED_OUT = "timed-out"


@dataclass(frozen=True)
class Limits:
    seconds: float = 30.0  # by the clock, and of processor time
    memory_bytes: int = 1024 * MIB  # address space of the child
    pages: int = 1_000
    characters: int = 5_000_000
    uncompressed_bytes: int = 200 * MIB  # sum over the parts of a Word file
    # A Word file is a zip. Real ones unpack to 2-30 times their size; deflate can reach 1,032 times.
    compression_ratio: int = 100

    @property
    def output_bytes(self) -> int:
        """The longest honest answer of the child: UTF-8 takes 4 bytes a character at most, JSON some more."""
        return 4 * self.characters + 64 * self.pages + MIB


@dataclass(frozen=True)
class Extraction:
    """``pages`` holds a text for each page (or part), "" where none was found; it is empty unless ``state`` is text.

    ``message`` is for the person who uploaded the file; ``notes`` say what was left out. ``is_complete`` is False when
    the state is text but some pages could not be read, or were beyond the limits.
    """

    state: State
    pages: tuple[str, ...]
    message: str
    notes: tuple[str, ...] = ()
    is_complete: bool = True
    is_scan: bool = False  # no text, and something else is drawn on the pages
