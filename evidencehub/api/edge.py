"""What stands before the calls of the API: no cookie is read, requests are counted, and any page may read answers.

It stands outside the pages that are kept, so that an answer is the same for everybody and kept for everybody, while the
headers that count requests are of the one who asks. What is answered to a token is kept nowhere, and no page of another
site reads it or sends anything that changes something.
"""

import hashlib
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from werkzeug.datastructures import Headers
from werkzeug.http import parse_etags, parse_set_header

from evidencehub.shared import pace, problems

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

A_MINUTE = 300  # requests of one address or one token, counted by each process of the hub for itself
BELOW = "/api/v1"
_ANYBODY = (
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Expose-Headers", "ETag, Link, RateLimit, RateLimit-Policy, Retry-After"),
)
_READS = ("GET", "HEAD", "OPTIONS")
_PREFLIGHT = (
    ("Access-Control-Allow-Methods", "GET, HEAD, OPTIONS"),
    ("Access-Control-Allow-Headers", "Accept, Accept-Language, If-None-Match"),
    ("Access-Control-Max-Age", "86400"),
)


class Edge:
    """WSGI: around the whole application, and of no consequence for addresses that are not of the API."""

    def __init__(self, below: "WSGIApplication", *, told_at: str) -> None:
        """:param told_at: the page that says what each kind of problem means."""
        self._below, self._told_at = below, told_at

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        if not is_below(environ.get("PATH_INFO", "")):
            return self._below(environ, start_response)
        environ.pop("HTTP_COOKIE", None)
        token = _token(environ)
        left = _counted(token, environ.get("REMOTE_ADDR", ""))
        own = [*([] if token or environ["REQUEST_METHOD"] not in _READS else _ANYBODY), *_rates(left)]
        if environ["REQUEST_METHOD"] == "OPTIONS":
            own += _PREFLIGHT
        if token:
            start_response = _kept_nowhere(start_response)
        if left.requests < 0:
            return self._too_many(left, own, environ, start_response)
        given: list[Any] = []
        parts = self._below(environ, _keeping(given))
        status, headers = given[-1][:2]
        if environ["REQUEST_METHOD"] != "GET" or not status.startswith("200") or "ETag" in Headers(headers):
            start_response(status, [*headers, *own])
            return parts
        return _tagged(status, [*headers, *own], parts, environ, start_response)

    def _too_many(
        self,
        left: pace.Left,
        own: list[tuple[str, str]],
        environ: "WSGIEnvironment",
        start_response: "StartResponse",
    ) -> Iterable[bytes]:
        body = problems.content(429, f"{self._told_at}#problem-429").encode()
        headers = [
            ("Content-Type", problems.MEDIA_TYPE),
            ("Content-Length", str(len(body))),
            ("Retry-After", str(left.seconds)),
            ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"),
        ]
        start_response("429 Too Many Requests", [*headers, *own])
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def is_below(path: str) -> bool:
    """Where Flask would look for it: with how many slashes a path begins is the same to it, and not to every server."""
    path = f"/{path.lstrip('/')}"
    return path == BELOW or path.startswith(f"{BELOW}/")


def _token(environ: "WSGIEnvironment") -> str:
    """What was sent as one; "" without. A proxy's own password before the hub is none."""
    scheme, _, token = environ.get("HTTP_AUTHORIZATION", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _counted(token: str, address: str) -> pace.Left:
    """By the token where one is sent: many people may have one address. Wrong tokens are counted by :mod:`.bearer`."""
    if token:
        return pace.count("api-token", hashlib.sha256(token.encode()).hexdigest(), most=A_MINUTE)
    return pace.count("api", address, most=A_MINUTE)


def _kept_nowhere(start_response: "StartResponse") -> "StartResponse":
    def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Callable[[bytes], object]:
        given = Headers(headers)
        given["Cache-Control"] = "private, no-store"
        given["Vary"] = ", ".join(dict.fromkeys(["Authorization", *parse_set_header(given.get("Vary"))]))
        return start_response(status, [*given], *more)

    return start


def _rates(left: pace.Left) -> list[tuple[str, str]]:
    """As draft-ietf-httpapi-ratelimit-headers-10 has them."""
    return [
        ("RateLimit-Policy", f'"requests";q={A_MINUTE};w=60'),
        ("RateLimit", f'"requests";r={max(left.requests, 0)};t={left.seconds}'),
    ]


def _keeping(given: list[Any]) -> Callable[..., Any]:
    def start(*arguments: Any) -> Callable[[bytes], object]:
        given.append(arguments)
        return lambda _piece: None

    return start


def _tagged(
    status: str,
    headers: list[tuple[str, str]],
    parts: Iterable[bytes],
    environ: "WSGIEnvironment",
    start_response: "StartResponse",
) -> Iterable[bytes]:
    """An answer that is not kept, such as one for a long address, has a tag all the same."""
    content = b"".join(parts)
    if hasattr(parts, "close"):
        parts.close()
    tag = hashlib.sha256(content).hexdigest()[:32]
    known = environ.get("HTTP_IF_NONE_MATCH")
    if known and parse_etags(known).contains_weak(tag):
        kept = [each for each in headers if each[0] not in ("Content-Type", "Content-Length")]
        start_response("304 Not Modified", [*kept, ("ETag", f'"{tag}"')])
        return []
    start_response(status, [*headers, ("ETag", f'"{tag}"')])
    return [content]
