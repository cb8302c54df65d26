"""Calls for the gap map, and for what studies of one approach found together on one outcome."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import current_app, request
from marshmallow import fields, validate

from evidencehub.api import body_schemas as schemas
from evidencehub.api.asking import asks, each_only, from_cursor, go_on, in_parts, listing_of, of_outcomes, only
from evidencehub.api.blueprint import bp
from evidencehub.api.said import or_none
from evidencehub.api.search_asking import parameters, request_of
from evidencehub.authz.guard import public
from evidencehub.catalogue.index import counts, gap_map
from evidencehub.catalogue.index.indexing import engine_of
from evidencehub.catalogue.outcomes import queries, reasons
from evidencehub.catalogue.outcomes.certainty import queries as certainties
from evidencehub.catalogue.outcomes.certainty.queries import Certainty
from evidencehub.catalogue.outcomes.headings import caveat_of
from evidencehub.catalogue.outcomes.models import SynthesisVersion
from evidencehub.catalogue.outcomes.pooling import Interval, Pooled
from evidencehub.catalogue.outcomes.versions import gathered_of, pooled_of
from evidencehub.catalogue.outcomes.wording import outcome_label
from evidencehub.catalogue.pages import gap_map_views
from evidencehub.catalogue.pages.outcome_views import public_synthesis
from evidencehub.projects.public import PublicProject, public_views
from evidencehub.shared.db import db
from evidencehub.shared.links import absolute, on_this_hub
from evidencehub.shared.page_cache import same_for_everybody
from evidencehub.standards.files.outcomes import load_outcomes

Values = Mapping[str, Any]
_NOT_OF_MAPS = frozenset({"sort", "collapse", "per_page"})
_OF_MAP = {name: each for name, each in parameters().items() if name not in _NOT_OF_MAPS}


@bp.get("/gap-map", endpoint="gap_map")
@public
@same_for_everybody
@bp.arguments(
    asks(
        schemas.GapMap,
        more={
            **_OF_MAP,
            "rows": fields.String(
                load_default=gap_map.PEOPLE, validate=validate.OneOf(gap_map.ROWS),
                metadata={"description": "What stands in the rows: kinds of people, or approaches."},
            ),
        },
    ),
    location="query",
)  # fmt: skip
@bp.response(200, schemas.GapMap)
def the_gap_map(asked: Values) -> Values:
    """What was studied and what was not: people or approaches in rows, outcomes in columns.

    Its filters are those of the search. One outcome opens: its parts are the columns then.
    """
    engine, wanted = engine_of(current_app.config["SETTINGS"]), replace(request_of({**asked, "sort": ""}), sort="")
    counted = counts.scope(engine)
    found = gap_map.gap_map(engine, wanted, counted, rows=asked["rows"])
    heads, silent = gap_map_views.heads(found), gap_map_views.silent(found, counted)
    waiting = gap_map_views.requested(found, counted)
    is_last = asked["rows"] == gap_map.PEOPLE or wanted.page * gap_map.PAGE_SIZE >= found.row_count
    again = {name: values for name, values in request.args.to_dict(flat=False).items() if name != "page"}
    return only(
        asked,
        {
            "rows": found.rows,
            "opened": found.opened.slug if found.opened else None,
            "columns": [
                {"slug": term.slug, "label": term.label, "requests": waiting.get((term.slug, ""), 0)}
                for term in found.columns
            ],
            "lines": [
                {
                    "key": line.key, "label": heads[line.key][0],
                    "address": on_this_hub(heads[line.key][1]) if heads[line.key][1] else None,
                    "places": [
                        _place(square, term.slug, waiting.get((term.slug, line.key), 0), is_silent=line.key in silent)
                        for term, square in zip(found.columns, line.squares, strict=True)
                    ],
                }
                for line in found.lines if line.key in heads
            ],
            "total": found.total,
            "placed": found.placed,
            "row_count": found.row_count,
            "page": wanted.page,
            "next": None if is_last else absolute("api.gap_map", **again, page=wanted.page + 1),
            "address": absolute("catalogue.gap_map", **gap_map_views.arguments(wanted, found.rows)),
        },
    )  # fmt: skip


def _place(square: gap_map.Square, outcome: str, requests: int, *, is_silent: bool) -> dict[str, Any]:
    return {
        "outcome": outcome,
        "approaches": square.approaches,
        "studies": square.studies,
        "plans": square.plans,
        "requests": requests,
        "is_said": not (is_silent and not square.studies),
        "how_sure": square.sure.words if square.sure else None,
        "difference": square.difference.words if square.difference else None,
        "directions": dict(square.directions),
        "search": absolute("catalogue.search", **square.arguments) if square.approaches else None,
    }


@bp.get("/syntheses")
@public
@same_for_everybody
@bp.arguments(
    asks(
        schemas.SynthesisInShort,
        more={
            "outcome": of_outcomes("The slug of an outcome, or of an outcome area."),
            "project": fields.String(load_default="", metadata={"description": "The slug of an approach, as today."}),
            **in_parts(),
        },
    ),
    location="query",
)  # fmt: skip
@bp.response(200, listing_of(schemas.SynthesisInShort, "What holds now, in an order that does not change."))
def syntheses(asked: Values) -> Values:
    """What three or more studies of an approach found together on an outcome. A part may have fewer than asked for."""
    tree, size = load_outcomes(), asked["per_page"]
    below = [asked["outcome"], *(each.slug for each in tree.below(asked["outcome"]))] if asked["outcome"] else []
    demo = counts.scope(engine_of(current_app.config["SETTINGS"])).is_demonstration
    found = queries.pooled_part(
        db.session, outcomes=below, slug=asked["project"], after=from_cursor(asked["cursor"], UUID), most=size + 1,
        demo=demo,
    )  # fmt: skip
    held = found[:size]
    views = public_views(db.session, [each.project_id for each in held])
    judged = certainties.certainties(db.session, held)
    items = [
        _in_short(each, views[each.project_id], judged.get(each.id))
        for each in held
        if each.project_id in views and not views[each.project_id].removed
    ]
    again = {name: asked[name] for name in ("outcome", "project")}
    more = go_on("api.syntheses", asked, held[-1].id, **again) if len(found) > size else None
    return {"items": each_only(asked, items), "next": more}


@bp.get("/syntheses/<uuid:version_id>")
@public
@same_for_everybody
@bp.arguments(asks(schemas.SynthesisWhole), location="query")
@bp.response(200, schemas.SynthesisWhole)
def synthesis(asked: Values, version_id: UUID) -> Values:
    """One version, for ever: what entered, what came of it, and what was left out."""
    version, view = public_synthesis(version_id)
    certainty = certainties.certainty_of(db.session, version)
    gathered, pooled = gathered_of(version), pooled_of(version)
    newest = next((each for each in queries.history(db.session, version) if each.is_current), None)
    without = {each.evaluation: each.mean for each in pooled.without} if pooled else {}
    titles = {each.id: each.title for each in view.evaluations}
    entered = [
        {
            "evaluation": each.evaluation, "title": titles.get(each.evaluation), "results": list(each.results),
            "effect": each.effect, "se": each.se, "without_it": _interval(without.get(each.evaluation)),
        }
        for each in gathered.entered
    ]  # fmt: skip
    return only(
        asked,
        {
            **_in_short(version, view, certainty),
            "version": version.number,
            "method": version.method,
            "scale": or_none(gathered.scale),
            "higher_is": or_none(gathered.higher_is),
            **_figures(pooled),
            "entered": entered,
            "left_out": [
                {"reason": reasons.IN_WORDS[reason], "results": count} for reason, count in gathered.reasons.items()
            ],
            "newest": absolute("catalogue.synthesis", version_id=newest.id)
            if newest and newest.id != version.id
            else None,
            "certainty": certainty.tier.title if certainty and certainty.holds else None,
        },
    )


def _in_short(version: SynthesisVersion, view: PublicProject, certainty: Certainty | None) -> dict[str, Any]:
    return {
        "id": version.id,
        "project": {
            "slug": view.slug, "name": view.name, "address": absolute("catalogue.project", slug=view.slug),
            "api": absolute("api.project", slug=view.slug),
        },
        "outcome": version.outcome,
        "outcome_label": outcome_label(version.outcome),
        "designs": version.designs,
        "comparator": version.comparator,
        "demonstration": version.demo,
        "headline": or_none(certainties.told(version, certainty)),
        "direction": or_none(version.direction),
        "source": or_none(view.source_said),
        "caveat": or_none(caveat_of(view.source, view.name)),
        "studies": version.studies,
        "results": version.results,
        "made_at": version.made_at,
        "published_at": version.published_at,
        "is_current": version.is_current,
        "address": absolute("catalogue.synthesis", version_id=version.id),
        "api": absolute("api.synthesis", version_id=version.id),
    }  # fmt: skip


def _figures(pooled: Pooled | None) -> dict[str, Any]:
    if pooled is None:
        names = ("mean", "prediction", "tau2", "i2", "q", "q_p", "small_studies_p", "smallest_worthwhile")
        return {**dict.fromkeys(names), "groups": []}
    return {
        "mean": _interval(pooled.mean),
        "prediction": _interval(pooled.expected),
        "tau2": pooled.tau2,
        "i2": pooled.i2,
        "q": pooled.q,
        "q_p": pooled.q_p,
        "small_studies_p": pooled.small_studies_p,
        "smallest_worthwhile": pooled.worthwhile,
        "groups": [
            {"population": each.population, "studies": each.studies, "mean": _interval(each.mean)}
            for each in pooled.groups
        ],
    }


def _interval(it: Interval | None) -> dict[str, float] | None:
    return {"estimate": it.estimate, "ci_low": it.low, "ci_high": it.high} if it else None
