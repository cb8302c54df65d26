"""The lists of words as files: one by one, and all in one."""

import json
from typing import TYPE_CHECKING, Any

from flask import Response, current_app
from flask.typing import ResponseReturnValue

from evidencehub.authz.guard import public
from evidencehub.consultation.vocabularies import WordList, load_words, word_lists
from evidencehub.consultation.word_versions import kept_of, words_in
from evidencehub.harvest.blueprint import bp
from evidencehub.harvest.skos.asked import TYPES
from evidencehub.shared.clock import day_of
from evidencehub.shared.db import db
from evidencehub.shared.errors import NotFound
from evidencehub.shared.page_cache import same_for_everybody

if TYPE_CHECKING:
    from rdflib import Graph

_ENDING = f"<any({', '.join(TYPES)}):ending>"
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


@bp.get(f"/vocabularies/<name>/v-<version>.{_ENDING}")
@public
@same_for_everybody
def words_version(name: str, version: str, ending: str) -> ResponseReturnValue:
    from evidencehub.harvest.skos import graph

    words = words_in(db.session, name, version)
    days = {row.version: day_of(row.first_used_at) for row in kept_of(db.session, name)}
    return _written(graph.graph_of_version(words, version, days.get(version), _publisher()), ending)


@bp.get(f"/vocabularies/<name>/<slug>/skos.{_ENDING}")
@public
@same_for_everybody
def word(name: str, slug: str, ending: str) -> ResponseReturnValue:
    words = load_words(name)
    if slug not in words.by_id:
        raise NotFound(f"There is no such word among “{words.label}”.")
    return _file((words,), ending, slug)


@bp.get(f"/vocabularies.{_ENDING}")
@public
@same_for_everybody
def all_words(ending: str) -> ResponseReturnValue:
    return _file(word_lists(), ending)


def _file(lists: tuple[WordList, ...], ending: str, slug: str = "") -> Response:
    from evidencehub.harvest.skos import graph  # rdflib takes a quarter of a second, and no page needs it

    if slug:
        return _written(graph.graph_of_word(lists[0], slug, _publisher()), ending)
    return _written(graph.graph_of(lists, _publisher()), ending)


def _publisher() -> str:
    name: str = current_app.config["SETTINGS"].site_name
    return name


def _written(made: "Graph", ending: str) -> Response:
    if ending == "ttl":
        return Response(made.serialize(format="turtle"), content_type=f"{TYPES[ending]}; charset=utf-8")
    written = _in_order(json.loads(made.serialize(format="json-ld", context=_NAMES)))
    return Response(json.dumps(written, ensure_ascii=False, indent=2), content_type=TYPES[ending])


def _in_order(value: Any) -> Any:
    """What stands in no order, in one that is the same each time: rdflib's hangs on the process."""
    if isinstance(value, dict):
        return {name: _in_order(each) for name, each in sorted(value.items())}
    if isinstance(value, list):
        return sorted(map(_in_order, value), key=json.dumps)
    return value
