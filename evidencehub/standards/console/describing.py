"""A standard as plain values, for the console and the API."""

from dataclasses import asdict
from typing import Any

from evidencehub.standards.model.standard import Standard

_ONE_BY_ONE = ("id", "version", "title", "owner", "summary", "note", "use", "status", "supersedes", "rule", "direction")
_MORE = ("unit", "answers", "reviewers", "blinding", "valid_for_months", "display", "order", "start")


def standard_as_dict(standard: Standard) -> dict[str, Any]:
    """Everything that a reader may see of a standard; requirement trees are left to ``requires`` in the file."""
    return {
        **{name: getattr(standard, name) for name in (*_ONE_BY_ONE, *_MORE)},
        "runs_on": "whole" if standard.runs_on_whole else "part",
        "verified_share": round(standard.verified_share, 3),
        "tiers": [_without_trees(asdict(tier)) for tier in standard.tiers],
        "groups": [asdict(group) for group in standard.groups],
        "criteria": [_without_trees(asdict(criterion)) for criterion in standard.criteria],
        "routes": [_route(standard, route.id) for route in standard.routes],
        "steps": [_without_trees(asdict(step)) for step in standard.steps],
        "score": asdict(standard.score) if standard.score else None,
        "ratings": [_without_trees(asdict(rating)) for rating in standard.summary_rule.ratings]
        if standard.summary_rule
        else [],
        "tables": [asdict(table) for table in standard.tables.values()],
        "cost_bands": [asdict(band) for band in standard.cost_bands],
        "facts": [asdict(fact) for fact in standard.facts],
        "documents": [asdict(document) for document in standard.documents],
        "panels": [asdict(panel) for panel in standard.panels],
        "validations": [asdict(each) for each in standard.validations],
        "history": [asdict(note) for note in standard.history],
        "sources": [asdict(source) for source in standard.sources],
    }


def _without_trees(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if key not in _TREES}


_TREES = ("requirement", "evidence_requirement", "by_route", "test", "ask")


def _route(standard: Standard, route_id: str) -> dict[str, Any]:
    """A route, what is not asked on it, and what is asked in other words."""
    return {
        **asdict(standard.routes_by_id[route_id]),
        "not_asked": [each.id for each in standard.criteria if not standard.asked_on(each, route_id)],
        "questions": {each.id: worded.question for each in standard.criteria
                      if (worded := standard.worded(each, route_id)) is not each},
    }  # fmt: skip
