"""What the catalogue may ask of a search engine, and in which words; any engine (a folder, a cluster) may stand in."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Literal, NamedTuple, Protocol

Collapse = Literal["none", "study", "project"]
Sort = Literal["best", "surest", "newest", "cheapest", "most-studied"]


class IndexDamaged(ValueError):
    """The index cannot be read; the message is one plain line for whoever runs the hub."""


class IndexMissing(IndexDamaged):
    """There is no index: nothing was ever indexed, or somebody took it away. Only the hub can tell which."""


class IndexAway(OSError):
    """Nobody answers for the index just now; it may well be whole. The message is a plain line, as above."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One outcome result. Filters on several facets must hold for the same row; "" means not stated.

    Each field is a facet; the order of fields is the order of facets everywhere. Two have many values: ``population``,
    and ``outcome``, which names a thing with all that it is part of, so that a filter by the whole finds the part.
    """

    outcome: tuple[str, ...] = ()
    tier: str = "not-graded"
    direction: str = "not-measured"
    population: tuple[str, ...] = ()
    results: str = "some"  # "none": what nobody has studied, and so is found only by those who ask for it
    design: str = "not-stated"


@dataclass(frozen=True, kw_only=True)
class Traits:
    """What holds for a whole document, whichever of its rows passes. Each field is a facet, with any number of values.

    They lie apart from rows: as values of each row, the ages, places and settings of a study would multiply.
    """

    age: tuple[str, ...] = ()
    need: tuple[str, ...] = ()
    setting: tuple[str, ...] = ()
    delivery: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    cost: tuple[str, ...] = ()
    studies: tuple[str, ...] = ()
    rating: tuple[str, ...] = ()  # as its source rates it
    report: tuple[str, ...] = ()  # "public" where everybody may read its full report


ROW_FACETS = tuple(each.name for each in fields(Row))
CELL_FACETS = (*ROW_FACETS, "source")  # the source is the document's, so it holds for each of its rows
TRAITS = tuple(each.name for each in fields(Traits))
FACETS = (*CELL_FACETS, *TRAITS)
_KNOWN = frozenset(FACETS)
Years = tuple[int, int]  # from and to, both included
Beside = tuple[tuple[str, float], ...]  # ids of documents that match too, and what that adds to their scores


@dataclass(frozen=True)
class Page:
    """One page of a report that everybody may read; ``key`` tells it from all others of its document."""

    key: str
    text: str


@dataclass(frozen=True)
class Document:
    """One evaluation as the index holds it; a copy of what the database says, with at least one row."""

    id: str
    external_id: str
    project: str  # the key of its project; "" makes the document a project of its own
    title: str
    text: str
    rows: tuple[Row, ...]
    year: int | None = None
    certainty: int = 0  # 0 (nothing known) to 5, for the order "surest"
    source: str = ""  # "" for evidence graded here, "wwc" and the like for evidence from elsewhere
    demo: bool = False
    study: str = ""  # the key of its study, which may stand under several projects; "" makes it a study of its own
    traits: Traits = field(default_factory=Traits)
    cost: int | None = None  # pounds a person, for the order "cheapest"
    studies: int = 0  # of its project, for the order "most-studied"
    pages: tuple[Page, ...] = ()  # found each by itself, and for less than the document's own words

    @property
    def digest(self) -> str:
        """Same for the same content on every machine, so that the index can be compared with the database."""
        held = {**vars(self), "rows": [vars(row) for row in self.rows], "traits": vars(self.traits)}
        del held["pages"]
        own = _hash(json.dumps(held, sort_keys=True, separators=(",", ":")))
        return joined(own, (page.digest for page in self.page_documents()))

    def page_documents(self) -> Iterator["Document"]:
        """Each page as a document of an index of pages, with this one as its project."""
        for page in self.pages:
            yield Document(f"{self.id}:{page.key}", "", self.id, "", page.text, (Row(),))


def joined(own: str, pages: Iterable[str]) -> str:
    """The digest of a document whose pages have these digests, in any order."""
    held = sorted(pages)
    return _hash(" ".join((own, *held))) if held else own


def _hash(content: str) -> str:
    return hashlib.blake2b(content.encode(), digest_size=16).hexdigest()


@dataclass(frozen=True)
class Also:
    """A word or phrase of a question, in small letters, and what else it is called."""

    typed: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Query:
    """What somebody looks for. Within one facet any value will do; all facets must hold for one row."""

    text: str = ""
    filters: Mapping[str, frozenset[str]] = field(default_factory=dict)
    collapse: Collapse = "none"
    sort: Sort = "best"
    offset: int = 0
    limit: int = 10
    facets: tuple[str, ...] = FACETS  # the facets to count; counting fewer is quicker
    respell: bool = True  # read a word that stands nowhere as the one that was probably meant, and say so
    also: tuple[Also, ...] = ()  # what else may stand for words of the text
    aside: tuple[str, ...] = ()  # parts of the text that are not looked for
    years: Years | None = None  # only documents of these; one without a year is of none
    by_meaning: bool = False  # the order "best" may go by meaning too, where something can tell it; no other answer may
    beside: Beside = ()
    known: tuple[str, ...] = ()  # words that stand elsewhere, in small letters: they are not read as others
    but_not: frozenset[str] = frozenset()  # keys of documents whose pages were taken down and may be in the index still
    with_members: bool = True  # name all documents that a hit stands for

    def __post_init__(self) -> None:
        """:raises ValueError: a facet is named that does not exist."""
        if not _KNOWN.issuperset(self.filters) or not _KNOWN.issuperset(self.facets):
            unknown = sorted({*self.filters, *self.facets} - _KNOWN)
            raise ValueError(f"There is no facet called {unknown[0]!r}; there are: {', '.join(FACETS)}")

    @property
    def key(self) -> tuple[object, ...]:
        """Equal for queries with equal answers by words; hashable, as a mapping is not."""
        filters = frozenset((facet, frozenset(values)) for facet, values in self.filters.items() if values)
        return (
            self.text,
            filters,
            self.collapse,
            self.sort,
            self.offset,
            self.limit,
            self.facets,
            self.respell,
            self.also,
            self.aside,
            self.years,
            self.beside,
            self.known,
            self.but_not,
            self.with_members,
        )


PROJECTS = "project"  # what a crossing has in its rows, instead of the values of a facet


@dataclass(frozen=True)
class Crossing:
    """Two facets to be set against each other: what is counted has a value of each on one row, and passes the filters.

    Both are facets of rows, as are those of ``by``, which are counted in each place. ``rows`` may also be ``PROJECTS``,
    with their keys as ``row_values``. Of the facets of ``at_once`` the values that a study has in a place are counted
    together, as often as it has rows with them: one that has two is one that has both, and not one of each.
    """

    rows: str
    row_values: tuple[str, ...]
    columns: str
    column_values: tuple[str, ...]
    text: str = ""
    filters: Mapping[str, frozenset[str]] = field(default_factory=dict)
    by: tuple[str, ...] = ()
    at_once: tuple[str, ...] = ()
    respell: bool = True  # these as in a query, so that a place counts what its query finds
    also: tuple[Also, ...] = ()
    aside: tuple[str, ...] = ()
    years: Years | None = None
    beside: Beside = ()
    known: tuple[str, ...] = ()
    but_not: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        """:raises ValueError: a facet is named that does not exist, or is none of rows where it must be."""
        of_rows = {*self.by, *self.at_once, self.columns, self.rows} - {*CELL_FACETS, PROJECTS}
        if unknown := sorted(of_rows | (set(self.filters) - set(FACETS))):
            raise ValueError(f"There is no facet called {unknown[0]!r}; there are: {', '.join(FACETS)}")

    @property
    def key(self) -> tuple[object, ...]:
        """As that of a query."""
        filters = frozenset((facet, frozenset(values)) for facet, values in self.filters.items() if values)
        return (
            "crossing",
            self.rows,
            self.row_values,
            self.columns,
            self.column_values,
            self.text,
            filters,
            self.by,
            self.at_once,
            self.respell,
            self.also,
            self.aside,
            self.years,
            self.beside,
            self.known,
            self.but_not,
        )


@dataclass(frozen=True)
class Place:
    """What has the value of a row and the value of a column; ``by`` counts its studies by the values of more facets.

    ``at_once`` counts each study once, by the values of all its rows there, in the order of the alphabet.
    """

    projects: int
    studies: int
    by: Mapping[str, Mapping[str, int]]
    at_once: Mapping[str, Mapping[tuple[str, ...], int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Crossed:
    """Empty places are left out."""

    placed: int  # projects that have a value of both, wherever that is
    places: Mapping[tuple[str, str], Place]  # by row and column


class Hit(NamedTuple):
    id: str
    external_id: str
    project: str
    title: str
    score: float
    others: int = 0  # further matching documents of the same project (or study), when collapsed
    members: tuple[str, ...] = ()  # all matching documents of the project (or study), best first; this one leads
    page: str = ""  # the best page among its reports, as the id of that page's document


@dataclass(frozen=True)
class Told:
    """How a question was read, where that is not as it was typed."""

    respelt: tuple[tuple[str, str], ...] = ()  # a word that stands nowhere, and the word that was looked for instead
    missing: tuple[str, ...] = ()  # nothing has enough of the question: these words stand nowhere
    instead: tuple[str, ...] = ()  # and what was found has some of these
    also: tuple[Also, ...] = ()  # what was searched for too, as far as it stands anywhere
    left_out: tuple[str, ...] = ()  # parts that were not looked for, as the query has them set aside
    phrase_parted: bool = False  # nobody wrote the quoted phrase, so its words were looked for
    only_common: bool = False  # there was no word to look for

    @property
    def is_loosened(self) -> bool:
        """Whether nothing matched as it was typed."""
        return self != Told(also=self.also, left_out=self.left_out)


@dataclass(frozen=True)
class Answer:
    """``total`` and ``facets`` count projects or studies when collapsed, documents otherwise.

    A facet's counts leave its own filter off and keep the others; values that nothing has are left out.
    ``told`` says how the question was read, where nothing matched as it was typed.
    """

    total: int
    hits: tuple[Hit, ...]
    facets: dict[str, dict[str, int]]
    generation: str
    told: Told = field(default_factory=Told)
    by_meaning: bool = False  # the first hits are in the order of words and meaning together
    may_change: bool = False  # who tells the meaning did not answer: asked again, the hits may come in another order

    @property
    def loosened(self) -> bool:
        return self.told.is_loosened and self.total > 0


@dataclass(frozen=True)
class Status:
    documents: int
    generation: str  # changes with every write; otherwise opaque
    folder: str
    size_bytes: int
    segments: int


class Engine(Protocol):
    """Any process may read. Writing is for the worker: engines serialise writers, but nobody should queue there."""

    def search(self, query: Query) -> Answer: ...

    def cross(self, crossing: Crossing) -> Crossed: ...

    def holds_pages(self) -> bool:
        """Whether any page of a report can be found. :raises IndexDamaged, IndexMissing: as ``search``."""

    def check(self) -> None:
        """Look, at little cost, whether the index is there and whole, as far as that can be seen from outside.

        :raises IndexMissing: there is none.
        :raises IndexDamaged: it cannot be read, or a search of any process met damage.
        """

    def verify(self) -> None:
        """Read all of it, and compare it with what was written; takes a second for each few hundred megabytes.

        :raises IndexMissing: there is none.
        :raises IndexDamaged: it is not whole.
        """

    def apply(self, upserts: Iterable[Document], deletes: Iterable[str] = ()) -> None:
        """Make all changes findable at once, or (when killed) none; applying the same again is harmless.

        :raises IndexMissing: there is none, and these changes alone would pass for the whole.
        """

    def rebuild(self, documents: Iterable[Document], progress: Callable[[int], None] | None = None) -> int:
        """Replace everything; the old index answers until the new one is complete. Return how many were indexed."""

    def forget_replaced(self) -> None:
        """Delete what the last rebuild replaced at once, and not only when nobody can be reading it any more."""

    def status(self) -> Status: ...

    def ids(self) -> dict[str, str]:
        """Return the digest of every document held, by id."""
