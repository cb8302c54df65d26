"""From the home page and the sitemap to all that they lead to, written file by file."""

import json
import re
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from evidencehub.preservation.site import links
from evidencehub.preservation.site.asking import Answer, Reader
from evidencehub.preservation.site.pages import Rewriter
from evidencehub.preservation.site.places import Place, Places, between

_ADDRESS = re.compile(r"<loc>([^<]+)</loc>")
SITEMAP = "/sitemap.xml"
_PACKAGE = "datapackage.json"


@dataclass
class Crawled:
    pages: int = 0
    files: int = 0
    dead: dict[str, tuple[int, str]] = field(default_factory=dict)  # address -> what came back, and who leads there


class Crawl:
    def __init__(self, reader: Reader, places: Places, rewriter: Rewriter, folder: Path) -> None:
        self._reader, self._places, self._rewriter, self._folder = reader, places, rewriter, folder
        self._waiting: deque[tuple[Place, str]] = deque()
        self._seen: set[str] = set()
        self.found = Crawled()

    def begin_with(self, addresses: Iterable[str], *, named_by: str) -> None:
        """Addresses, whole or as paths, that the copy has in any case; others are passed over."""
        for address in addresses:
            place = self._places.at(self._places.whole(address, "/"))
            if place is not None:
                self._note(place, named_by)

    def begin_with_the_sitemap(self) -> None:
        with self._reader.ask(SITEMAP) as answer:
            files = _ADDRESS.findall(answer.body.decode())
        for file in files:
            with self._reader.ask(self._places.below(file)) as answer:
                self.begin_with(_ADDRESS.findall(answer.body.decode()), named_by=SITEMAP)

    def run(self, advance: Callable[[float], None]) -> None:
        """:param advance: is told how much of what is known so far has been written, 0 to 1."""
        while self._waiting:
            place, named_by = self._waiting.popleft()
            with self._reader.ask(place.address) as answer:
                self._take(place, answer, named_by)
            done = self.found.pages + self.found.files
            advance(done / (done + len(self._waiting)))

    def write(self, place: Place, text: str) -> None:
        """A page that the copy has of its own."""
        written = self._rewriter.rewritten(text, place)
        for each in written.leads_to:
            self._note(each, place.address)
        self._seen.add(place.file)
        self._path(place.file).write_bytes(written.content)
        self.found.pages += 1

    def _note(self, place: Place, named_by: str) -> None:
        if place.file not in self._seen and not place.is_own:
            self._seen.add(place.file)
            self._waiting.append((place, named_by))

    def _take(self, place: Place, answer: Answer, named_by: str) -> None:
        onwards = self._reader.leads_to(answer, place.address)
        target = self._places.at(onwards) if onwards else None
        if target is not None and onwards is not None:
            self._note(target, place.address)
            self._path(place.file).write_text(_sends_on(between(place.file, target.file)), encoding="utf-8")
            self.found.pages += 1
        elif answer.status != 200:
            self.found.dead[place.address] = answer.status, named_by
        elif place.is_page:
            for link in links.in_headers(answer.headers):
                self.begin_with([link], named_by=place.address)
            self.write(place, answer.body.decode())
        else:
            self._take_file(place, answer)

    def _take_file(self, place: Place, answer: Answer) -> None:
        path = self._path(place.file)
        if place.address.endswith(_PACKAGE):
            path.write_text(self._package(answer.body, place), encoding="utf-8")
        elif links.may_have_links(answer.mimetype):
            content = answer.body
            path.write_bytes(content)
            found = links.in_file(answer.mimetype, content.decode())
            self.begin_with((self._places.whole(each, place.address) for each in found), named_by=place.address)
        else:
            with path.open("wb") as file:
                file.writelines(answer.parts)
        self.found.files += 1

    def _package(self, content: bytes, place: Place) -> str:
        """A description of tables that names them as they lie beside it."""
        told = json.loads(content)
        for each in told["resources"]:
            if (table := self._places.at(each["path"])) is not None:
                each["path"] = between(place.file, table.file)
        return json.dumps(told, ensure_ascii=False, indent=1)

    def _path(self, file: str) -> Path:
        path = self._folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        return path


def _sends_on(link: str) -> str:
    """A page for an address that leads on to another: no server is asked to."""
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>This page has moved</title>'
        f'<meta http-equiv="refresh" content="0; url={link}"></head><body><main><h1>This page has moved</h1>'
        f'<p><a href="{link}">Go to where it is now</a></p></main></body></html>\n'
    )
