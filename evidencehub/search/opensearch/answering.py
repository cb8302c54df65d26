"""From a query to an answer, over one generation."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from evidencehub.search.contract import Answer, Hit, Query, Sort
from evidencehub.search.opensearch import facets
from evidencehub.search.opensearch.client import Json
from evidencehub.search.opensearch.layout import DEEPEST
from evidencehub.search.opensearch.matching import Match, Matcher
from evidencehub.search.opensearch.view import View

MOST_MEMBERS = 100_000
_SURE: list[Json] = [{"certainty": "desc"}]
_LAST: list[Json] = [{"year": "desc"}, {"id": "asc"}]
_SCORE: list[Json] = [{"_score": "desc"}]
ORDERS: Mapping[Sort, list[Json]] = {  # as those of the built-in engine, with what decides between equals
    "best": [*_SCORE, *_SURE, *_LAST],
    "surest": [*_SURE, *_SCORE, *_LAST],
    "newest": [{"year": "desc"}, *_SCORE, *_SURE, {"id": "asc"}],
    "cheapest": [{"cost": "asc"}, *_SCORE, *_SURE, *_LAST],
    "most-studied": [{"studies": "desc"}, *_SCORE, *_SURE, *_LAST],
}


def answer(view: View, query: Query) -> Answer:
    match = Matcher(view).match(query)
    unit = facets.unit_of(query.collapse)
    start, limit = max(query.offset, 0), max(query.limit, 0)
    start = min(start, DEEPEST - limit)
    body: dict[str, Any] = {
        "query": match.query,
        "post_filter": facets.passing(query.filters, query.years),
        "aggs": facets.aggregations(query, facets.Units(unit, view.state.documents)),
        **_hits(query.sort, unit, start, limit),
    }
    if unit:
        body["collapse"] = {"field": unit}
    (found,) = view.ask(body)
    aggregated = found["aggregations"]
    held = [_held(each) for each in found["hits"]["hits"]]
    members = _members(view, query, match, [key for key, *_ in held], unit) if query.with_members and unit else {}
    return Answer(
        facets.total(aggregated),
        tuple(_hit(key, score, label, members.get(key, [label[0]])) for key, score, label in held),
        {facet: facets.counts(aggregated, facet) for facet in query.facets},
        view.state.generation,
        match.told,
    )


def _hits(sort: Sort, unit: str | None, start: int, limit: int) -> dict[str, Any]:
    return {
        "from": start, "size": limit, "sort": ORDERS[sort], "track_scores": True, "track_total_hits": False,
        "_source": False, "docvalue_fields": ["label", *([unit] if unit else ["id"])],
    }  # fmt: skip


def _held(hit: Json) -> tuple[str, float, list[str]]:
    """The key of its unit, its score, and what is shown of it."""
    values: Mapping[str, list[str]] = hit["fields"]
    (key,) = next(found for name, found in values.items() if name != "label")
    return key, float(hit["_score"] or 0.0), json.loads(values["label"][0])


def _members(view: View, query: Query, match: Match, keys: Sequence[str], unit: str) -> dict[str, list[str]]:
    """The ids of all that match of these projects or studies, in order."""
    if not keys:
        return {}
    those = [facets.passing(query.filters, query.years), {"terms": {unit: list(keys)}}]
    body = {
        "query": {"bool": {"must": [match.query], "filter": those}},
        **_hits(query.sort, unit, 0, MOST_MEMBERS),
    }
    (found,) = view.ask(body)
    members: dict[str, list[str]] = {}
    for hit in found["hits"]["hits"]:
        key, _, label = _held(hit)
        members.setdefault(key, []).append(label[0])
    return members


def _hit(key: str, score: float, label: Sequence[str], members: Sequence[str]) -> Hit:
    own, external, project, title = label
    return Hit(own, external, project, title, score, len(members) - 1, tuple(members))
