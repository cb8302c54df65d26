"""The search, with the filters, the counts and the words of the site's own."""

from collections.abc import Mapping
from typing import Any

from flask import current_app, request
from msgspec import json

from evidencehub.api import search_schemas as schemas
from evidencehub.api.asking import asks, each_only, listing_of, only
from evidencehub.api.blueprint import bp
from evidencehub.api.said import or_none
from evidencehub.api.search_asking import parameters, request_of
from evidencehub.api.search_hits import hits
from evidencehub.authz.guard import public
from evidencehub.catalogue.index import counts, facets, searching
from evidencehub.catalogue.index.indexing import engine_of
from evidencehub.catalogue.index.limited import limited
from evidencehub.catalogue.index.listing import narrowed
from evidencehub.search.contract import Answer, Collapse
from evidencehub.shared.db import db
from evidencehub.shared.links import absolute
from evidencehub.shared.page_cache import same_for_everybody

Values = Mapping[str, Any]


@bp.get("/search")
@public
@same_for_everybody
@bp.arguments(asks(schemas.Found, more=parameters()), location="query")
@bp.response(200, schemas.Found)
def search(asked: Values) -> bytes:
    """Find studies, or projects, by words and filters.

    Filters on several things hold for one and the same result of a study: no tier is lent from another outcome.
    While the search cluster of a hub does not answer, `limited` is true: then these are at most 20 projects with every
    word in their name or short description, without filters, counts and further pages.
    """
    typed = request_of(asked)
    collapse: Collapse = asked["collapse"]
    page, per_page = asked["page"], asked["per_page"]
    try:
        found, is_limited = _found(asked, typed), False
    except searching.SearchAway:
        found, is_limited = limited(db.session, typed.text).answer, True
    answer: Values = {
        "total": found.total, "page": page, "per_page": per_page, "collapse": collapse,
        "generation": or_none(found.generation), "read_as": _read_as(found), "by_meaning": found.by_meaning,
        "hits": hits(found, collapse), "facets": found.facets, "next": _next(page, per_page, found.total),
        "address": absolute("catalogue.search", **typed.arguments()), "limited": is_limited,
    }  # fmt: skip
    return json.encode(only(asked, answer))


def _found(asked: Values, typed: searching.Request) -> Answer:
    engine = engine_of(current_app.config["SETTINGS"])
    wanted = narrowed(typed, counts.scope(engine))
    counting = not asked.get("only") or "facets" in asked["only"]
    return searching.find_page(engine, wanted, size=asked["per_page"], collapse=asked["collapse"], counting=counting)


@bp.get("/facets", endpoint="facets")
@public
@same_for_everybody
@bp.arguments(asks(schemas.Facet), location="query")
@bp.response(200, listing_of(schemas.Facet, "Every filter of the search."))
def filters(asked: Values) -> Values:
    """The filters of the search, with what each may be and what that is called."""
    items = [
        {
            "name": kind.name, "title": kind.title,
            "values": [{"value": value, "label": label} for value, label in facets.in_words(kind.name).items()],
        }
        for kind in facets.KINDS
    ]  # fmt: skip
    return {"items": each_only(asked, items), "next": None}


def _read_as(found: Answer) -> Values:
    """What is as usual is left out."""
    told = {
        "respelt": [{"typed": typed, "read": read} for typed, read in found.told.respelt],
        "missing": list(found.told.missing),
        "instead": list(found.told.instead),
        "also": [{"typed": each.typed, "words": list(each.words)} for each in found.told.also],
        "left_out": list(found.told.left_out),
        "phrase_parted": found.told.phrase_parted,
    }
    return {name: value for name, value in told.items() if value}


def _next(page: int, per_page: int, total: int) -> str | None:
    if page * per_page >= total or page >= searching.DEEPEST_PAGE:
        return None
    arguments = {name: values for name, values in request.args.to_dict(flat=False).items() if name != "page"}
    return absolute("api.search", **arguments, page=page + 1)
