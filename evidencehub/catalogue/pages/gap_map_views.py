"""The gap map, as a page and as a file."""

import csv
import io
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import Response, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue

from evidencehub.authz.guard import public
from evidencehub.catalogue.index import counts, facets, gap_map, searching
from evidencehub.catalogue.index.indexing import engine_of
from evidencehub.catalogue.marks.kept_cards import cards
from evidencehub.catalogue.pages.blueprint import bp
from evidencehub.feedback.requests.queries import open_by_place
from evidencehub.projects.sources import TOLD_ELSEWHERE
from evidencehub.shared.db import db
from evidencehub.shared.links import on_this_hub
from evidencehub.shared.page_cache import same_for_everybody
from evidencehub.shared.paging import Page
from evidencehub.shared.spreadsheets import plain_text
from evidencehub.standards.files.outcomes import load_outcomes
from evidencehub.standards.files.vocabulary import load_vocabulary

# Columns of the file, with the directions that each counts.
_DIRECTIONS: Mapping[str, tuple[str, ...]] = {
    "better": ("better",),
    "worse": ("worse",),
    "better_and_worse": ("mixed",),
    "little_or_no_difference": ("no-difference",),
    "not_clear": ("unclear",),
    "changed_for_the_better": ("changed-better",),
    "changed_for_the_worse": ("changed-worse",),
    "changed_for_the_better_and_worse": ("changed-mixed",),
    "changed_not_clear": ("changed-unclear",),
}
_COLUMNS = (
    *("row", "column", "approaches", "studies", "whom_is_said", "plans", "requests", "how_sure", "difference"),
    *(*_DIRECTIONS, "without_an_arrow", "address"),
)
# Whether an empty place says that nobody studied it, or only that records do not say with whom studies were.
SAID, NOT_SAID = "yes", "not said"
ANYBODY = "Anybody"  # of requests that are about no kind of people; on the page they stand at the head of a column


@bp.get("/gap-map", endpoint="gap_map")
@public
@same_for_everybody
def gap_map_page() -> ResponseReturnValue:
    asked, found, counted = _found(gap_map.PAGE_SIZE)
    return render_template(
        "catalogue/gap-map.html",
        found=found,
        heads=heads(found),
        requested=requested(found, counted),
        arguments=arguments(asked, found),
        chips=[
            (title, words, arguments(without, found))
            for title, words, without in asked.chips()
            if without.chosen.get(facets.OUTCOME) == asked.chosen.get(facets.OUTCOME)  # that one is the map's own
        ],
        asked=asked,
        silent=silent(found, counted),
        rows=gap_map.ROWS,
        areas=load_outcomes().areas,
        page_of=Page(found.lines, asked.page, gap_map.PAGE_SIZE, found.row_count),
    )


@bp.get("/gap-map.csv")
@public
@same_for_everybody
def gap_map_file() -> ResponseReturnValue:
    """Every place of the map, the empty ones too: they are what it is for."""
    _, found, counted = _found(gap_map.MOST_ROWS)
    file = io.StringIO()
    writer = csv.DictWriter(file, _COLUMNS)
    writer.writeheader()
    writer.writerows(_lines_of_file(found, requested(found, counted), silent(found, counted)))
    return Response(
        "\ufeff" + file.getvalue(),  # by the mark a spreadsheet knows that it is UTF-8
        mimetype="text/csv",
        headers={"Content-Disposition": 'attachment; filename="gap-map.csv"'},
    )


def _found(size: int) -> tuple[searching.Request, gap_map.GapMap, counts.Scope]:
    engine = engine_of(current_app.config["SETTINGS"])
    asked = replace(searching.parse(request.args.get, request.args.getlist), sort="")
    if size == gap_map.MOST_ROWS:
        asked = replace(asked, page=1)
    rows = gap_map.APPROACHES if request.args.get("rows") == gap_map.APPROACHES else gap_map.PEOPLE
    counted = counts.scope(engine)
    return asked, gap_map.gap_map(engine, asked, counted, rows=rows, size=size), counted


def arguments(asked: searching.Request, found: gap_map.GapMap) -> dict[str, Any]:
    """Of the address of this map, on its first page."""
    rows = {"rows": found.rows} if found.rows == gap_map.APPROACHES else {}
    return {**replace(asked, page=1).arguments(), **rows}


def heads(found: gap_map.GapMap) -> dict[str, tuple[str, str]]:
    """What each row is called, and the page it leads to; a project that is public no more is left out."""
    if found.rows == gap_map.PEOPLE:
        known = load_vocabulary("populations").by_slug
        return {line.key: (known[line.key].label, "") for line in found.lines}
    kept = cards(db.session, [UUID(line.key) for line in found.lines])
    return {str(key): (each.card.name, url_for("catalogue.project", slug=each.card.slug)) for key, each in kept.items()}


def requested(found: gap_map.GapMap, counted: counts.Scope) -> Mapping[tuple[str, str], int]:
    """How many people wait for evidence, by outcome and kind of people; of an approach nobody asks."""
    if found.rows == gap_map.APPROACHES:
        return {}
    return open_by_place(db.session, with_invented=counted.is_demonstration)


def silent(found: gap_map.GapMap, counted: counts.Scope) -> frozenset[str]:
    """Rows of which records from elsewhere do not tell: an empty square there does not say that nobody studied it."""
    if found.rows != gap_map.PEOPLE or not counted.has_elsewhere:
        return frozenset()
    return frozenset(line.key for line in found.lines) - TOLD_ELSEWHERE


def _lines_of_file(
    found: gap_map.GapMap, requested: Mapping[tuple[str, str], int], silent: Collection[str]
) -> Iterator[dict[str, object]]:
    """:param silent: rows of which records from elsewhere do not tell: 0 studies there may be more."""
    named = heads(found)
    for term in found.columns:
        if waiting := requested.get((term.slug, "")):  # nobody in particular, so there are no studies to count
            yield {"row": ANYBODY, "column": term.label, "requests": waiting}
    for line in found.lines:
        if line.key not in named:
            continue
        name, page = named[line.key]
        for term, square in zip(found.columns, line.squares, strict=True):
            address = page or (url_for("catalogue.search", **square.arguments) if square.approaches else "")
            counted = {
                column: sum(square.directions.get(each, 0) for each in directions)
                for column, directions in _DIRECTIONS.items()
            }
            yield {
                "row": plain_text(name),
                "column": term.label,
                "approaches": square.approaches,
                "studies": square.studies,
                "whom_is_said": NOT_SAID if line.key in silent and not square.studies else SAID,
                "plans": square.plans,
                "requests": requested.get((term.slug, line.key), 0),
                "how_sure": square.sure.words if square.sure else "",
                "difference": square.difference.words if square.difference else "",
                **counted,
                "without_an_arrow": sum(square.directions.values()) - sum(counted.values()),
                "address": on_this_hub(address) if address else "",
            }
