"""The hits of a search, each with its project in short as JSON that is made once for each version of its card."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from msgspec import Raw, json

from evidencehub.api.cards import in_short
from evidencehub.api.said import or_none
from evidencehub.catalogue.index.searching import project_of
from evidencehub.catalogue.marks.cards import Card
from evidencehub.catalogue.marks.kept_cards import Versioned, cards
from evidencehub.search.contract import Answer, Collapse, Hit
from evidencehub.shared.db import db
from evidencehub.shared.links import absolute
from evidencehub.shared.recently_used import LeastRecentlyUsed

Values = Mapping[str, Any]


class _Named(NamedTuple):
    id: str
    kind: str
    title: str
    address: str
    api: str


@dataclass(frozen=True)
class _Said:
    """All that a hit says of a card, whatever was asked for."""

    short: Raw
    project: _Named
    studies: Mapping[str, _Named]  # by id
    may_be_hits: bool  # the studies, each by itself


_said: LeastRecentlyUsed[_Said] = LeastRecentlyUsed(2000)


def hits(found: Answer, collapse: Collapse) -> list[Values]:
    """Each hit that is still public; one whose project waits to be indexed again is told by its card alone."""
    of_hits = [(hit, project_of(hit)) for hit in found.hits]
    shown = cards(db.session, [key for _, key in of_hits])
    here = absolute("api.search")
    said = {key: _of_card(key, each, here) for key, each in shown.items()}
    return [
        _hit(hit, said[key], collapse, is_as_indexed=shown[key].version is not None)
        for hit, key in of_hits
        if key in shown
    ]


def _of_card(key: UUID, it: Versioned, here: str) -> _Said:
    """:param here: where the hub stands, which is in every address."""
    if it.version is None:
        return _made(key, it.card)
    of = (key, it.version, here)
    kept = _said.get(of)
    if kept is None:
        kept = _made(key, it.card)
        _said.put(of, kept)
    return kept


def _made(key: UUID, card: Card) -> _Said:
    short = in_short(card)
    studies = {each: _study(each, title) for each, title in card.evaluations}
    project = _Named(str(key), "project", card.name, short["address"], short["api"])
    return _Said(Raw(json.encode(short)), project, studies, not card.stage.is_stub)


def _study(key: str, title: str) -> _Named:
    address, api = (absolute(endpoint, evaluation_id=key) for endpoint in ("catalogue.evaluation", "api.evaluation"))
    return _Named(key, "evaluation", title, address, api)


def _hit(hit: Hit, said: _Said, collapse: Collapse, *, is_as_indexed: bool) -> Values:
    is_study = collapse == "none" and said.may_be_hits and hit.id in said.studies
    it = said.studies[hit.id] if is_study else said.project
    return {
        "id": it.id,
        "kind": it.kind,
        "external_id": or_none(hit.external_id) if is_as_indexed else None,
        "title": it.title,
        "score": hit.score,
        "others": hit.others if collapse == "project" else 0,
        "evaluations": [each for each in hit.members or (hit.id,) if each in said.studies],
        "project": said.short,
        "address": it.address,
        "api": it.api,
    }
