"""One writer at a time, wherever it runs: a document in the cluster that whoever writes keeps renewing.

No clock is compared with another machine's: who waits looks whether the document still changes, by their own clock.
"""

import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Lock, Thread

from evidencehub.search.contract import IndexAway
from evidencehub.search.opensearch.client import Client, Json, Refused
from evidencehub.search.opensearch.view import Names

RENEWED_SECONDS = 5.0
GIVEN_UP_SECONDS = 30.0  # a holder that did not renew it so long is dead, or as good as that
LOOKED_SECONDS = 0.1


class LeaseLost(IndexAway):
    """Somebody else took this writer for dead, and writes."""


class Lease:
    def __init__(self, client: Client, names: Names) -> None:
        self._client = client
        self._path = f"/{names.state}/_doc/{names.kind}-writing"
        self._create = f"/{names.state}/_create/{names.kind}-writing"
        self._body = {"writer": uuid.uuid4().hex}
        self._version: Json = {}
        self._lock = Lock()

    @contextmanager
    def held(self) -> Iterator["Lease"]:
        """Wait until nobody else writes; renewed by a thread of its own until the end.

        :raises IndexAway: the cluster does not answer.
        """
        self._take()
        ended = Event()
        renewing = Thread(target=self._renew_until, args=(ended,), daemon=True)
        renewing.start()
        try:
            yield self
        finally:
            ended.set()
            renewing.join()
            with suppress(Refused, IndexAway):  # else it is given up by others after a while
                self._client.delete(f"{self._path}?{_if_as(self._version)}")

    def confirm(self) -> None:
        """Say once more that it is held. :raises LeaseLost: it is not."""
        with self._lock:
            try:
                self._version = self._client.put(f"{self._path}?{_if_as(self._version)}", self._body)
            except Refused as error:
                if not self._is_ours():
                    raise LeaseLost("another writer of the search index has taken over") from error

    def _is_ours(self) -> bool:
        """Whether it is as this writer has left it, or changed it without having heard so."""
        with suppress(Refused):
            found = self._client.get(self._path)
            if found["_source"] == self._body:
                self._version = found
                return True
        return False

    def _take(self) -> None:
        seen: Json = {}
        since = time.monotonic()
        while True:
            try:
                self._version = self._client.put(self._create, self._body)
                return
            except Refused as error:
                if error.status != 409:
                    raise
            if self._is_ours():  # of which the answer was lost
                return
            with suppress(Refused):  # freed in between
                found = self._client.get(self._path)
                if found["_seq_no"] != seen.get("_seq_no"):
                    seen, since = found, time.monotonic()
                elif time.monotonic() - since > GIVEN_UP_SECONDS:
                    self._version = self._client.put(f"{self._path}?{_if_as(found)}", self._body)
                    return
            time.sleep(LOOKED_SECONDS)

    def _renew_until(self, ended: Event) -> None:
        while not ended.wait(RENEWED_SECONDS):
            with suppress(IndexAway):  # whoever writes finds out when it confirms
                self.confirm()


def _if_as(version: Json) -> str:
    return f"if_seq_no={version['_seq_no']}&if_primary_term={version['_primary_term']}"
