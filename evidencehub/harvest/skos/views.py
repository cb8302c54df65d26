"""The lists of words as files: one by one, and all in one."""

import json
from typing import Any

from flask import Response, current_app
from flask.typing import ResponseReturnValue

from evidencehub.authz.guard import public
from evidencehub.consultation.vocabularies import WordList, load_words, word_lists
from evidencehub.harvest.blueprint import bp
from evidencehub.shared.page_cache import same_for_everybody

_ENDING = "<any(ttl, jsonld):ending>"
_NAMES = {
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dcterms": "http://purl.org/dc/terms/",
    "owl": "http://www.w3.org/2002/07/owl#",
}


@bp.get(f"/vocabularies/<name>.{_ENDING}")
@public
@same_for_everybody
def words(name: str, ending: str) -> ResponseReturnValue:
    return _file((load_words(name),), ending)


@bp.get(f"/vocabularies.{_ENDING}")
@public
@same_for_everybody
def all_words(ending: str) -> ResponseReturnValue:
    return _file(word_lists(), ending)


def _file(lists: tuple[WordList, ...], ending: str) -> Response:
    from evidencehub.harvest.skos.graph import graph_of  # rdflib takes a quarter of a second, and no page needs it

    graph = graph_of(lists, current_app.config["SETTINGS"].site_name)
    if ending == "ttl":
        return Response(graph.serialize(format="turtle"), content_type="text/turtle; charset=utf-8")
    written = _in_order(json.loads(graph.serialize(format="json-ld", context=_NAMES)))
    return Response(json.dumps(written, ensure_ascii=False, indent=2), content_type="application/ld+json")


def _in_order(value: Any) -> Any:
    """What stands in no order, in one that is the same each time: rdflib's hangs on the process."""
    if isinstance(value, dict):
        return {name: _in_order(each) for name, each in sorted(value.items())}
    if isinstance(value, list):
        return sorted(map(_in_order, value), key=json.dumps)
    return value
