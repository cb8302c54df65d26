"""A word at its own address as SKOS, for whoever asks for that: sent on to its file (303), as W3C's recipes have it."""

from collections.abc import Callable, Mapping

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from evidencehub.consultation.vocabularies import load_words
from evidencehub.harvest.blueprint import bp
from evidencehub.shared.page_cache import keep_nothing, wanted_format
from evidencehub.standards.files.measure_keys import MEASURES
from evidencehub.standards.files.vocabulary import OUTCOME_AREAS, OUTCOMES

TYPES = {"ttl": "text/turtle", "jsonld": "application/ld+json"}


def _of_outcome(slug: str) -> tuple[str, str]:
    return (OUTCOME_AREAS if slug in load_words(OUTCOME_AREAS).by_id else OUTCOMES), slug


# By the endpoint of its page, the list and the word that it is about. A whole list is a record too, whose JSON-LD is
# that of all records: as SKOS it is to be had as Turtle, and both at the addresses of its files.
_WORDS: Mapping[str, Callable[..., tuple[str, str]]] = {
    "consultation.word": lambda name, slug: (name, slug),
    "catalogue.outcome": _of_outcome,
    "catalogue.measure": lambda slug: (MEASURES, slug),
}
_LIST, _VERSION = "consultation.vocabulary", "consultation.vocabulary_version"

_EVERY = frozenset({*_WORDS, _LIST, _VERSION})


@bp.before_app_request
def as_skos() -> ResponseReturnValue | None:
    if request.method not in {"GET", "HEAD"} or request.endpoint not in _EVERY:
        return None
    offered = {kind: ending for ending, kind in TYPES.items() if request.endpoint != _LIST or ending == "ttl"}
    ending = offered.get(wanted_format(offered) or "")
    if ending is None:
        return None
    arguments = request.view_args or {}
    if request.endpoint == _LIST:
        return _sent_on(url_for("harvest.words", name=arguments["name"], ending=ending))
    if request.endpoint == _VERSION:
        return _sent_on(url_for("harvest.words_version", **arguments, ending=ending))
    name, slug = _WORDS[request.endpoint](**arguments)
    return _sent_on(url_for("harvest.word", name=name, slug=slug, ending=ending))


def _sent_on(address: str) -> ResponseReturnValue:
    keep_nothing()
    return redirect(address, code=303)


@bp.after_app_request
def vary(answer: Response) -> Response:
    if request.endpoint in _EVERY:
        answer.vary.add("Accept")
    return answer
