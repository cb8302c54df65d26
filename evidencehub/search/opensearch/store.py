"""The index in a cluster: who may write it, which one counts, and what a killed writer leaves behind.

An alias names the index that counts. A rebuild fills another and has the alias name that, in one step. Nothing that is
written can be found before the index is told to show it, so that readers see all of a change or none. Then the state
is written, by which readers know that there is something new.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, replace
from typing import Any

from evidencehub.search.contract import Document, IndexAway
from evidencehub.search.opensearch import bulk
from evidencehub.search.opensearch.bulk import Change
from evidencehub.search.opensearch.client import Client, Json, Refused
from evidencehub.search.opensearch.layout import FORMAT, checksum, record, template
from evidencehub.search.opensearch.lease import Lease
from evidencehub.search.opensearch.view import Names, State, Trouble, asked

GRACE_SECONDS = 60  # how long a replaced index stays for those who are reading it
WHOLE_SECONDS = 30  # that a new index is waited for to have all its copies
A_READ = 500  # documents that are read whole at once
_STATE_INDEX: Json = {
    "settings": {"index": {"number_of_shards": 1, "auto_expand_replicas": "0-1"}},
    "mappings": {"dynamic": False, "properties": {}},
}


class Store:
    def __init__(self, client: Client, names: Names) -> None:
        self._client, self._names = client, names
        self.trouble = Trouble(f"{client.address.shown}/{names.prefix}")

    def state(self) -> State:
        """:raises IndexMissing: there is no index. :raises IndexDamaged: another release made it."""
        state: State = asked(self._client, self._names, self.trouble, [{"size": 0, "track_total_hits": False}])[0]
        return state

    def check(self) -> None:
        """:raises IndexMissing, IndexDamaged: as :meth:`state`. :raises IndexAway: a part of it cannot be reached."""
        self.state()
        health = self._client.get(f"/_cluster/health/{self._names.alias}?timeout=1s")
        if health["status"] == "red":
            raise IndexAway(f"A part of the search index at {self.trouble.place} is on no node that answers")

    def verify(self) -> None:
        """:raises IndexDamaged: a document is not what was written, or some are gone."""
        self.check()
        state, count = self.state(), 0
        for hit in self.read({"match_all": {}}, A_READ, source=True):
            count += 1
            if checksum(hit["_source"]) != hit["_source"].get("checksum"):
                raise self.trouble.damaged()
        if count != state.documents and state == self.state():
            raise self.trouble.damaged("has lost documents")

    def read(self, query: Json, size: int, *, fields: Iterable[str] = (), source: bool = False) -> Iterator[Json]:
        """All documents of a query, by id. :raises IndexMissing: there is no index."""
        after: Any = None
        while True:
            body: dict[str, Any] = {
                "query": query, "size": size, "sort": [{"id": "asc"}], "track_total_hits": False, "_source": source,
                "docvalue_fields": list(fields),
            }  # fmt: skip
            if after:
                body["search_after"] = after
            found = asked(self._client, self._names, self.trouble, [body])[1]["hits"]["hits"]
            yield from found
            if len(found) < size:
                return
            after = found[-1]["sort"]

    def apply(self, upserts: Iterable[Document], deletes: Iterable[str]) -> None:
        """:raises IndexMissing: there is none; one made of these changes alone would pass for the whole."""
        latest = {document.id: document for document in upserts}
        gone = set(deletes) - latest.keys()
        with self._writing() as lease:
            state = self.state()
            changes = [Change(key, None) for key in sorted(gone)]
            changes += [Change(key, record(document)) for key, document in latest.items()]
            made = bulk.write(self._client, self._names.alias, changes, is_alias=True)
            if not made and not latest:
                return
            lease.confirm()
            self._show(replace(state, number=state.number + 1))

    def rebuild(self, documents: Iterable[Document], progress: Callable[[int], None] | None) -> int:
        with self._writing() as lease:
            taken = [int(name.rpartition("-")[2]) for name in self._indexes()]
            # A number that nobody has seen before, not even a reader of an index that is gone.
            name = f"{self._names.alias}-{max(int(time.time()), *(number + 1 for number in taken), 0)}"
            before = self._counting()
            self._client.put(f"/_index_template/{self._names.alias}", template(self._names.alias, self._shards))
            self._client.put(f"/{name}", {})
            try:
                count = self._fill(name, documents, progress)
                lease.confirm()
            except BaseException:
                with suppress(Refused, IndexAway):
                    self._client.delete(f"/{name}")
                raise
            self._swap(name)
            known = self._known_state()
            replaced = (*(known.replaced if known else ()), *(((before, time.time()),) if before else ()))
            self._show(State(name, known.number + 1 if known else 1, FORMAT, 0, 0, replaced))
        return count

    def forget_replaced(self) -> None:
        with self._writing():
            counting = self._counting()
            self._drop(name for name in self._indexes() if name != counting)

    def take_away(self) -> None:
        with self._writing():
            self._drop(self._indexes())

    def bytes_and_segments(self) -> tuple[int, int]:
        found = self._client.get(f"/{self._names.alias}/_stats/store,segments")["_all"]
        return int(found["total"]["store"]["size_in_bytes"]), int(found["primaries"]["segments"]["count"])

    @property
    def _shards(self) -> int:
        return self._client.address.shards

    @contextmanager
    def _writing(self) -> Iterator[Lease]:
        """Wait until nobody else writes."""
        with suppress(Refused):  # it is there
            self._client.put(f"/{self._names.state}", _STATE_INDEX)
        with Lease(self._client, self._names).held() as lease:
            yield lease

    def _fill(self, name: str, documents: Iterable[Document], progress: Callable[[int], None] | None) -> int:
        seen: set[str] = set()

        def changes() -> Iterator[Change]:
            for document in documents:
                if document.id in seen:
                    raise ValueError(f"Document {document.id} was given twice to the search index")
                seen.add(document.id)
                yield Change(document.id, record(document))
                if progress:
                    progress(len(seen))

        bulk.write(self._client, name, changes(), is_alias=False)
        self._client.post(f"/{name}/_refresh")
        if seen:
            whole = f"/_cluster/health/{name}?wait_for_status=green&timeout={WHOLE_SECONDS}s"
            self._client.get(whole, seconds=WHOLE_SECONDS + 5)
        held = self._client.get(f"/{name}/_count")["count"]
        if held != len(seen):
            raise IndexAway(f"The search cluster took {held} of {len(seen)} documents")
        return len(seen)

    def _swap(self, name: str) -> None:
        removing = {"remove": {"index": f"{self._names.alias}-*", "alias": self._names.alias, "must_exist": False}}
        self._client.post("/_aliases", {"actions": [removing, {"add": {"index": name, "alias": self._names.alias}}]})

    def _show(self, state: State) -> None:
        """Have all that was written found, say so, and remove what nobody reads any more."""
        self._client.post(f"/{self._names.alias}/_refresh")
        asked_of = {"size": 0, "track_total_hits": True, "aggs": {"words": {"sum": {"field": "length"}}}}
        (found,) = self._client.searches([(self._names.alias, asked_of)])
        # Of a rebuild that was killed before it came here the state names an index that counts no more.
        counting = self._counting() or state.index
        old = {name for name in self._indexes() if name != counting}
        still = [(name, at) for name, at in state.replaced if name in old and time.time() - at < GRACE_SECONDS]
        shown = replace(
            state, index=counting, replaced=tuple(still), documents=found["hits"]["total"]["value"],
            words=int(found["aggregations"]["words"]["value"]),
        )  # fmt: skip
        path = f"/{self._names.state}/_doc/{self._names.kind}?refresh=true"
        self._client.put(path, asdict(shown))
        self._drop(old - {name for name, _ in still})

    def _known_state(self) -> State | None:
        with suppress(Refused, KeyError):
            return State.of(self._client.get(f"/{self._names.state}/_doc/{self._names.kind}")["_source"])
        return None

    def _counting(self) -> str | None:
        """The index that the alias names."""
        try:
            return next(iter(self._client.get(f"/_alias/{self._names.alias}")))
        except Refused:
            return None

    def _indexes(self) -> list[str]:
        """All of this kind: the one that counts, replaced ones, and one that a killed rebuild has left half full."""
        found = self._client.get(f"/{self._names.alias}-*/_settings/index.creation_date?expand_wildcards=all")
        return sorted(found)

    def _drop(self, names: Iterable[str]) -> None:
        for name in names:
            with suppress(Refused):
                self._client.delete(f"/{name}")
