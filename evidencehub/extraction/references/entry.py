"""What comes out of a list of references, and how much of one is read."""

from dataclasses import dataclass
from enum import StrEnum

from evidencehub.extraction.limits import MIB, Limits

FILE_BYTES = 25 * MIB  # 5,000 entries with their abstracts are 12 MB
ENTRIES = 5_000
TEXT = 2_000  # characters of one field
AUTHORS = 1_000
READING = Limits(seconds=20.0)  # somebody waits for the next page
OUTPUT_BYTES = 48 * MIB
PROBLEMS = 200  # that are told one by one

GUESSED_LETTERS = "The file does not say how its letters are kept. Look whether é, ü and the like are right"


class Format(StrEnum):
    RIS = "ris"
    NBIB = "nbib"
    OVID = "ovid"
    ENW = "enw"
    ENDNOTE_XML = "endnote-xml"
    BIBTEX = "bibtex"
    CSL = "csl"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Format.RIS: "RIS",
    Format.NBIB: "PubMed’s format (NBIB)",
    Format.OVID: "Ovid’s tagged format",
    Format.ENW: "EndNote’s tagged format",
    Format.ENDNOTE_XML: "EndNote XML",
    Format.BIBTEX: "BibTeX",
    Format.CSL: "CSL-JSON",
}


class NotAList(Exception):
    """Nothing can be read from the file; the message says why, and what to do."""


class Kind(StrEnum):
    ARTICLE = "article"
    BOOK = "book"
    CHAPTER = "chapter"
    REPORT = "report"
    THESIS = "thesis"
    CONFERENCE = "conference"
    WEB = "web"
    OTHER = "other"  # also where nothing says what it is


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry. A person is "Family, Given"; a group is as it calls itself. Texts are "" where nothing is said."""

    line: int  # of its first line, from 1; of a file without lines, which entry it is
    kind: str
    title: str
    authors: tuple[str, ...] = ()
    year: int | None = None
    within: str = ""  # the journal, or the book that it is a chapter of
    volume: str = ""
    issue: str = ""
    pages: str = ""
    publisher: str = ""
    doi: str = ""  # without an address before it
    pmid: str = ""
    url: str = ""
    issn: tuple[str, ...] = ()
    isbn: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()  # what of it could not be read, for the person to know


@dataclass(frozen=True, slots=True)
class Problem:
    line: int  # as in :class:`Entry`
    words: str


@dataclass(frozen=True, slots=True)
class FoundList:
    format: Format
    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    counts_lines: bool = True  # else `line` is the number of the entry
