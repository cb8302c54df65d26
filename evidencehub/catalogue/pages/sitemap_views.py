"""What programs that look for pages ask first: the sitemap, robots.txt, and how to search here from a browser."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from flask import Response, current_app
from flask.typing import ResponseReturnValue
from lxml import etree
from lxml.builder import ElementMaker

from evidencehub.authz.guard import public
from evidencehub.catalogue.index import counts
from evidencehub.catalogue.index.indexing import engine_of
from evidencehub.catalogue.pages import sitemap
from evidencehub.catalogue.pages.blueprint import bp
from evidencehub.shared.db import db
from evidencehub.shared.errors import NotFound
from evidencehub.shared.links import absolute
from evidencehub.shared.page_cache import same_for_everybody

_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_OPENSEARCH = "http://a9.com/-/spec/opensearch/1.1/"
_LONGEST_NAME, _LONGEST_LONG_NAME = 16, 48  # characters, as OpenSearch 1.1 has them
# Without end, as each answer leads to others: a crawler would never come back from them.
_WITHOUT_END = ("catalogue.search", "catalogue.compare", "catalogue.describe", "catalogue.follow")


@bp.get("/sitemap.xml")
@public
@same_for_everybody
def sitemap_index() -> ResponseReturnValue:
    make = ElementMaker(namespace=_SITEMAP, nsmap={None: _SITEMAP})
    names = ["pages", "plans", *(f"projects-{number}" for number in range(1, sitemap.count_files(db.session) + 1))]
    files = (make.sitemap(make.loc(absolute("catalogue.sitemap_file", name=name))) for name in names)
    return _xml(make.sitemapindex(*files))


@bp.get("/sitemaps/<name>.xml")
@public
@same_for_everybody
def sitemap_file(name: str) -> ResponseReturnValue:
    if name == "pages":
        return _urlset(sitemap.standing())
    if name == "plans":
        return _urlset(sitemap.of_plans(db.session))
    kind, _, number = name.partition("-")
    if kind != "projects" or not number.isdecimal() or not 0 < int(number) <= sitemap.count_files(db.session):
        raise NotFound("There is no such file of addresses.")
    return _urlset(sitemap.of_projects(db.session, int(number)))


@bp.get("/robots.txt")
@public
@same_for_everybody
def robots() -> ResponseReturnValue:
    """A hub of invented records alone is for nobody to find: their numbers would be taken for somebody's."""
    if counts.scope(engine_of(current_app.config["SETTINGS"])).is_demonstration:
        return Response("User-agent: *\nDisallow: /\n", mimetype="text/plain")
    paths = [_path(each) for each in _WITHOUT_END]
    lines = [
        "User-agent: *",
        *(f"Disallow: {each}" for each in paths),
        "",
        f"Sitemap: {absolute('catalogue.sitemap_index')}",
    ]
    return Response("\n".join([*lines, ""]), mimetype="text/plain")


@bp.get("/opensearch.xml")
@public
@same_for_everybody
def opensearch() -> ResponseReturnValue:
    """OpenSearch 1.1: with it a browser offers this hub's search beside others."""
    site: str = current_app.config["SETTINGS"].site_name
    make = ElementMaker(namespace=_OPENSEARCH, nsmap={None: _OPENSEARCH})
    return _xml(
        make.OpenSearchDescription(
            make.ShortName(site[:_LONGEST_NAME]),
            make.LongName(site[:_LONGEST_LONG_NAME]),
            make.Description("Find what works for people, how sure we are, and what it costs."),
            make.InputEncoding("UTF-8"),
            make.Url(type="text/html", template=f"{absolute('catalogue.search')}?q={{searchTerms}}"),
            make.Url(type="application/atom+xml", template=f"{absolute('catalogue.changes_feed')}?q={{searchTerms}}"),
        ),
        mimetype="application/opensearchdescription+xml",
    )


def _path(endpoint: str) -> str:
    return urlsplit(absolute(endpoint)).path


def _urlset(places: Iterable[sitemap.Place]) -> Response:
    make = ElementMaker(namespace=_SITEMAP, nsmap={None: _SITEMAP})
    return _xml(make.urlset(*(make.url(make.loc(each.address), *_changed(make, each)) for each in places)))


def _changed(make: ElementMaker, place: sitemap.Place) -> list[etree._Element]:
    return [make.lastmod(place.changed.isoformat(timespec="seconds"))] if place.changed else []


def _xml(root: etree._Element, mimetype: str = "application/xml") -> Response:
    return Response(etree.tostring(root, xml_declaration=True, encoding="utf-8"), mimetype=mimetype)
