"""The whole public hub as plain files, made from the running application as anybody sees it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask, render_template

from evidencehub.preservation.site import folder as folders
from evidencehub.preservation.site import own_pages
from evidencehub.preservation.site.asking import Reader
from evidencehub.preservation.site.bulk import items, write_lists
from evidencehub.preservation.site.checking import Checked, check
from evidencehub.preservation.site.crawling import Crawl
from evidencehub.preservation.site.listing import listed
from evidencehub.preservation.site.pages import Rewriter
from evidencehub.preservation.site.places import Place, Places
from evidencehub.preservation.site.searchable import write_searchable
from evidencehub.preservation.site.settling import settled
from evidencehub.shared import pace
from evidencehub.shared.db import db
from evidencehub.shared.settings import Settings

Advance = Callable[[float], None]
# What no page of every hub leads to, and whoever checks a credential asks for.
_BESIDE = ("/did.json", "/.well-known/did.json")
# Browsers heed this only in a header.
_NOT_IN_A_PAGE = "frame-ancestors"


@dataclass(frozen=True)
class Made:
    checked: Checked
    dead: tuple[str, ...]  # links of the hub itself that lead nowhere, a sentence each
    readings: int  # of the whole hub; more than one where what is public changed meanwhile

    @property
    def broken(self) -> tuple[str, ...]:
        return *self.dead, *self.checked.broken


def copy(app: Flask, folder: Path, *, today: date, copying: Advance, address: str = "") -> Made:
    """Write the copy beside ``folder``, and put it in its place once nothing changed while it was written.

    :param address: where the copy will be, if that is known; pages then name it as their own.
    :raises NotMade: the folder cannot be taken, the hub cannot answer, or what is public goes on changing.
    """
    settings: Settings = app.config["SETTINGS"]
    with app.app_context():
        engine = db.engine
    with folders.beside(folder) as new, pace.uncounted():

        def read() -> tuple[Checked, Crawl]:
            crawl = _crawl(app, settings, new, today, address)
            crawl.run(copying)
            return check(new, live=settings.base_url), crawl

        (checked, crawl), readings = settled(new, engine, lambda: folders.clear(new), read)
        about = {
            "hub": settings.base_url, "name": settings.site_name, "made_on": today.isoformat(),
            "pages": checked.pages, "files": checked.files, "bytes": checked.size_bytes,
        }  # fmt: skip
        folders.write_about(new, about)
        (new / ".nojekyll").touch()  # GitHub would leave out what begins with a dot
    dead = (f"{by}: {where} answers {status}" for where, (status, by) in sorted(crawl.found.dead.items()))
    return Made(checked, tuple(dead), readings)


def _crawl(app: Flask, settings: Settings, new: Path, today: date, address: str) -> Crawl:
    reader, own = Reader(app, settings.base_url), {**own_pages.FILES}
    places = Places(app.url_map, settings.base_url, reader.type_of, own)
    everything = list(listed(reader, places))
    told = items(reader, places, "accreditations", f"&fields={own_pages.AWARD_FIELDS}")
    awards = sorted(told, key=itemgetter("number"))
    own |= own_pages.files_of(everything, awards)
    rewriter = Rewriter(
        places, notice=_notice(app, settings, today), policy=_policy(reader), canonical=address.rstrip("/")
    )
    crawl = Crawl(reader, places, rewriter, new)
    for path, text in own_pages.own_pages(app, settings, everything, awards):
        crawl.write(Place(path, own[path], is_page=True, is_own=True), text)
    write_lists(new, reader, places)
    write_searchable(new, reader, places, rewriter, {each.address: each for each in everything})
    crawl.begin_with(["/"], named_by="the beginning")
    crawl.begin_with_the_sitemap()
    crawl.begin_with((each.address for each in everything), named_by="the list of projects")
    for each in _BESIDE:
        if reader.type_of(each):
            crawl.begin_with([each], named_by="the beginning")
    return crawl


def _policy(reader: Reader) -> str:
    with reader.ask("/") as answer:
        parts = answer.headers["Content-Security-Policy"].split(";")
    return "; ".join(part.strip() for part in parts if not part.strip().startswith(_NOT_IN_A_PAGE))


def _notice(app: Flask, settings: Settings, today: date) -> str:
    parts = urlsplit(settings.base_url)
    with app.test_request_context("/", base_url=f"{parts.scheme}://{parts.netloc}"):
        return render_template("preservation/notice.html", made_on=f"{today.day} {today:%B %Y}", live=settings.base_url)
