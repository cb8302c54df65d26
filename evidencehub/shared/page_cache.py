"""Public pages kept as they were sent, for readers who are not signed in: a layer in front of Flask.

A page is kept under the number of :mod:`evidencehub.shared.public_version`, read before it is rendered, and all are
dropped when that number rises: a decision is visible with the next request. Only views that say so with
:func:`same_for_everybody` are kept, and of those no answer that sets a cookie or was made for somebody who brought one.
Who asks for another format than the page at its address passes the layer by.
"""

import gzip
import hashlib
from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

from flask import Flask, Response, current_app, has_request_context, request, session
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.datastructures import Accept, Headers
from werkzeug.http import parse_accept_header, parse_etags, parse_set_header

from evidencehub.shared import public_version
from evidencehub.shared.clock import hub_today
from evidencehub.shared.recently_used import LeastRecentlyUsed

View = TypeVar("View", bound=Callable[..., Any])
StartResponse = Callable[..., Any]
Environ = dict[str, Any]

MAX_BYTES = 32 * 1024 * 1024  # of each process; the page read longest ago goes first
LARGEST_PAGE = 1024 * 1024
LONGEST_ADDRESS = 2000
PACKED = 4  # of 9: 6 takes 1.8 to 2.5 times as long, for 5 to 7 in a hundred bytes
KEEP = "evidencehub.keep"  # set in the environment of a request whose answer may be kept
PASSING = "evidencehub.passing"  # set there as well, by a view whose answer will soon be another
FROM_KEPT = "evidencehub.kept"  # set there by this layer, where it answers by itself
_PAGE = "text/html"
_OF_ONE_ANSWER = ("Content-Length", "Date", "X-Request-ID")
_OF_A_BODY = frozenset({"Content-Type", "Content-Encoding"})


def same_for_everybody(view: View) -> View:
    """Mark a public view whose answer, for readers who are not signed in, hangs on its address and public records only.

    Not for pages with a form that is sent: its token belongs to one reader.
    """
    view.is_same_for_everybody = True  # type: ignore[attr-defined]
    return view


def keep_nothing() -> None:
    """Of this request: its answer holds for now only, such as one without the help of a process that is away."""
    if has_request_context():
        request.environ[PASSING] = True


def named_in(accepted: str, formats: Iterable[str]) -> list[str]:
    """The media types that a header ``Accept`` names, in the order of ``formats``; who takes anything names none."""
    accepted = accepted.lower()
    return [each for each in formats if each in accepted]


def wanted_format(formats: Iterable[str]) -> str | None:
    """Which of these the request would have in place of the page at its address; None: the page.

    By name alone, as the layer tells which requests pass it by: a file would be kept as everybody's page otherwise.
    """
    named = named_in(request.headers.get("Accept", ""), formats)
    best = request.accept_mimetypes.best_match([_PAGE, *named], _PAGE)
    return best if best in named else None


@dataclass(frozen=True)
class Body:
    """One encoding of a page."""

    content: bytes
    etag: str
    headers: list[tuple[str, str]]


class Page:
    """A page in the encodings that were asked for: packing one takes as long as finding what stands on it."""

    def __init__(self, content: bytes, headers: Headers) -> None:
        digest = hashlib.sha256(content).hexdigest()[:32]
        self._headers = [*headers]
        self.plain = Body(content, f'"{digest}"', [*headers, ("ETag", f'"{digest}"')])
        self._gzipped: Body | None = None

    @property
    def gzipped(self) -> Body:
        if self._gzipped is None:
            etag = f'{self.plain.etag[:-1]}-gzip"'
            packed = gzip.compress(self.plain.content, PACKED, mtime=0)
            self._gzipped = Body(packed, etag, [*self._headers, ("ETag", etag), ("Content-Encoding", "gzip")])
        return self._gzipped

    @property
    def size(self) -> int:
        """What it holds by now, with room for headers and keys."""
        return len(self.plain.content) + len(self._gzipped.content if self._gzipped else b"") + 2000


class Kept:
    """Pages of one version and one day."""

    def __init__(self) -> None:
        self._of, self._pages = (0, ""), LeastRecentlyUsed[Page](MAX_BYTES)

    def get(self, of: tuple[int, str], key: Hashable) -> Page | None:
        return self._pages.get((of, key)) if of == self._of else None

    def put(self, of: tuple[int, str], key: Hashable, page: Page) -> None:
        """Keep a page; those of another version are of no use to anybody any more."""
        if of != self._of:
            self._of, self._pages = of, LeastRecentlyUsed[Page](MAX_BYTES)
        self._pages.put((of, key), page, page.size)


class PageCache:
    """WSGI: answers what it has kept, and keeps what the application below marked."""

    def __init__(
        self, below: Callable[[Environ, StartResponse], Iterable[bytes]], engine: Engine, cookies: Sequence[str],
        formats: Collection[str] = (),
    ) -> None:  # fmt: skip
        self._below, self._engine, self._cookies = below, engine, tuple(cookies)
        self._formats = tuple(formats)
        self._kept = Kept()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if not _may_be_kept(environ, self._cookies, self._formats) or (of := self._version()) is None:
            return self._below(environ, start_response)
        key = _key(environ)
        page = self._kept.get(of, key)
        held, status = page.size if page else 0, "200 OK"
        if page is not None:
            environ[FROM_KEPT] = True
        else:
            given: list[Any] = []
            environ[KEEP] = False  # until the application says otherwise
            parts = self._below(environ, lambda *arguments: given.append(arguments))
            if not environ[KEEP] or environ["REQUEST_METHOD"] != "GET":
                start_response(*given[-1])
                return parts
            status, headers = given[-1][:2]
            page = _page(b"".join(parts), Headers(headers))
            if hasattr(parts, "close"):
                parts.close()
        answer = _answer(page, environ, start_response, status)
        if page.size != held and 0 < len(page.plain.content) <= LARGEST_PAGE:
            self._kept.put(of, key, page)  # it is new, or was packed just now
        return answer

    def _version(self) -> tuple[int, str] | None:
        """None where the database does not answer: the page itself says so better."""
        try:
            return public_version.current(self._engine), hub_today().isoformat()  # citations say the day
        except (SQLAlchemyError, self._engine.dialect.loaded_dbapi.Error):  # it asks without SQLAlchemy in between
            return None


def init_app(app: Flask, engine: Engine, *, own: Sequence[str] = (), formats: Collection[str] = ()) -> None:
    """Put the layer in front of ``app``; what reads a proxy's headers has to stand outside it, and is added later.

    :param own: cookies beside the session's by which a page is made for one reader.
    :param formats: media types that some pages answer with, where they are asked for by name.
    """
    cookies = (app.config["SESSION_COOKIE_NAME"], *own)

    @app.after_request
    def mark(response: Response) -> Response:
        view = current_app.view_functions.get(request.endpoint or "")
        if KEEP in request.environ and getattr(view, "is_same_for_everybody", False):
            # Asked as Flask reads cookies: a name with a space after it is the same to it, and passed the layer by.
            is_nobodys = not any(name in request.cookies for name in cookies) and not session.modified
            is_for_all = is_nobodys and PASSING not in request.environ
            request.environ[KEEP] = is_for_all and response.status_code == 200 and "Set-Cookie" not in response.headers
        if any(name in request.cookies for name in own) and getattr(view, "is_public", False):
            response.headers.setdefault("Cache-Control", "no-store")  # made for one reader, and changed with a press
            response.vary.add("Cookie")
        return response

    app.wsgi_app = PageCache(app.wsgi_app, engine, cookies, formats)  # type: ignore[method-assign]


def _may_be_kept(environ: Environ, cookies: Sequence[str], formats: Sequence[str]) -> bool:
    return (
        environ["REQUEST_METHOD"] in ("GET", "HEAD")
        and not any(f"{cookie}=" in environ.get("HTTP_COOKIE", "") for cookie in cookies)
        and "HTTP_AUTHORIZATION" not in environ
        and "HTTP_RANGE" not in environ
        and not named_in(environ.get("HTTP_ACCEPT", ""), formats)
        and len(environ.get("PATH_INFO", "")) + len(environ.get("QUERY_STRING", "")) <= LONGEST_ADDRESS
    )


def _key(environ: Environ) -> tuple[str, ...]:
    """All that a page may hang on beside public records: the address as the reader sees it."""
    host = environ.get("HTTP_HOST") or f"{environ['SERVER_NAME']}:{environ['SERVER_PORT']}"
    address = (environ.get(name, "") for name in ("SCRIPT_NAME", "PATH_INFO", "QUERY_STRING"))
    return (environ["wsgi.url_scheme"], host, *address)


def _page(content: bytes, headers: Headers) -> Page:
    for name in _OF_ONE_ANSWER:
        headers.pop(name, None)
    headers["Cache-Control"] = "no-cache"  # may be kept, and asked about each time: nothing outlives a decision
    headers["Vary"] = ", ".join(dict.fromkeys(["Accept-Encoding", "Cookie", *parse_set_header(headers.get("Vary"))]))
    return Page(content, headers)


@lru_cache(maxsize=256)
def takes_gzip(accepted: str) -> bool:
    return parse_accept_header(accepted, Accept)["gzip"] > 0


def _answer(page: Page, environ: Environ, start_response: StartResponse, status: str) -> Iterable[bytes]:
    body = page.gzipped if takes_gzip(environ.get("HTTP_ACCEPT_ENCODING", "")) else page.plain
    known = environ.get("HTTP_IF_NONE_MATCH")
    if known and parse_etags(known).contains_weak(body.etag.strip('"')):
        start_response("304 Not Modified", [each for each in body.headers if each[0] not in _OF_A_BODY])
        return []
    start_response(status, [*body.headers, ("Content-Length", str(len(body.content)))])
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body.content]
