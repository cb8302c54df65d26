"""A standard as plain values, for the console and the API."""

from dataclasses import asdict
from typing import Any

from evidencehub.standards.models import Standard


def standard_as_dict(standard: Standard) -> dict[str, Any]:
    """Everything that a reader may see of a standard; the rule trees of tiers are left to ``requires`` in the file."""
    return {
        "id": standard.id,
        "version": standard.version,
        "title": standard.title,
        "owner": standard.owner,
        "summary": standard.summary,
        "note": standard.note,
        "rule": standard.rule,
        "direction": standard.direction,
        "unit": standard.unit,
        "answers": standard.answers,
        "reviewers": standard.reviewers,
        "blinding": standard.blinding,
        "valid_for_months": standard.valid_for_months,
        "validated": standard.validated,
        "tiers": [
            {key: value for key, value in asdict(tier).items() if not key.endswith("requirement")}
            for tier in standard.tiers
        ],
        "criteria": [asdict(criterion) for criterion in standard.criteria],
        "facts": [asdict(fact) for fact in standard.facts],
        "documents": [asdict(document) for document in standard.documents],
        "history": [asdict(note) for note in standard.history],
        "sources": [asdict(source) for source in standard.sources],
    }
