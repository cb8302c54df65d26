"""Calls for organisations and for planned studies."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import current_app
from marshmallow import fields, validate

from evidencehub.accounts.models import Organisation
from evidencehub.api import body_schemas as schemas
from evidencehub.api.asking import (
    asks,
    each_only,
    from_cursor,
    go_on,
    in_parts,
    listing_of,
    number_of_part,
    of_outcomes,
    only,
)
from evidencehub.api.blueprint import bp
from evidencehub.api.cards import in_short
from evidencehub.api.said import or_none
from evidencehub.authz.guard import public
from evidencehub.catalogue.index import counts
from evidencehub.catalogue.index.indexing import engine_of
from evidencehub.catalogue.marks.cards import Card
from evidencehub.catalogue.marks.kept_cards import cards
from evidencehub.catalogue.pages.being_studied import asked_of
from evidencehub.catalogue.pages.organisation_views import known_of, organisation_at
from evidencehub.projects.plans import register
from evidencehub.projects.plans.models import PlanVersion
from evidencehub.projects.plans.outcomes import planned_of
from evidencehub.projects.plans.register import Entry
from evidencehub.projects.plans.status import Status
from evidencehub.projects.public import run_publicly
from evidencehub.shared.clock import day_of, hub_today
from evidencehub.shared.db import db
from evidencehub.shared.errors import NotFound
from evidencehub.shared.forms import LINE
from evidencehub.shared.links import absolute
from evidencehub.shared.page_cache import same_for_everybody

Values = Mapping[str, Any]


@bp.get("/organisations")
@public
@same_for_everybody
@bp.arguments(asks(schemas.OrganisationListed, more=in_parts()), location="query")
@bp.response(200, listing_of(schemas.OrganisationListed, "Organisations, in an order that does not change."))
def organisations(asked: Values) -> Values:
    """Who runs projects here, as far as that is public. A part of the list may have fewer than were asked for."""
    engine, size = engine_of(current_app.config["SETTINGS"]), asked["per_page"]
    demo = counts.scope(engine).is_demonstration
    found = run_publicly(db.session, after=from_cursor(asked["cursor"], UUID), most=size + 1, demo=demo)
    shown, of_them = found[:size], [key for _, keys in found[:size] for key in keys]
    known = {key for key, each in cards(db.session, of_them).items() if each.card.organisation}
    items = [_organisation(each) for each, keys in shown if known.intersection(keys)]
    more = go_on("api.organisations", asked, shown[-1][0].id) if len(found) > size else None
    return {"items": each_only(asked, items), "next": more}


@bp.get("/organisations/<slug>")
@public
@same_for_everybody
@bp.arguments(asks(schemas.OrganisationWhole), location="query")
@bp.response(200, schemas.OrganisationWhole)
def organisation(asked: Values, slug: str) -> Values:
    """One organisation with its projects. An old name leads to it too."""
    found = organisation_at(slug)
    shown = known_of(found) if found else {}
    if found is None or not shown:
        raise NotFound("There is no such organisation, or nothing of it is public.")
    return only(asked, {**_organisation(found), "projects": _in_short([each.card for each in shown.values()])})


@bp.get("/plans")
@public
@same_for_everybody
@bp.arguments(
    asks(
        schemas.Plan,
        more={
            "q": fields.String(
                load_default="", validate=validate.Length(max=LINE), metadata={"description": "Words to look for."}
            ),
            "status": fields.String(
                load_default="", validate=validate.OneOf(["", *(each.value for each in Status)]),
                metadata={"description": "Only studies that are so far."},
            ),
            "area": of_outcomes("The slug of an outcome area or an outcome."),
            "cursor": in_parts()["cursor"],
        },
    ),
    location="query",
)  # fmt: skip
@bp.response(200, listing_of(schemas.Plan, "Planned studies, those that end first first."))
def plans(asked: Values) -> Values:
    """Studies that were announced: planned, running, overdue, finished, stopped. Invented ones only without others."""
    number = from_cursor(asked["cursor"], number_of_part) or 1
    status = Status(asked["status"]) if asked["status"] else None
    wanted = asked_of(" ".join(asked["q"].split()), status, asked["area"])
    found, total = register.entries(db.session, wanted, hub_today(), page=number)
    is_last = number * register.PAGE_SIZE >= total
    again = {name: asked[name] for name in ("q", "status", "area")}
    more = None if is_last else go_on("api.plans", {**asked, "per_page": None}, number + 1, **again)
    return {"items": each_only(asked, [plan_in_short(each, each.version) for each in found]), "next": more}


def _organisation(it: Organisation) -> dict[str, Any]:
    return {
        "name": it.name,
        "slug": it.slug,
        "address": absolute("catalogue.organisation", slug=it.slug),
        "kind": it.kind.value,
        "town": or_none(it.town),
        "charity_number": or_none(it.charity_number),
        "ror": or_none(it.ror),
        "closed_at": it.closed_at,
        "former_names": [{"name": each.name, "until": each.until} for each in it.former_names],
        "api": absolute("api.organisation", slug=it.slug),
    }


def _in_short(found: Sequence[Card]) -> list[dict[str, Any]]:
    return [in_short(each) for each in found]


def plan_in_short(each: Entry, it: PlanVersion) -> dict[str, Any]:
    """:param it: the version whose words these are; how far the study is hangs on none."""
    return {
        "evaluation": each.evaluation_id,
        "title": it.title,
        "project": it.project_name,
        "status": each.status.value,
        "main_outcomes": [one.outcome for one in planned_of(it) if one.is_main],
        "design": or_none(it.design),
        "planned_start": it.starts_on,
        "planned_end": it.ends_on,
        "planned_report": it.reports_on,
        "started": it.started_on,
        "ended": it.ended_on,
        "results_are_public": each.has_results,
        "why_nothing_is_published": or_none(each.why_nothing),
        "first_version_sent": day_of(it.first_sent_at) if it.first_sent_at else None,
        "version": each.version.number,
        "demonstration": each.is_demo,
        "address": absolute("catalogue.plan", evaluation_id=each.evaluation_id),
        "api": absolute("api.plan", evaluation_id=each.evaluation_id),
    }
