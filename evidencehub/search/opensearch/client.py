"""Asks a cluster over HTTP: the next node where one does not answer, and again where it says that it will soon."""

import json
import time
from collections.abc import Iterable, Mapping
from itertools import chain
from threading import Lock
from typing import Any, cast

import urllib3
from urllib3.exceptions import HTTPError

from evidencehub.search.contract import IndexAway
from evidencehub.search.opensearch.address import Address

Json = Mapping[str, Any]
CONNECT_SECONDS = 1.0
SEARCH_SECONDS = 6.0  # of one try
PATIENCE_SECONDS = 8.0  # of all tries together; with the last that began before
WRITE_SECONDS = 60.0
AGAIN_SECONDS = (0.05, 0.2, 0.5, 1.0, 2.0)  # waited before each further round of tries
REST_SECONDS = 5.0  # in which nobody asks a cluster that did not answer; then one does
SET_ASIDE_SECONDS = 5.0  # how long a node that did not answer is asked last
NOT_NOW = frozenset({429, 502, 503, 504})
NOT_WHOLE = NOT_NOW | {500}  # as it says too where a part of an index was lost while it was looked through
CONNECTIONS = 16  # kept open to each node


class Refused(ValueError):
    """The cluster answered that it will not do it."""

    def __init__(self, status: int, error: Any) -> None:
        self.status = status
        self.kind = str(error.get("type", "")) if isinstance(error, dict) else ""
        reason = error.get("reason", "") if isinstance(error, dict) else error
        super().__init__(f"OpenSearch answered {status}: {self.kind} {reason}".strip())


class Client:
    """Safe for threads. Opens no connection before it is asked."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self._lock = Lock()
        self._next = 0
        self._failed_at: dict[str, float] = {}
        self._rests_until = 0.0  # 0: it answers
        headers = {"accept": "application/json"}
        if address.user:
            headers |= urllib3.make_headers(basic_auth=f"{address.user}:{address.password}")
        self._pool = urllib3.PoolManager(
            maxsize=CONNECTIONS, headers=headers, retries=False, ca_certs=address.authority, cert_reqs="CERT_REQUIRED"
        )

    def close(self) -> None:
        """Let its connections go."""
        self._pool.clear()

    def get(self, path: str, *, seconds: float = SEARCH_SECONDS) -> Json:
        return self.ask("GET", path, seconds=seconds)

    def put(self, path: str, body: Json, *, seconds: float = WRITE_SECONDS) -> Json:
        return self.ask("PUT", path, body, seconds=seconds)

    def post(self, path: str, body: Json | None = None, *, seconds: float = WRITE_SECONDS) -> Json:
        return self.ask("POST", path, body, seconds=seconds)

    def delete(self, path: str) -> Json:
        return self.ask("DELETE", path, seconds=WRITE_SECONDS)

    def ask(self, method: str, path: str, body: Json | None = None, *, seconds: float) -> Json:
        """:raises Refused: the answer is an error that will stay. :raises IndexAway: no node answers."""
        data = None if body is None else encoded(body)
        return self._asked(method, path, data, "application/json", seconds)

    def lines(self, path: str, bodies: Iterable[Json], *, seconds: float) -> Json:
        """Of requests that have a line each; raises as :meth:`ask`."""
        data = b"".join(chain.from_iterable((encoded(body), b"\n") for body in bodies))
        return self._asked("POST", path, data, "application/x-ndjson", seconds)

    def searches(self, bodies: Iterable[tuple[str, Json]]) -> list[Json]:
        """The answers to searches of an index or alias each, in one request; an answer is of all shards or none.

        A cluster that did not answer is left alone for a while, so that readers do not wait for it one after the other.

        :raises Refused: one of them is an error that will stay. :raises IndexAway: no node answers.
        """
        if not (asked := list(bodies)):
            return []
        if self._rests():
            raise self._away("it did not answer a moment ago")
        try:
            answers = self._searched(asked)
        except IndexAway:
            self._rests_until = time.monotonic() + REST_SECONDS
            raise
        self._rests_until = 0.0
        return answers

    def _rests(self) -> bool:
        """Whether to leave the cluster alone; of those who come when it has rested, one tries and the others wait."""
        with self._lock:
            if self._rests_until > time.monotonic():
                return True
            if self._rests_until:
                self._rests_until = time.monotonic() + REST_SECONDS
            return False

    def _searched(self, asked: list[tuple[str, Json]]) -> list[Json]:
        heads: list[Json] = [{"index": index, "allow_partial_search_results": False} for index, _ in asked]
        lines = list(chain.from_iterable(zip(heads, (body for _, body in asked), strict=True)))
        until = time.monotonic() + PATIENCE_SECONDS
        for seconds in (*AGAIN_SECONDS, 0.0):
            answers = cast(list[Json], self.lines("/_msearch", lines, seconds=SEARCH_SECONDS)["responses"])
            failed = [Refused(int(each.get("status", 500)), each["error"]) for each in answers if "error" in each]
            if not failed:
                return answers
            if stays := [each for each in failed if each.status not in NOT_WHOLE]:
                raise stays[0]
            if time.monotonic() > until:
                break
            time.sleep(seconds)
        raise self._away(str(failed[0]))

    def _away(self, why: str) -> IndexAway:
        return IndexAway(f"The search cluster at {self.address.shown} does not answer: {why}")

    def _asked(self, method: str, path: str, data: bytes | None, kind: str, seconds: float) -> Json:
        why = "no node of it answers"
        until = time.monotonic() + max(PATIENCE_SECONDS, seconds)
        for wait in (*AGAIN_SECONDS, None):
            for host in self._hosts():
                try:
                    answer = self._pool.request(
                        method, f"{self.address.scheme}://{host}{path}", body=data, headers=self._headers(kind),
                        timeout=urllib3.Timeout(connect=CONNECT_SECONDS, read=seconds),
                    )  # fmt: skip
                except HTTPError as error:
                    self._failed(host)
                    why = f"{type(error).__name__} at {host}"
                    continue
                if answer.status in NOT_NOW:
                    why = f"{host} answered {answer.status}"
                    continue
                return _read(answer)
            if wait is None or time.monotonic() > until:
                break
            time.sleep(wait)
        raise self._away(why)

    def _headers(self, kind: str) -> dict[str, str]:
        return {**self._pool.headers, "content-type": kind}

    def _hosts(self) -> list[str]:
        """All, another one first each time; those that failed a moment ago come last."""
        with self._lock:
            self._next += 1
            turn = self._next % len(self.address.hosts)
        hosts = [*self.address.hosts[turn:], *self.address.hosts[:turn]]
        since = time.monotonic() - SET_ASIDE_SECONDS
        return sorted(hosts, key=lambda host: self._failed_at.get(host, 0.0) > since)

    def _failed(self, host: str) -> None:
        self._failed_at[host] = time.monotonic()


def encoded(body: Json) -> bytes:
    """Half of a pair that stands for one letter is no letter, and becomes a question mark."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode(errors="replace")


def _read(answer: Any) -> Json:
    try:
        held = json.loads(answer.data)
    except ValueError as error:
        raise Refused(answer.status, "not JSON: is it a cluster of OpenSearch?") from error
    if answer.status >= 400:
        raise Refused(answer.status, held.get("error", held) if isinstance(held, dict) else held)
    return cast(Json, held)
