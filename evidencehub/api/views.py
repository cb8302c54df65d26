"""The calls of the API, what they say of themselves, and where they begin."""

import json
from collections.abc import Mapping
from typing import Any

from flask import Flask, Response
from flask.typing import ResponseReturnValue

from evidencehub.api import (
    accreditation_views,
    bearer,
    deprecated,
    describing,
    docs_views,
    organisation_views,
    plan_views,
    record_views,
    reference_schemas,
    reference_views,
    search_views,
    synthesis_views,
    told_views,
)
from evidencehub.api.blueprint import bp
from evidencehub.api.edge import Edge
from evidencehub.api.own import views as own_views
from evidencehub.authz.guard import public
from evidencehub.shared import problems
from evidencehub.shared.links import absolute
from evidencehub.shared.page_cache import same_for_everybody

__all__ = [
    "accreditation_views", "docs_views", "organisation_views", "own_views", "plan_views", "record_views",
    "reference_views", "search_views", "synthesis_views", "told_views",
]  # fmt: skip  # importing these puts their views on the blueprints

_LISTS = (
    "search", "facets", "projects", "accreditations", "organisations", "plans", "gap_map", "syntheses", "standards",
    "outcomes", "vocabularies",
)  # fmt: skip


def init_app(app: Flask) -> None:
    """Put the calls at their addresses, and around the whole application what stands before them."""
    app.register_blueprint(bp)
    bearer.init_app(app)
    deprecated.init_app(app)
    app.register_blueprint(docs_views.bp)
    with app.app_context():
        told_at = absolute("api_docs.docs")
    problems.init_app(app, problems.Problems("/api", told_at))
    app.wsgi_app = Edge(app.wsgi_app, told_at=told_at)  # type: ignore[method-assign]


@bp.get("/")
@public
@same_for_everybody
@bp.response(200, reference_schemas.Everything)
def beginning() -> Mapping[str, Any]:
    """Where everything is: the beginning of the API."""
    return {
        "version": describing.VERSION,
        "openapi": absolute("api_docs.openapi"),
        "docs": absolute("api_docs.docs"),
        "terms": absolute("legal.show", name="terms"),
        "calls": {name: absolute(f"api.{name}") for name in _LISTS},
    }


@docs_views.bp.get("/api/v1/openapi.json", endpoint="openapi")
@public
@same_for_everybody
def openapi() -> ResponseReturnValue:
    return Response(json.dumps(docs_views.description(), ensure_ascii=False), mimetype="application/json")
