"""What has to hold of a finished copy, told from its files alone."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import Any
from urllib.parse import unquote, urlsplit

from lxml import html

from evidencehub.preservation.site.pages import LINKING, NAMES_AN_ADDRESS

_LOADS = frozenset({"src", "poster"})
Element = Any  # lxml has no types


@dataclass(frozen=True)
class Checked:
    pages: int
    files: int  # pages among them
    size_bytes: int
    broken: tuple[str, ...]  # a sentence each


def check(folder: Path, *, live: str) -> Checked:
    """:param live: the address of the hub, to which no link may lead."""
    files = {each.relative_to(folder).as_posix(): each for each in sorted(folder.rglob("*")) if each.is_file()}
    pages = [name for name in files if name.endswith(".html")]
    wanted: dict[str, dict[str, str]] = defaultdict(dict)  # file -> anchor -> the first page that leads there
    broken: list[str] = []
    for name in pages:
        root = html.parse(str(files[name]), parser=html.HTMLParser(encoding="utf-8")).getroot()
        for element, attribute, link in _links(root):
            wrong = _wrong(element, attribute, link, live)
            if wrong:
                broken.append(f"{name}: {link} {wrong}")
            elif not urlsplit(link).scheme:
                file, anchor = _leads_to(name, link)
                if file not in files:
                    broken.append(f"{name}: {link} leads to no file")
                elif anchor and file.endswith(".html"):
                    wanted[file].setdefault(anchor, name)
    broken += _without_anchors(files, wanted)
    return Checked(len(pages), len(files), sum(each.stat().st_size for each in files.values()), tuple(broken))


def _links(root: Element) -> Iterator[tuple[Element, str, str]]:
    for element in root.iter(html.etree.Element):
        is_name = element.tag == "link" and element.get("rel") in NAMES_AN_ADDRESS
        for attribute in () if is_name else LINKING:
            if link := element.get(attribute):
                yield element, attribute, link


def _wrong(element: Element, attribute: str, link: str, live: str) -> str:
    if link == live or link.startswith(f"{live}/"):
        return "leads to the live hub"
    loads = attribute in _LOADS or (element.tag == "link" and element.get("rel") in ("stylesheet", "icon"))
    if loads and urlsplit(link).scheme not in ("", "data"):
        return "is loaded from elsewhere"
    return "starts at the root of its host" if link.startswith("/") else ""


def _leads_to(name: str, link: str) -> tuple[str, str]:
    parts = urlsplit(link)
    file = normpath(join(dirname(name), unquote(parts.path))) if parts.path else name
    return file, unquote(parts.fragment)


def _without_anchors(files: dict[str, Path], wanted: dict[str, dict[str, str]]) -> Iterator[str]:
    for file, anchors in wanted.items():
        root = html.parse(str(files[file]), parser=html.HTMLParser(encoding="utf-8")).getroot()
        there = {*root.xpath("//@id"), *root.xpath("//a/@name"), "top"}
        for anchor, page in anchors.items():
            if anchor not in there:
                yield f"{page}: {file}#{anchor} leads to no part of that page"
