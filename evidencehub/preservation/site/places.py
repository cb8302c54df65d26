"""Where in a copy lies what has an address on the hub."""

import mimetypes
import posixpath
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urljoin, urlsplit

from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, RequestRedirect

from evidencehub.preservation.site.kept import FILES, NAMED_BY_THEIR_ANSWER, PAGES, PARAMETERS

_VALUE = re.compile(r"[A-Za-z0-9._-]{1,80}")
_SEGMENT = re.compile(r"[^\x00-\x1f\x7f\\/:*?\"<>|]{1,200}")  # what every file system takes


@dataclass(frozen=True, slots=True)
class Place:
    """``address`` is what the hub is asked for: a path with its parameters, below the hub's own path."""

    address: str
    file: str  # from the copy's folder, with slashes
    is_page: bool
    is_own: bool = False  # made for the copy, and asked for nowhere


class Places:
    """Tells of addresses of one hub whether a copy has them, and where."""

    def __init__(
        self,
        routes: Map,
        base_url: str,
        type_of: Callable[[str], str | None],
        own: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """
        :param type_of: the media type of what lies at an address; None where nobody gets it.
        :param own: by path the files that a copy has in the place of what needs the hub.
        """
        self._base, self._type_of, self._own = base_url, type_of, own
        self._routes = routes.bind(urlsplit(base_url).netloc)
        self._known: dict[str, Place | None] = {}

    def is_of_the_hub(self, address: str) -> bool:
        """Of a whole address: also one that the hub does not have."""
        return address == self._base or address.startswith((f"{self._base}/", f"{self._base}?", f"{self._base}#"))

    def whole(self, link: str, page: str) -> str:
        """What a link on the page at the address ``page`` leads to, with its scheme and host."""
        return urljoin(f"{self._base}{page}", link)

    def below(self, whole: str) -> str:
        """A whole address of the hub as a path below the hub's own."""
        return whole.removeprefix(self._base).partition("#")[0] or "/"

    def at(self, whole: str) -> Place | None:
        """None where a copy has nothing of that address. What stands after # plays no part."""
        address = self.below(whole)
        if address not in self._known:
            self._known[address] = self._find(address)
        return self._known[address]

    def _find(self, address: str) -> Place | None:
        parts = urlsplit(address)
        if parts.path in self._own:
            return self._of_the_copy(parts.path, parts.query)
        path, endpoint = unquote(parts.path), self._endpoint(unquote(parts.path))
        segments = [each for each in path.split("/") if each]
        if not all(_SEGMENT.fullmatch(each) and each not in (".", "..") for each in segments):
            return None
        given = {name: value for name, value in parse_qsl(parts.query) if (name, value) != ("page", "1")}
        if endpoint in PAGES and given.keys() <= PARAMETERS and all(_VALUE.fullmatch(each) for each in given.values()):
            name = "-".join(f"{key}-{given[key]}" for key in sorted(given)) or "index"
            asked = "&".join(f"{key}={given[key]}" for key in sorted(given))
            return Place(f"{parts.path}?{asked}" if asked else parts.path, "/".join([*segments, f"{name}.html"]), True)
        if endpoint not in FILES or parts.query:
            return None
        ending = ""
        if endpoint in NAMED_BY_THEIR_ANSWER:
            kind = self._type_of(parts.path)
            if kind is None:
                return None
            ending = mimetypes.guess_extension(kind) or ""
        return Place(parts.path, "/".join(segments) + ending, False)

    def _of_the_copy(self, path: str, query: str) -> Place | None:
        """A question in words is answered there too; one with filters is not."""
        asked = dict(parse_qsl(query))
        file = self._own[path]
        return Place(path, file, is_page=file.endswith(".html"), is_own=True) if asked.keys() <= {"q"} else None

    def _endpoint(self, path: str) -> str:
        try:
            found: tuple[str, Any] = self._routes.match(path, method="GET")
        except (HTTPException, RequestRedirect):
            return ""
        return found[0]


def between(here: str, there: str, *, asked: str = "", part: str = "") -> str:
    """A link from one file of the copy to another, wherever the folder lies.

    :param asked: what stands after ?.
    :param part: what stands after #.
    """
    link = quote(posixpath.relpath(there, posixpath.dirname(here) or "."), safe="/~")
    return f"{link}{'?' if asked else ''}{asked}{'#' if part else ''}{part}"
