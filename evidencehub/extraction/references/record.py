"""From the fields of one entry, as its format names them, to an :class:`Entry`, or to what is wrong with it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from evidencehub.extraction.references import pieces
from evidencehub.extraction.references.entry import AUTHORS, TEXT, Entry, Kind, Problem

NO_TITLE = "An entry without a title. We left it out: nobody could tell what it is"
LONG = f"An entry with a field of more than {TEXT:,} characters, where a title or a name should be. We left it out"


@dataclass
class Fields:
    """All values of each part, in the order of the file; the first that says something counts."""

    line: int
    kind: str = Kind.OTHER
    title: list[str] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)  # that call themselves so: never taken apart
    dates: list[str] = field(default_factory=list)
    within: list[str] = field(default_factory=list)
    volume: list[str] = field(default_factory=list)
    issue: list[str] = field(default_factory=list)
    pages: tuple[str, str] = ("", "")
    publisher: list[str] = field(default_factory=list)
    doi: list[str] = field(default_factory=list)  # where one may stand, surest first
    pmid: list[str] = field(default_factory=list)
    urls: list[str] = field(default_factory=list)
    serials: list[str] = field(default_factory=list)  # ISSN or ISBN


def entry_of(fields: Fields, *, names: Iterable[str] | None = None) -> Entry | Problem:
    """:param names: of its authors, where the format has told people and groups apart already."""
    title = _first(fields.title)
    if not title:
        return Problem(fields.line, NO_TITLE)
    if names is None:
        names = (*pieces.people(fields.authors), *filter(None, map(pieces.plain, fields.groups)))
    authors = tuple(dict.fromkeys(names))
    texts = {"within": _first(fields.within), "publisher": _first(fields.publisher)}
    if max(map(len, (title, *texts.values(), *authors))) > TEXT or len(authors) > AUTHORS:
        return Problem(fields.line, LONG)
    year, notes = pieces.year_in(fields.dates), list[str]()
    if year is None and (said := _first(fields.dates)):
        notes.append(f"No year in “{said[:40]}”")
    counted: Mapping[str, str] = {
        "volume": _first(fields.volume), "issue": _first(fields.issue), "pages": pieces.pages_of(*fields.pages),
    }  # fmt: skip
    kept = dict[str, str]()
    for name, value, wrong in pieces.numbers(dict(counted)):
        kept[name] = value
        notes += [wrong] if wrong else []
    doi = pieces.doi_in(fields.doi)
    url = pieces.address_in(fields.urls)
    return Entry(
        line=fields.line, kind=fields.kind, title=title, authors=authors, year=year,
        doi=doi if len(doi) <= TEXT else "", url=url if len(url) <= TEXT else "",
        pmid=next((each for each in map(str.strip, fields.pmid) if each.isascii() and each.isdigit()), "")[:12],
        issn=pieces.issns_in(fields.serials)[:10], isbn=pieces.isbns_in(fields.serials)[:10], notes=tuple(notes),
        **texts, **kept,
    )  # fmt: skip


def _first(values: Iterable[str]) -> str:
    return next((text for value in values if (text := pieces.plain(value))), "")
