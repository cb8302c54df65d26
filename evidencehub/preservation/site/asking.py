"""Asking the application as somebody whom it does not know, through its WSGI interface."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from werkzeug.datastructures import Headers
from werkzeug.http import parse_options_header
from werkzeug.test import Client

from evidencehub.shared.errors import HubError
from evidencehub.shared.maintenance import COPYING

_BUSY = (429, 503)
_HERE = {COPYING: True}  # what is said while somebody works on the hub is no part of a copy
_TRIES = 5


class NotMade(HubError):
    """A copy cannot be made; what was there before stays."""

    title = "No copy was made"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Headers
    parts: Iterator[bytes]

    @property
    def mimetype(self) -> str:
        return parse_options_header(self.headers.get("Content-Type"))[0]

    @property
    def body(self) -> bytes:
        return b"".join(self.parts)


class Reader:
    """Nobody in particular: each request is the first, without a cookie."""

    def __init__(self, application: Any, base_url: str) -> None:
        self._client = Client(application, use_cookies=False)
        self._base = base_url
        parts = urlsplit(base_url)
        self._host, self._below = f"{parts.scheme}://{parts.netloc}", parts.path.rstrip("/")

    @contextmanager
    def ask(self, address: str, *, method: str = "GET") -> Iterator[Answer]:
        """What the hub answers at a path below its own.

        :raises NotMade: the hub is in trouble, or stays busy.
        """
        for tried in range(_TRIES):
            asked = f"{self._below}{address}"
            with self._client.open(
                asked, base_url=self._host, method=method, buffered=False, environ_overrides=_HERE
            ) as given:
                if given.status_code in _BUSY and tried + 1 < _TRIES:
                    time.sleep(min(60, int(given.headers.get("Retry-After", "1"))))
                    continue
                if given.status_code >= 500 or given.status_code in _BUSY:
                    raise NotMade(f"The hub answered {given.status_code} at {address}. Nothing was changed.")
                yield Answer(given.status_code, given.headers, given.iter_encoded())
                return

    def type_of(self, address: str) -> str | None:
        """The media type of what lies there; None where this reader gets nothing."""
        with self.ask(address, method="HEAD") as answer:
            return answer.mimetype if answer.status == 200 else None

    def leads_to(self, answer: Answer, address: str) -> str | None:
        """The whole address to which an answer sends on."""
        target = answer.headers.get("Location")
        return urljoin(f"{self._base}{address}", target) if target and 300 <= answer.status < 400 else None
