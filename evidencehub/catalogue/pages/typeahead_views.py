"""Suggestions for the search field, as JSON. The page's script asks for them; without it the field is a plain one."""

from flask import current_app, jsonify, request, url_for
from flask.typing import ResponseReturnValue

from evidencehub.authz.guard import public
from evidencehub.catalogue.index import counts
from evidencehub.catalogue.index.indexing import engine_of
from evidencehub.catalogue.index.searching import LONGEST_TEXT
from evidencehub.catalogue.index.typeahead import Suggested, suggested
from evidencehub.catalogue.pages.blueprint import bp
from evidencehub.shared.db import db
from evidencehub.shared.page_cache import same_for_everybody

_KINDS = {"outcome": "Outcome", "approach": "Approach", "organisation": "Organisation", "place": "Place"}


@bp.get("/search/suggestions")
@public
@same_for_everybody
def suggestions() -> ResponseReturnValue:
    engine = engine_of(current_app.config["SETTINGS"])
    typed = request.args.get("q", "")[:LONGEST_TEXT]
    found = suggested(db.session, engine, typed, counts.scope(engine))
    return jsonify(
        suggestions=[
            {"text": each.text, "kind": _KINDS[each.kind], "note": each.note, "address": _address(each)}
            for each in found
        ]
    )


def _address(each: Suggested) -> str:
    match each.kind:
        case "outcome":
            return url_for("catalogue.outcome", slug=each.key)
        case "approach":
            return url_for("catalogue.project", slug=each.key)
        case "place":
            return url_for("catalogue.search", place=each.key)
    return url_for("catalogue.search", q=f'"{each.key}"')
