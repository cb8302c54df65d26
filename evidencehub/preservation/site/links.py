"""What else belongs to an answer of the hub: named in its headers, or within a file."""

import re
from collections.abc import Iterator

from werkzeug.datastructures import Headers

_IN_HEADER = re.compile(r"<([^<>]+)>\s*;")
_IN_CSS = re.compile(r"url\(\s*['\"]?([^'\")]+)")
_IN_JS = re.compile(r"""(?:\bfrom|\bimport)\s*\(?\s*['"](\.{1,2}/[^'"]+)['"]""")
_STATUS = re.compile(r'"statusListCredential"\s*:\s*"([^"]+)"')


def in_headers(headers: Headers) -> Iterator[str]:
    for value in headers.getlist("Link"):
        yield from _IN_HEADER.findall(value)


def in_file(mimetype: str, text: str) -> list[str]:
    """Links as they stand there: relative to the file, or whole."""
    if mimetype == "text/css":
        return [each for each in _IN_CSS.findall(text) if not each.startswith("data:")]
    if mimetype == "text/javascript":
        return _IN_JS.findall(text)
    return _STATUS.findall(text) if mimetype.endswith("json") else []


def may_have_links(mimetype: str) -> bool:
    return mimetype in ("text/css", "text/javascript") or mimetype == "application/vc+ld+json"
