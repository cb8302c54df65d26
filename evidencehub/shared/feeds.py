"""Feeds: what is new of something, for programs that look for it (Atom, RFC 4287)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Response, current_app
from lxml import etree
from lxml.builder import ElementMaker

from evidencehub.shared.clock import utc_now
from evidencehub.shared.forms import printable

MIMETYPE = "application/atom+xml"
_ATOM = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True)
class Entry:
    id: str  # an IRI that never changes
    title: str
    at: datetime
    text: str
    page: str = ""  # absolute; "" for what has none any more


def atom(title: str, *, page: str, own: str, entries: Sequence[Entry]) -> Response:
    """A feed of ``entries``, latest first.

    RFC 4287 asks for a date also where nothing changed yet: then it is today's.

    :param page: the absolute address of what the feed is about; ``own`` that of the feed.
    """
    make = ElementMaker(namespace=_ATOM, nsmap={None: _ATOM})
    site = current_app.config["SETTINGS"].site_name
    updated = entries[0].at if entries else utc_now().replace(hour=0, minute=0, second=0, microsecond=0)
    feed = make.feed(
        make.title(printable(f"{title}: what changed on {site}")),
        make.id(own),
        make.updated(updated.isoformat(timespec="seconds")),
        make.author(make.name(site)),
        make.link(href=own, rel="self", type=MIMETYPE),
        make.link(href=page, rel="alternate", type="text/html"),
        *(_entry(make, each) for each in entries),
    )
    return Response(etree.tostring(feed, xml_declaration=True, encoding="utf-8"), mimetype=MIMETYPE)


def _entry(make: ElementMaker, entry: Entry) -> etree._Element:
    return make.entry(
        make.title(printable(entry.title)),
        make.id(entry.id),
        make.updated(entry.at.isoformat(timespec="seconds")),
        *([make.link(href=entry.page, rel="alternate", type="text/html")] if entry.page else []),
        make.content(printable(entry.text), type="text"),
    )
