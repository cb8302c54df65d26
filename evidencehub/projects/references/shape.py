"""A reference as it is kept and frozen."""

from dataclasses import dataclass
from uuid import UUID

PUBLICATIONS, LITERATURE = "publications", "literature"  # the columns of an evaluation, and fields of a frozen one
TITLES = {PUBLICATIONS: "Published about this study", LITERATURE: "Research by others that it builds on"}
MOST = 5_000  # of one study, in both lists


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """As its list says it. A person is "Family, Given"; a group is as it calls itself."""

    id: UUID
    kind: str  # of extraction/references/entry.py
    title: str
    authors: tuple[str, ...] = ()
    year: int | None = None
    within: str = ""  # the journal, or the book that it is a chapter of
    volume: str = ""
    issue: str = ""
    pages: str = ""
    publisher: str = ""
    doi: str = ""  # without an address before it
    pmid: str = ""  # its number in PubMed
    url: str = ""
    issn: tuple[str, ...] = ()
    isbn: tuple[str, ...] = ()
