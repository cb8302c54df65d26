"""One generation of an index as a reader sees it: what is known of it, and how it is asked."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evidencehub.search.contract import IndexAway, IndexDamaged, IndexMissing
from evidencehub.search.opensearch.client import Client, Json, Refused
from evidencehub.search.opensearch.layout import FORMAT
from evidencehub.shared.recently_used import LeastRecentlyUsed

COUNTS_KEPT = 20_000


class Moved(Exception):
    """There is a newer generation; what was found out of the one before is worth nothing."""


@dataclass(frozen=True)
class Names:
    """Under which a kind of document (records, or pages of reports) lies in the cluster."""

    prefix: str
    kind: str

    @property
    def alias(self) -> str:
        return f"{self.prefix}-{self.kind}"

    @property
    def state(self) -> str:
        """The index that says what counts; of one small document a kind, and another while somebody writes."""
        return f"{self.prefix}-state"


@dataclass(frozen=True)
class State:
    """What the writer says of the index when all that it wrote can be found."""

    index: str  # that the alias names
    number: int  # one more with every write
    format: str
    documents: int
    words: int  # in all documents together, by which they are long or short
    replaced: tuple[tuple[str, float], ...] = ()  # indexes that counted before, and when each was replaced

    @property
    def generation(self) -> str:
        return f"{self.index}.{self.number}"

    @property
    def average(self) -> float:
        return max(self.words / self.documents, 1.0) if self.documents else 1.0

    @staticmethod
    def of(held: Json) -> "State":
        replaced = tuple((name, float(at)) for name, at in held["replaced"])
        return State(held["index"], held["number"], held["format"], held["documents"], held["words"], replaced)


class Trouble:
    """One plain line for an index that cannot be used."""

    def __init__(self, place: str) -> None:
        self.place = place

    def missing(self) -> IndexMissing:
        return IndexMissing(f"There is no search index in {self.place}; run: evidencehub index rebuild")

    def damaged(self, how: str = "is damaged") -> IndexDamaged:
        return IndexDamaged(f"The search index in {self.place} {how}; run: evidencehub index rebuild")


class View:
    """Questions to one generation; each comes with one to the state, so that it is known when another counts."""

    def __init__(self, client: Client, names: Names, trouble: Trouble, state: State) -> None:
        self._client, self._names, self._trouble = client, names, trouble
        self.state = state
        self._counts: LeastRecentlyUsed[int] = LeastRecentlyUsed(COUNTS_KEPT)

    def ask(self, *bodies: Json) -> list[Json]:
        """:raises Moved: the answers are of another generation. :raises IndexMissing: there is no index any more."""
        state, *answers = asked(self._client, self._names, self._trouble, bodies)
        if state != self.state:
            raise Moved
        return answers

    def counts(self, queries: Sequence[Json]) -> list[int]:
        """How many documents each query finds; asked once as long as the generation counts."""
        keys = [json.dumps(query, sort_keys=True) for query in queries]
        found = {key: count for key in keys if (count := self._counts.get(key)) is not None}
        unknown: Mapping[str, Json] = {key: query for key, query in zip(keys, queries, strict=True) if key not in found}
        if unknown:
            bodies = ({"query": query, "size": 0, "track_total_hits": True} for query in unknown.values())
            for key, answer in zip(unknown, self.ask(*bodies), strict=True):
                found[key] = answer["hits"]["total"]["value"]
                self._counts.put(key, found[key])
        return [found[key] for key in keys]


def asked(client: Client, names: Names, trouble: Trouble, bodies: Sequence[Json]) -> list[Any]:
    """The state, and the answers to these searches.

    :raises IndexMissing: there is no index. :raises IndexDamaged: another release made it.
    :raises IndexAway: nobody answers, or not to us.
    """
    of_state = {"query": {"ids": {"values": [names.kind]}}, "size": 1}
    try:
        found, *answers = client.searches([(names.state, of_state), *((names.alias, body) for body in bodies)])
    except Refused as error:
        if error.kind == "index_not_found_exception":
            raise trouble.missing() from error
        raise IndexAway(str(error)) from error  # it will not tell who asks, for one
    hits = found["hits"]["hits"]
    if not hits:
        raise trouble.missing()
    state = State.of(hits[0]["_source"])
    if state.format != FORMAT:
        raise trouble.damaged("was made by another version")
    return [state, *answers]
