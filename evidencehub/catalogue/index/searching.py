"""From the words and filters of an address or a command to the engine's answer. Site, API and console share it."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar, cast
from uuid import UUID

import structlog

from evidencehub.catalogue.index import facets
from evidencehub.catalogue.index.intent import unwritten
from evidencehub.catalogue.index.thesaurus import also_called
from evidencehub.projects.disclosure.queries import taken_down_lately
from evidencehub.projects.public import INDEX, anything_may_be_public
from evidencehub.search.contract import (
    Answer,
    Collapse,
    Engine,
    Hit,
    IndexAway,
    IndexDamaged,
    IndexMissing,
    Query,
    Sort,
    Years,
)
from evidencehub.shared import due, page_cache
from evidencehub.shared.db import db
from evidencehub.shared.errors import HubError
from evidencehub.shared.paging import page_number
from evidencehub.standards.files.outcomes import load_outcomes
from evidencehub.standards.files.vocabulary import Term

log = structlog.get_logger()

PAGE_SIZE = 20
_CANNOT_LOOK = "The list in which we look things up cannot be read just now."
WAKE_SECONDS = 5.0  # between two wakes of the worker by readers who meet a damaged index
LONGEST_TEXT = 400  # characters; a pasted page is cut, not refused
MOST_VALUES = 30  # of one facet
DEEPEST_PAGE = 500
Found = TypeVar("Found")
_SAY_NOTHING = frozenset({"school", "young", "people", "children", "work", "life", "social", "skills", "good", "help"})
SORTS: Mapping[str, str] = {
    "best": "Best match", "surest": "Surest evidence", "newest": "Newest", "cheapest": "Lowest cost",
    "most-studied": "Most studied",
}  # fmt: skip
EARLIEST, LATEST = 1000, 2999  # years that an address may ask for


class SearchUnavailable(HubError):
    """The index cannot be read; whoever runs the hub must rebuild it."""

    status = 503
    title = "Search is not working just now"


class SearchAway(SearchUnavailable):
    """Nobody answers for the index just now; names and short descriptions can be looked through (``limited``)."""


@dataclass(frozen=True)
class Request:
    """What somebody asked for. ``chosen`` holds the values as addresses spell them."""

    text: str = ""
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: str = ""  # "": best match for words, surest evidence without any
    page: int = 1
    since: int | None = None  # only studies of this year and later
    until: int | None = None
    as_typed: bool = False  # look for the words themselves, not for what they were meant for, or are called too
    by_words: bool = False  # order by words alone, where the hub could order by meaning too

    @property
    def order(self) -> Sort:
        return cast(Sort, self.sort) if self.sort in SORTS else "best" if self.text else "surest"

    @property
    def filters(self) -> dict[str, frozenset[str]]:
        return facets.filters(self.chosen)

    @property
    def count_chosen(self) -> int:
        return sum(len(values) for values in self.chosen.values()) + bool(self.years)

    @property
    def years(self) -> Years | None:
        return (self.since or EARLIEST, self.until or LATEST) if self.since or self.until else None

    def arguments(self) -> dict[str, Any]:
        """The arguments of this request's address; what is as usual is left out, so one request has one address."""
        pairs: dict[str, Any] = {"q": self.text or None}
        pairs |= {name: list(values) for name, values in self.chosen.items() if values}
        pairs |= {"from": self.since, "to": self.until}
        pairs["sort"] = self.sort or None
        pairs["as-typed"] = "1" if self.as_typed else None
        pairs["by"] = "words" if self.by_words else None
        pairs["page"] = self.page if self.page > 1 else None
        return {key: value for key, value in pairs.items() if value is not None}

    def without(self, facet: str, value: str) -> "Request":
        kept = tuple(each for each in self.chosen.get(facet, ()) if each != value)
        return replace(self, chosen={**self.chosen, facet: kept}, page=1)

    def only_words(self) -> "Request":
        return replace(self, chosen={}, since=None, until=None, page=1)

    def chips(self) -> list[tuple[str, str, "Request"]]:
        """What is on: of which filter, in words, and the request without it."""
        on = [
            (facets.BY_NAME[facet].title, facets.value_label(facet, value), self.without(facet, value))
            for facet, values in self.chosen.items()
            for value in values
        ]
        if self.years:
            on.append(("Year", self._years_in_words(), replace(self, since=None, until=None, page=1)))
        return on

    def _years_in_words(self) -> str:
        if self.since and self.until:
            return str(self.since) if self.since == self.until else f"{self.since} to {self.until}"
        return f"Since {self.since}" if self.since else f"Up to {self.until}"


def parse(first: Callable[[str], str | None], every: Callable[[str], Sequence[str]]) -> Request:
    """Read a request from the arguments of an address; whatever makes no sense is left out.

    :param first: gives the value of an argument, ``every`` all its values.
    """
    chosen = {}
    for kind in facets.KINDS:
        values = dict.fromkeys(value for value in every(kind.name)[:MOST_VALUES] if facets.is_known(kind.name, value))
        if values:
            chosen[kind.name] = facets.finest(kind.name, tuple(values))
    sort = first("sort") or ""
    since, until = _year(first("from")), _year(first("to"))
    if since and until and since > until:  # who types them the wrong way round means what lies between
        since, until = until, since
    return Request(
        text=" ".join(_printable((first("q") or "")[:LONGEST_TEXT]).split()),
        chosen=chosen,
        sort=sort if sort in SORTS else "",
        page=min(page_number(first("page")), DEEPEST_PAGE),
        since=since,
        until=until,
        as_typed=first("as-typed") == "1",
        by_words=first("by") == "words",
    )


def _printable(text: str) -> str:
    """No page can show a control character, and nobody searches for one."""
    return "".join(letter if letter.isprintable() else " " for letter in text)


def _year(raw: str | None) -> int | None:
    text = (raw or "").strip()
    is_year = text.isascii() and text.isdigit() and len(text) == 4
    return int(text) if is_year and EARLIEST <= int(text) <= LATEST else None


def run(engine: Engine, request: Request) -> Answer:
    """A page of projects, each with its best-matching evaluations.

    :raises SearchUnavailable: the index cannot be read.
    """
    start = (request.page - 1) * PAGE_SIZE
    return ask(engine, replace(query_of(request), sort=request.order, offset=start, limit=PAGE_SIZE))


def count(engine: Engine, request: Request) -> int:
    return ask(engine, replace(query_of(request), limit=0, facets=())).total


def query_of(request: Request) -> Query:
    """What the engine is asked for the projects of a request."""
    return Query(
        request.text, request.filters, "project", respell=not request.as_typed, years=request.years,
        by_meaning=not request.by_words,
    )  # fmt: skip


def find(
    engine: Engine,
    text: str,
    filters: Mapping[str, Iterable[str]],
    *,
    limit: int,
    collapse: Collapse,
    offset: int = 0,
    years: Years | None = None,
) -> Answer:
    """The search of the console: studies, or projects when collapsed, with the counts of every facet.

    A study that stands under several projects is one hit, and is counted once.

    :raises SearchUnavailable: the index cannot be read.
    """
    return _found(
        engine,
        Query(text, facets.filters(filters), _units(collapse), "best", offset, limit, years=years, by_meaning=True),
    )


def find_page(engine: Engine, request: Request, *, size: int, collapse: Collapse, counting: bool = True) -> Answer:
    """The search of the API: as :func:`find`, for a request of the site's own list.

    :param counting: count the facets; without, the answer has none.
    :raises SearchUnavailable: the index cannot be read.
    """
    query = query_of_page(request, size=size, collapse=collapse)
    return _found(engine, query if counting else replace(query, facets=()))


def query_of_page(request: Request, *, size: int, collapse: Collapse) -> Query:
    start = (request.page - 1) * size
    return replace(query_of(request), collapse=_units(collapse), sort=request.order, offset=start, limit=size)


def _units(collapse: Collapse) -> Collapse:
    return "study" if collapse == "none" else collapse


def _found(engine: Engine, query: Query) -> Answer:
    found = ask(engine, query)
    counts = {
        facet: {
            facets.from_engine(facet, value): total for value, total in values.items() if value or facet == "source"
        }
        for facet, values in found.facets.items()
    }
    return replace(found, facets=counts)


def ask(engine: Engine, query: Query) -> Answer:
    """The engine's answer. Without an index there is none, unless the hub holds nothing that could be found.

    :raises SearchUnavailable: the index cannot be read.
    """
    query = widened(engine, query)
    nothing = Answer(0, (), {facet: {} for facet in query.facets}, generation="")
    found = answered(lambda: engine.search(query)) or nothing
    if found.may_change:
        page_cache.keep_nothing()
    return found


def widened(engine: Engine, query: Query) -> Query:
    """With what else its words are called, and those that reports say otherwise; neither where all is as typed."""
    if not query.text:
        return query
    if answered(engine.holds_pages):
        query = replace(query, but_not=taken_down_lately(db.session, INDEX))
    if not query.respell:
        return query
    return replace(query, also=also_called(query.text), aside=unwritten(query.text))


def answered(find: Callable[[], Found]) -> Found | None:
    """What the engine finds; None: there is no index, and nothing that could be found.

    :raises SearchUnavailable: the index cannot be read.
    """
    try:
        return find()
    except (IndexDamaged, OSError) as error:
        if isinstance(error, IndexMissing) and not anything_may_be_public(db.session):
            return None
        log.error("index_unreadable", reason=str(error))  # for the operator: readers need not know where it lies
        if isinstance(error, IndexAway):
            page_cache.keep_nothing()
            raise SearchAway(f"{_CANNOT_LOOK} Try again in a minute or two. Nothing is lost.") from error
        if isinstance(error, OSError):  # the disk: there is nothing to make anew
            raise SearchUnavailable(f"{_CANNOT_LOOK} Try again in a minute or two. Nothing is lost.") from error
        _wake_worker()
        raise SearchUnavailable(
            f"{_CANNOT_LOOK} The hub makes it anew by itself: try again in a minute or two. Nothing is lost."
        ) from error


def project_of(hit: Hit) -> UUID:
    """The id of the project that a hit belongs to."""
    return UUID(hit.project or hit.id)


def trouble(engine: Engine) -> str | None:
    """What keeps search from answering, in a few words for whoever watches the hub; None: nothing."""
    try:
        engine.check()
    except IndexMissing:
        return "missing" if anything_may_be_public(db.session) else None
    except IndexDamaged:
        return "damaged, or made by another release"
    except IndexAway:
        return "its cluster does not answer"
    except OSError as error:
        return error.strerror or type(error).__name__
    return None


_woken_at = -WAKE_SECONDS


def _wake_worker() -> None:
    """It mends the index as soon as it looks; many readers who meet the damage wake it once."""
    global _woken_at  # noqa: PLW0603  (of this process)
    if time.monotonic() - _woken_at > WAKE_SECONDS:
        _woken_at = time.monotonic()
        due.wake(db.session)


def nearest(text: str, most: int = 4) -> tuple[Term, ...]:
    """The outcome that people call what was searched, then outcome areas that share a word, or the beginning of one."""
    tree, words = load_outcomes(), _beginnings([text])
    scored = []
    for place, term in enumerate(tree.areas):
        if shared := len(words & _beginnings((term.label, *term.synonyms))):
            scored.append((-shared, place, term))
    called = tree.called(text)
    found = [term for _, _, term in sorted(scored, key=lambda each: each[:2])]
    return tuple([called, *found] if called else found)[:most]


def _beginnings(texts: Iterable[str]) -> set[str]:
    """Enough of each longer word to tell "truancy" and "truant" for one."""
    words = (word.strip(".,;:'\"()*").casefold() for text in texts for word in text.split())
    return {word[:5] for word in words if len(word) > 3 and word not in _SAY_NOTHING}
