"""What stands before the application: a request that no browser sends is refused before anything is made of it."""

import base64
import hashlib
import re
from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_LABEL = r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
_HOST = re.compile(rf"(?:{_LABEL}(?:\.{_LABEL})*\.?|\[[0-9A-Fa-f:.]+\])(?::[0-9]{{1,5}})?")
_STYLE = (
    "body{max-width:38em;margin:2em auto;padding:0 1em;font:1.1875em/1.4 Arial,sans-serif;color:#0b0c0c}"
    "h1{line-height:1.1}p{overflow-wrap:anywhere}"
)
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_POLICY = f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; frame-ancestors 'none'"
LONGEST_HOST = 260  # a name of 253, and a port


def is_possible_host(host: str) -> bool:
    """A name or an address as in a Host header; names of other scripts come as ``xn--`` (RFC 5891)."""
    if len(host) > LONGEST_HOST or not _HOST.fullmatch(host):
        return False
    try:
        host.encode("ascii").decode("idna")
    except UnicodeError:
        return False
    return True


class RefuseImpossibleHosts:
    """Werkzeug knows no addresses below a host that cannot be, so that even the page of an error fails there."""

    def __init__(self, below: "WSGIApplication") -> None:
        self._below = below

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        if "HTTP_HOST" in environ and not is_possible_host(environ["HTTP_HOST"]):
            return plain_page(
                start_response, "400 Bad Request", "That request could not be read",
                "The name of the site in it cannot be a name. Type the address again.",
            )  # fmt: skip
        return self._below(environ, start_response)


def plain_page(start_response: "StartResponse", status: str, title: str, *paragraphs: str) -> list[bytes]:
    """A page that needs nothing of the application, its addresses and style sheets neither."""
    words = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs)
    page = (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{_STYLE}</style></head>"
        f"<body><main><h1>{escape(title)}</h1>{words}</main></body></html>"
    ).encode()
    start_response(
        status,
        [
            ("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(page))),
            ("Content-Security-Policy", _POLICY),
            ("X-Content-Type-Options", "nosniff"), ("Cache-Control", "no-store"),
        ],
    )  # fmt: skip
    return [page]
