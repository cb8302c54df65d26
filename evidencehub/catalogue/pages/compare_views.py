"""Up to four approaches beside each other, by the same marks as everywhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from evidencehub.authz.guard import public
from evidencehub.catalogue.index import facets, searching
from evidencehub.catalogue.index.indexing import engine_of
from evidencehub.catalogue.marks.cards import Card, CardLine
from evidencehub.catalogue.marks.kept_cards import cards
from evidencehub.catalogue.pages.blueprint import bp
from evidencehub.projects import queries
from evidencehub.search.contract import Query
from evidencehub.shared.db import db
from evidencehub.shared.page_cache import same_for_everybody
from evidencehub.standards.files.outcomes import load_outcomes

MOST = 4  # as many as fit beside each other on a wide screen
READ = 20  # of the slugs in an address


@dataclass(frozen=True)
class AreaRow:
    """One outcome area, with what each approach has of it; () where it has nothing."""

    label: str
    slug: str
    lines: tuple[tuple[CardLine, ...], ...]


@bp.get("/compare", endpoint="compare")
@public
@same_for_everybody
def compare() -> ResponseReturnValue:
    asked = list(dict.fromkeys(request.args.getlist("with")[:READ]))
    found = _cards(asked)
    words = " ".join((request.args.get("add") or "")[: searching.LONGEST_TEXT].split())
    if words and len(found) < MOST:
        added = _best(words)
        if added and added.slug not in {each.slug for each in found}:
            return redirect(_address([*found, added]), code=303)
    shown = found[:MOST]
    return render_template(
        "catalogue/compare.html",
        cards=shown,
        areas=_areas(shown),
        without={each.slug: _address([other for other in shown if other != each]) for each in shown},
        address=_address(shown),
        left_out=found[MOST:],
        missing=len(asked) - len(found),
        not_found=words if words and len(found) < MOST else "",
        most=MOST,
    )


def _address(chosen: Sequence[Card]) -> str:
    arguments: dict[str, Any] = {"with": [each.slug for each in chosen]}
    return url_for(".compare", **arguments)


def _cards(slugs: Sequence[str]) -> list[Card]:
    """Of those that are public, each once, in the order asked for."""
    projects = [queries.project_by_slug(db.session, slug)[0] for slug in slugs]
    kept = cards(db.session, [each.id for each in projects if each])
    return [each.card for each in kept.values()]


def _best(words: str) -> Card | None:
    """The approach that a search for the words finds first."""
    engine = engine_of(current_app.config["SETTINGS"])
    answer = searching.ask(engine, Query(words, facets.filters({}), "project", limit=1, facets=()))
    kept = cards(db.session, [searching.project_of(hit) for hit in answer.hits])
    return next((each.card for each in kept.values()), None)


def _areas(shown: Sequence[Card]) -> tuple[AreaRow, ...]:
    """The outcome areas that any of them has, in the order of the vocabulary; those without one come last."""
    held = {line.area for card in shown for line in card.lines}
    known = {area.slug: area.label for area in load_outcomes().areas if area.slug in held}
    labels = {**known, **{slug: "Other outcomes" for slug in sorted(held - set(known))}}
    return tuple(
        AreaRow(label, slug, tuple(tuple(line for line in card.lines if line.area == slug) for card in shown))
        for slug, label in labels.items()
    )
