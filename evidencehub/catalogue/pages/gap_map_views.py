"""The gap map, as a page and as a file."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue

from evidencehub.authz.guard import public
from evidencehub.catalogue.downloads.gap_columns import GAPS, NOT_SAID, SAID, GapRow
from evidencehub.catalogue.downloads.tables import TABLES
from evidencehub.catalogue.downloads.writing import as_csv
from evidencehub.catalogue.index import counts, facets, gap_map, searching
from evidencehub.catalogue.index.indexing import engine_of
from evidencehub.catalogue.marks.kept_cards import cards
from evidencehub.catalogue.pages.blueprint import bp
from evidencehub.catalogue.pages.packages import as_file, data_package, described
from evidencehub.feedback.requests.queries import open_by_place
from evidencehub.projects.sources import TOLD_ELSEWHERE
from evidencehub.shared.db import db
from evidencehub.shared.links import on_this_hub
from evidencehub.shared.page_cache import same_for_everybody
from evidencehub.shared.paging import Page
from evidencehub.standards.files.outcomes import load_outcomes
from evidencehub.standards.files.vocabulary import load_vocabulary

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
        arguments=arguments(asked, found.rows),
        chips=[
            (title, words, arguments(without, found.rows))
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
    asked, found, counted = _found(gap_map.MOST_ROWS)
    rows = _lines_of_file(found, requested(found, counted), silent(found, counted))
    answer = as_file("".join(as_csv(GAPS, rows)), "gap-map")
    return described(answer, "catalogue.gap_map_package", arguments(asked, found.rows))


@bp.get("/gap-map.datapackage.json")
@public
@same_for_everybody
def gap_map_package() -> ResponseReturnValue:
    chosen = arguments(*_asked())
    file = (TABLES["gap-map"], url_for("catalogue.gap_map_file", **chosen))
    return data_package("The gap map", url_for("catalogue.gap_map", **chosen), file)


def _asked() -> tuple[searching.Request, str]:
    """What the address asks for, and what stands in the rows."""
    rows = gap_map.APPROACHES if request.args.get("rows") == gap_map.APPROACHES else gap_map.PEOPLE
    return replace(searching.parse(request.args.get, request.args.getlist), sort=""), rows


def _found(size: int) -> tuple[searching.Request, gap_map.GapMap, counts.Scope]:
    engine = engine_of(current_app.config["SETTINGS"])
    asked, rows = _asked()
    if size == gap_map.MOST_ROWS:
        asked = replace(asked, page=1)
    counted = counts.scope(engine)
    return asked, gap_map.gap_map(engine, asked, counted, rows=rows, size=size), counted


def arguments(asked: searching.Request, rows: str) -> dict[str, Any]:
    """Of the address of this map, on its first page."""
    return {**replace(asked, page=1).arguments(), **({"rows": rows} if rows == gap_map.APPROACHES else {})}


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
) -> Iterator[GapRow]:
    """:param silent: rows of which records from elsewhere do not tell: 0 studies there may be more."""
    named = heads(found)
    for term in found.columns:
        if waiting := requested.get((term.slug, "")):  # nobody in particular, so there are no studies to count
            yield GapRow(ANYBODY, term.label, None, waiting, "", "")
    for line in found.lines:
        if line.key not in named:
            continue
        name, page = named[line.key]
        for term, square in zip(found.columns, line.squares, strict=True):
            address = page or (url_for("catalogue.search", **square.arguments) if square.approaches else "")
            yield GapRow(
                name, term.label, square, requested.get((term.slug, line.key), 0),
                NOT_SAID if line.key in silent and not square.studies else SAID,
                on_this_hub(address) if address else "",
            )  # fmt: skip
