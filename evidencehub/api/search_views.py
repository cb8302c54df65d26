"""The search, with the filters, the counts and the words of the site's own."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import current_app, request

from evidencehub.api import search_schemas as schemas
from evidencehub.api.asking import asks, each_only, listing_of, only
from evidencehub.api.blueprint import bp
from evidencehub.api.cards import in_short
from evidencehub.api.said import or_none
from evidencehub.api.search_asking import parameters, request_of
from evidencehub.authz.guard import public
from evidencehub.catalogue.index import counts, facets, searching
from evidencehub.catalogue.index.indexing import engine_of
from evidencehub.catalogue.index.listing import narrowed
from evidencehub.catalogue.marks.kept_cards import Versioned, cards
from evidencehub.search.contract import Answer, Collapse, Hit
from evidencehub.shared.db import db
from evidencehub.shared.links import absolute
from evidencehub.shared.page_cache import same_for_everybody
from evidencehub.shared.recently_used import LeastRecentlyUsed

Values = Mapping[str, Any]
_in_short: LeastRecentlyUsed[Values] = LeastRecentlyUsed(2000)


@bp.get("/search")
@public
@same_for_everybody
@bp.arguments(asks(schemas.Found, more=parameters()), location="query")
@bp.response(200, schemas.Found)
def search(asked: Values) -> Values:
    """Find studies, or projects, by words and filters.

    Filters on several things hold for one and the same result of a study: no tier is lent from another outcome.
    """
    engine = engine_of(current_app.config["SETTINGS"])
    wanted = narrowed(request_of(asked), counts.scope(engine))
    collapse: Collapse = asked["collapse"]
    page, per_page = asked["page"], asked["per_page"]
    counting = not asked.get("only") or "facets" in asked["only"]
    found = searching.find_page(engine, wanted, size=per_page, collapse=collapse, counting=counting)
    answer: Values = {
        "total": found.total, "page": page, "per_page": per_page, "collapse": collapse,
        "generation": or_none(found.generation), "read_as": _read_as(found), "by_meaning": found.by_meaning,
        "hits": _hits(found, collapse), "facets": found.facets, "next": _next(page, per_page, found.total),
        "address": absolute("catalogue.search", **request_of(asked).arguments()),
    }  # fmt: skip
    return only(asked, answer)


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


def _hits(found: Answer, collapse: Collapse) -> list[Values]:
    """Each hit that is still public; one whose project waits to be indexed again is told by its card alone."""
    shown = cards(db.session, [searching.project_of(hit) for hit in found.hits])
    short = {key: _short(key, each) for key, each in shown.items()}
    return [
        _hit(hit, key, shown[key], short[key], collapse)
        for hit in found.hits
        if (key := searching.project_of(hit)) in shown
    ]


def _short(key: UUID, it: Versioned) -> Values:
    """A card as values, kept under its version and where the hub stands."""
    if it.version is None:
        return in_short(it.card)
    of = (key, it.version, absolute("api.search"))
    kept = _in_short.get(of)
    if kept is None:
        kept = in_short(it.card)
        _in_short.put(of, kept)
    return kept


def _hit(hit: Hit, key: UUID, it: Versioned, short: Values, collapse: Collapse) -> Values:
    titles = dict(it.card.evaluations)
    is_study = collapse == "none" and hit.id in titles and not it.card.stage.is_stub
    addresses = {name: short[name] for name in ("address", "api")}
    if is_study:
        of_it = {"evaluation_id": hit.id}
        addresses = {
            "address": absolute("catalogue.evaluation", **of_it), "api": absolute("api.evaluation", **of_it),
        }  # fmt: skip
    return {
        "id": hit.id if is_study else str(key),
        "kind": "evaluation" if is_study else "project",
        "external_id": or_none(hit.external_id) if it.version is not None else None,
        "title": titles[hit.id] if is_study else it.card.name,
        "score": hit.score,
        "others": hit.others if collapse == "project" else 0,
        "evaluations": [each for each in hit.members or (hit.id,) if each in titles],
        "project": short,
        **addresses,
    }


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
