"""Requests, counted while they are answered: how many, how they ended, and how long they took."""

import os
import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, request
from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.multiprocess import MultiProcessCollector

from evidencehub.operations.metrics.processes import FOLDER
from evidencehub.shared.page_cache import FROM_KEPT

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

BUCKETS = (0.05, 0.1, 0.3, 1.0, 3.0, 10.0)  # seconds; half of what we promise of a page, the promise, and what is slow
_ROUTE = "evidencehub.route"
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Requests:
    """What is counted of requests, by the template of their address: addresses hold names and tokens."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._answered = Counter(
            "evidencehub_http_requests", "Requests that were answered", ("route", "method", "status"),
            registry=self._registry,
        )  # fmt: skip
        self._took = Histogram(
            "evidencehub_http_request_duration_seconds", "Until an answer began", ("route",), buckets=BUCKETS,
            registry=self._registry,
        )  # fmt: skip

    def count(self, environ: "WSGIEnvironment", status: str, seconds: float) -> None:
        method = environ["REQUEST_METHOD"]
        route = environ.get(_ROUTE) or ("kept page" if environ.get(FROM_KEPT) else "none")
        self._answered.labels(route, method if method in _METHODS else "other", f"{status[:1]}xx").inc()
        self._took.labels(route).observe(seconds)

    def registry(self) -> CollectorRegistry:
        """All processes' counts together, where there are several that count."""
        if not (folder := os.environ.get(FOLDER)):
            return self._registry
        together = CollectorRegistry()
        MultiProcessCollector(together, path=folder)
        return together


class Counted:
    """WSGI: around the whole application, so that kept pages and errors count."""

    def __init__(self, below: "WSGIApplication", requests: Requests) -> None:
        self._below, self._requests = below, requests

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        began, ended = time.perf_counter(), "500"

        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Callable[[bytes], object]:
            nonlocal ended
            ended = status
            return start_response(status, headers, *error)

        try:
            return self._below(environ, start)
        finally:
            self._requests.count(environ, ended, time.perf_counter() - began)


def init_app(app: Flask) -> Requests:
    requests = Requests()

    @app.after_request
    def note_route(response: Response) -> Response:
        request.environ[_ROUTE] = request.url_rule.rule if request.url_rule else "none"
        return response

    app.wsgi_app = Counted(app.wsgi_app, requests)  # type: ignore[method-assign]
    return requests
