"""A project as a list says it: its card, as the site's own lists have it."""

from typing import Any

from evidencehub.api.said import or_none
from evidencehub.catalogue.marks.cards import Card, CardLine
from evidencehub.catalogue.marks.marks import Cost, Sure
from evidencehub.shared.links import absolute


def in_short(card: Card) -> dict[str, Any]:
    return {
        "slug": card.slug,
        "name": card.name,
        "stage": card.stage.value,
        "demonstration": card.demo,
        "organisation": or_none(card.organisation),
        "summary": or_none(card.summary),
        "for_whom": or_none(card.who_for),
        "where": or_none(card.where),
        "studies": card.studies,
        "size": or_none(card.size),
        "how_sure": sure(card.sure),
        "outcomes": [_line(each) for each in card.lines],
        "cost": cost(card.cost),
        "source": or_none(card.source),
        "rating": or_none(card.rating),
        "award": or_none(card.award),
        "reviewed_at": card.reviewed_at and card.reviewed_at.isoformat(),
        "address": absolute("catalogue.project", slug=card.slug),
        "api": absolute("api.project", slug=card.slug),
    }


def sure(mark: Sure) -> dict[str, Any]:
    return {
        "words": mark.words,
        "name": or_none(mark.name),
        "note": or_none(mark.note),
        "filled": mark.filled,
        "steps": mark.steps,
    }


def cost(mark: Cost) -> dict[str, Any]:
    return {"band": mark.band, "words": mark.words, "note": or_none(mark.note)}


def _line(line: CardLine) -> dict[str, Any]:
    told = line.difference
    return {
        "outcome": line.outcome,
        "outcome_area": or_none(line.area),
        "how_sure": sure(line.sure),
        "difference": {
            "words": told.words, "shape": told.shape, "is_change": told.is_change, "detail": or_none(line.detail),
        },
    }  # fmt: skip
