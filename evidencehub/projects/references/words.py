"""A reference in one line, as a reader of any trade knows it, and where it leads."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from evidencehub.extraction.references.entry import Entry, Kind
from evidencehub.projects.frozen.shapes import FrozenEvaluation
from evidencehub.projects.references.shape import LITERATURE, PUBLICATIONS, TITLES, Reference
from evidencehub.shared.doi import address_of_doi

NAMED = 3  # authors; the others are counted
KINDS = {
    Kind.ARTICLE: "Journal article", Kind.BOOK: "Book", Kind.CHAPTER: "Chapter", Kind.REPORT: "Report",
    Kind.THESIS: "Thesis", Kind.CONFERENCE: "Conference paper", Kind.WEB: "Web page", Kind.OTHER: "Kind not given",
}  # fmt: skip


@dataclass(frozen=True)
class Cited:
    id: UUID
    words: str
    address: str  # "" where nothing leads to it
    leads_to: str  # in words


@dataclass(frozen=True)
class CitedList:
    name: str
    title: str
    items: tuple[Cited, ...]


def cited_lists(study: FrozenEvaluation, *, but_not: Collection[str] = ()) -> tuple[CitedList, ...]:
    """The lists of a study that hold something.

    :param but_not: lists that this reader is not to see.
    """
    lists = ((PUBLICATIONS, study.publications), (LITERATURE, study.literature))
    return tuple(cited_list(name, held) for name, held in lists if held and name not in but_not)


def cited_list(name: str, held: Collection[Reference]) -> CitedList:
    return CitedList(name, TITLES[name], tuple(map(_cited, held)))


def _cited(it: Reference) -> Cited:
    leads_to = f"DOI {it.doi}" if it.doi else f"PubMed {it.pmid}" if it.pmid else it.url
    return Cited(it.id, in_one_line(it), address_of(it), leads_to)


def in_one_line(it: Reference | Entry) -> str:
    """ "Hébert, Martine; Roe, R and 3 others (2019). Title. Journal, 14(2), 121–128."."""
    who = named(it.authors)
    when = f"({it.year})" if it.year else "(no year)"
    where = it.within
    if it.volume or it.issue:
        where = ", ".join(filter(None, (where, f"{it.volume}({it.issue})" if it.issue else it.volume)))
    parts = (f"{who} {when}".strip(), it.title, ", ".join(filter(None, (where, it.pages))), it.publisher)
    return " ".join(_ended(part) for part in parts if part)


def named(authors: Collection[str]) -> str:
    names = list(authors)
    if len(names) <= NAMED:
        return "; ".join(names)
    rest = len(names) - NAMED + 1
    return f"{'; '.join(names[: NAMED - 1])} and {rest} others"


def address_of(it: Reference | Entry) -> str:
    if it.doi:
        return address_of_doi(it.doi)
    return f"https://pubmed.ncbi.nlm.nih.gov/{it.pmid}/" if it.pmid else it.url


def _ended(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."
