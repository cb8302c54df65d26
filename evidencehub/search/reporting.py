"""An engine with a second index beside its own: the pages of reports, each by itself.

A record matches by its own words, or by one page of its report that has most of the question. Of a report the best page
counts, and for less than the record's own words: so a long report is worth no more than a short one. How rare a word is
in records hangs on records alone, so that nothing changes where there are no reports.
"""

import pickle
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from tempfile import TemporaryFile
from typing import IO, Any, Protocol, cast

from evidencehub.search.analysis import words
from evidencehub.search.contract import (
    Answer,
    Crossed,
    Crossing,
    Document,
    Hit,
    IndexMissing,
    Query,
    Status,
    joined,
)

SHARE = 0.5  # what a page counts for, of a record's own words
MOST_REPORTS = 10_000  # that one question may find by their pages
MOST_WORDS = 24  # of a question that are looked up before they are taken for a slip of the keyboard


class OneIndex(Protocol):
    """An engine of documents without pages; its methods are those of :class:`Engine`, and raise as those do."""

    def search(self, query: Query) -> Answer: ...

    def cross(self, crossing: Crossing) -> Crossed: ...

    def check(self) -> None: ...

    def verify(self) -> None: ...

    def apply(self, upserts: Iterable[Document], deletes: Iterable[str] = ()) -> None: ...

    def rebuild(self, documents: Iterable[Document], progress: Callable[[int], None] | None = None) -> int: ...

    def forget_replaced(self) -> None: ...

    def status(self) -> Status: ...

    def ids(self) -> dict[str, str]: ...

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to find."""

    def ids_of(self, projects: Iterable[str]) -> set[str]:
        """The ids of all documents of these projects."""

    def standing(self, words: Iterable[str]) -> tuple[str, ...]:
        """Those of the words that a search for each alone would find something for."""


class EngineWithPages:
    """The engine of records; ``pages`` holds a document for each page of a report, named after its record."""

    def __init__(self, records: OneIndex, pages: OneIndex) -> None:
        self._records = records
        self._pages = pages

    def search(self, query: Query) -> Answer:
        if not self._asks_pages(query):
            return self._records.search(query)
        best = self._best(query)
        found = self._records.search(replace(query, **self._beside(query, best)))
        return replace(found, hits=tuple(_with_page(hit, best) for hit in found.hits)) if best else found

    def cross(self, crossing: Crossing) -> Crossed:
        if not self._asks_pages(crossing):
            return self._records.cross(crossing)
        return self._records.cross(replace(crossing, **self._beside(crossing, self._best(crossing))))

    def _asks_pages(self, asked: Query | Crossing) -> bool:
        return bool(asked.text.strip()) and self.holds_pages()

    def holds_pages(self) -> bool:
        return not self._pages.is_empty

    def _best(self, asked: Query | Crossing) -> Mapping[str, tuple[str, float]]:
        """Of each record whose report has a page with enough of the question, the best page and its score."""
        query = Query(
            asked.text, collapse="project", limit=MOST_REPORTS, facets=(), respell=False, also=asked.also,
            aside=asked.aside, with_members=False,
        )  # fmt: skip
        answer = self._pages.search(query)
        if answer.loosened or answer.told.only_common:
            return {}
        return {hit.project: (hit.id, hit.score) for hit in answer.hits if hit.id.split(":")[1] not in asked.but_not}

    def _beside(self, asked: Query | Crossing, best: Mapping[str, tuple[str, float]]) -> dict[str, Any]:
        """What a question is asked with: records that match by a page, and words that stand in reports."""
        typed = () if asked.but_not else dict.fromkeys(words(asked.text)[:MOST_WORDS])
        known = self._pages.standing(typed)
        return {"beside": tuple((key, score * SHARE) for key, (_, score) in best.items()), "known": known}

    def check(self) -> None:
        self._records.check()
        self._pages.check()

    def verify(self) -> None:
        self._records.verify()
        self._pages.verify()

    def apply(self, upserts: Iterable[Document], deletes: Iterable[str] = ()) -> None:
        """Pages go first: killed in between, a page that is gone is gone, and the changes are applied again."""
        changed, gone = list(upserts), set(deletes)
        pages = [page for document in changed for page in _pages_of(document)]
        touched = gone | {document.id for document in changed}
        stale = self._pages.ids_of(touched) - {page.id for page in pages}
        self._pages.apply(pages, stale)
        self._records.apply([_alone(document) for document in changed], gone)

    def rebuild(self, documents: Iterable[Document], progress: Callable[[int], None] | None = None) -> int:
        with TemporaryFile() as spool:
            count = self._records.rebuild(_spooling(documents, spool), progress)
            spool.seek(0)
            self._pages.rebuild(_spooled(spool))
        return count

    def forget_replaced(self) -> None:
        self._records.forget_replaced()
        self._pages.forget_replaced()

    def status(self) -> Status:
        """Of records; the size is that of both."""
        found = self._records.status()
        with suppress(IndexMissing):
            return replace(found, size_bytes=found.size_bytes + self._pages.status().size_bytes)
        return found

    def ids(self) -> dict[str, str]:
        pages: dict[str, dict[str, str]] = {}
        for key, digest in self._pages.ids().items():
            pages.setdefault(_record_of(key), {})[key] = digest
        return {key: joined(digest, pages.pop(key, {}).values()) for key, digest in self._records.ids().items()} | {
            key: ""
            for key in pages  # of a record that is not there
        }


def _alone(document: Document) -> Document:
    return replace(document, pages=()) if document.pages else document


def _pages_of(document: Document) -> Iterator[Document]:
    """A document of the other index for each page."""
    return iter(document.page_documents())


def _record_of(page_id: str) -> str:
    return page_id.partition(":")[0]


def _with_page(hit: Hit, best: Mapping[str, tuple[str, float]]) -> Hit:
    """With the best page among the reports of all that the hit stands for."""
    pages = [best[key] for key in (hit.members or (hit.id,)) if key in best]
    return hit._replace(page=max(pages, key=lambda page: page[1])[0]) if pages else hit


def _spooling(documents: Iterable[Document], spool: IO[bytes]) -> Iterator[Document]:
    for document in documents:
        for page in _pages_of(document):
            pickle.dump(page, spool)
        yield _alone(document)


def _spooled(spool: IO[bytes]) -> Iterator[Document]:
    while True:
        try:
            yield cast(Document, pickle.load(spool))  # noqa: S301  (written a moment ago by this process, and unlinked)
        except EOFError:
            return
