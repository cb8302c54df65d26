"""Many documents written at once, in parts; what the cluster has no room for just now is sent again after a pause."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from evidencehub.search.contract import IndexAway, IndexMissing
from evidencehub.search.opensearch.client import NOT_NOW, WRITE_SECONDS, Client, Json, Refused, encoded

PART_BYTES = 5_000_000
MOST_OF_PART = 1_000
PAUSES_SECONDS = (0.2, 1.0, 3.0, 10.0, 30.0)  # before what was refused is sent again


@dataclass(frozen=True)
class Change:
    """A document to be held from now on, or with a body of None to be gone."""

    id: str
    body: Json | None

    @property
    def lines(self) -> list[Json]:
        head = {"_id": self.id}
        return [{"delete": head}] if self.body is None else [{"index": head}, self.body]


def write(client: Client, index: str, changes: Iterable[Change], *, is_alias: bool) -> int:
    """Return how many changes made a difference.

    :param is_alias: refuse where the name is none: a part alone would make an index, and pass for the whole.
    :raises IndexMissing: there is no such alias. :raises IndexAway: the cluster does not take it.
    """
    path = f"/{index}/_bulk?require_alias={str(is_alias).lower()}"
    return sum(_write_part(client, path, part) for part in _parts(changes))


def _parts(changes: Iterable[Change]) -> Iterator[list[Change]]:
    part, size = list[Change](), 0
    for change in changes:
        own = len(encoded(change.body)) if change.body else 0
        if part and (size + own > PART_BYTES or len(part) >= MOST_OF_PART):
            yield part
            part, size = [], 0
        part.append(change)
        size += own
    if part:
        yield part


def _write_part(client: Client, path: str, part: list[Change]) -> int:
    made = 0
    for pause in (*PAUSES_SECONDS, None):
        lines = chain.from_iterable(change.lines for change in part)
        items = client.lines(path, lines, seconds=WRITE_SECONDS)["items"]
        results = [next(iter(item.values())) for item in items]
        made += sum(result.get("result") in {"created", "updated", "deleted"} for result in results)
        failed = [pair for pair in zip(part, results, strict=True) if "error" in pair[1]]
        if not failed:
            return made
        _raise_what_stays(result for _, result in failed)
        part = [change for change, _ in failed]
        if pause is None:
            break
        time.sleep(pause)
    raise IndexAway(f"The search cluster at {client.address.shown} does not take {len(part)} of the changes")


def _raise_what_stays(results: Iterable[dict[str, Any]]) -> None:
    for result in results:
        if result["status"] not in NOT_NOW:
            error = Refused(result["status"], result["error"])
            raise IndexMissing(str(error)) if error.kind == "index_not_found_exception" else error
