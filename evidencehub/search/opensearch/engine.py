"""The engine for hubs of more than one machine: a cluster of OpenSearch finds, filters and counts."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TypeVar, cast

from evidencehub.search.answers import ANSWERS_KEPT, weight
from evidencehub.search.contract import Answer, Crossed, Crossing, Document, IndexAway, Query, Status
from evidencehub.search.opensearch.answering import answer
from evidencehub.search.opensearch.client import Client
from evidencehub.search.opensearch.crossing import crossed
from evidencehub.search.opensearch.matching import standing
from evidencehub.search.opensearch.store import Store
from evidencehub.search.opensearch.view import Moved, Names, View
from evidencehub.shared.recently_used import LeastRecentlyUsed

A_READ = 5_000  # ids
MOST_TURNS = 20  # that a reader begins anew because something was written meanwhile
Found = TypeVar("Found")
Kept = TypeVar("Kept", Answer, Crossed)


class OpenSearchEngine:
    """Safe for threads and processes. Asks nothing before it is asked itself.

    :param kind: of documents: "records" or "pages"; each has an index of its own.
    """

    def __init__(self, client: Client, kind: str) -> None:
        self._client = client
        self._names = Names(client.address.prefix, kind)
        self._store = Store(client, self._names)
        self._view: View | None = None
        self._answers: LeastRecentlyUsed[Answer | Crossed] = LeastRecentlyUsed(ANSWERS_KEPT)

    def search(self, query: Query) -> Answer:
        found = self._remembered(query, lambda view: answer(view, query))
        return replace(found, facets={facet: counts.copy() for facet, counts in found.facets.items()})

    def cross(self, crossing: Crossing) -> Crossed:
        return self._remembered(crossing, lambda view: crossed(view, crossing))

    def standing(self, words: Iterable[str]) -> tuple[str, ...]:
        """Those of the words that a search for each alone would find something for."""
        return self._read(lambda view: standing(view, tuple(words)))

    def check(self) -> None:
        self._store.check()

    def verify(self) -> None:
        self._store.verify()

    def apply(self, upserts: Iterable[Document], deletes: Iterable[str] = ()) -> None:
        self._store.apply(upserts, deletes)

    def rebuild(self, documents: Iterable[Document], progress: Callable[[int], None] | None = None) -> int:
        return self._store.rebuild(documents, progress)

    def forget_replaced(self) -> None:
        self._store.forget_replaced()

    def take_away(self) -> None:
        """Remove all of it."""
        self._store.take_away()

    def status(self) -> Status:
        state = self._store.state()
        size_bytes, segments = self._store.bytes_and_segments()
        place = f"{self._client.address.shown}/{state.index}"
        return Status(state.documents, state.generation, place, size_bytes, segments)

    @property
    def is_empty(self) -> bool:
        return self._store.state().documents == 0

    def ids_of(self, projects: Iterable[str]) -> set[str]:
        """The ids of all documents of these projects."""
        those = {"terms": {"project": sorted(projects)}}
        return {hit["fields"]["id"][0] for hit in self._store.read(those, A_READ, fields=["id"])}

    def ids(self) -> dict[str, str]:
        held = self._store.read({"match_all": {}}, A_READ, fields=["id", "digest"])
        return {hit["fields"]["id"][0]: hit["fields"]["digest"][0] for hit in held}

    def _remembered(self, asked: Query | Crossing, find: Callable[[View], Kept]) -> Kept:
        """What was found for the same in the same generation, else what is found now."""
        view = self._view
        if view and (known := self._answers.get((view.state.generation, asked.key))):
            if self._store.state() == view.state:
                return cast(Kept, known)
            self._view = None

        def found(view: View) -> Kept:
            made = find(view)
            self._answers.put((view.state.generation, asked.key), made, weight(made))
            return made

        return self._read(found)

    def _read(self, find: Callable[[View], Found]) -> Found:
        """What is found in one generation; anew where another one counts by the time it is found."""
        for _ in range(MOST_TURNS):
            view = self._view
            if view is None:
                view = View(self._client, self._names, self._store.trouble, self._store.state())
                self._view = view
            try:
                return find(view)
            except Moved:
                self._view = None
        raise IndexAway(f"The search index in {self._store.trouble.place} changes faster than it can be read")
