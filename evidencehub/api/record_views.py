"""Calls for projects and studies."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import current_app

from evidencehub.api import record_schemas as schemas
from evidencehub.api.asking import asks, each_only, from_cursor, go_on, in_parts, listing_of, only
from evidencehub.api.beside import beside
from evidencehub.api.blueprint import bp
from evidencehub.api.cards import in_short
from evidencehub.api.findings import findings_of
from evidencehub.api.records import project_record, study_record
from evidencehub.api.search_schemas import ProjectInShort
from evidencehub.authz.guard import public
from evidencehub.catalogue.index import counts
from evidencehub.catalogue.index.indexing import engine_of
from evidencehub.catalogue.marks.gradings import gradings
from evidencehub.catalogue.marks.kept_cards import cards
from evidencehub.projects import queries
from evidencehub.projects.public import public_part, public_view
from evidencehub.projects.takedown.services import refuse_down
from evidencehub.shared.db import db
from evidencehub.shared.errors import NotFound
from evidencehub.shared.page_cache import same_for_everybody

Values = Mapping[str, Any]
_NONE = "There is no such record. It may have moved, or it is not public."
FINDINGS, RESULTS = "findings", "results"


@bp.get("/projects")
@public
@same_for_everybody
@bp.arguments(asks(ProjectInShort, more=in_parts()), location="query")
@bp.response(200, listing_of(ProjectInShort, "Projects, in an order that does not change. Invented ones are left out "
                             "unless there are no others."))  # fmt: skip
def projects(asked: Values) -> Values:
    """Every project that everybody may see, with what a list says of it."""
    engine = engine_of(current_app.config["SETTINGS"])
    size = asked["per_page"]
    demo = counts.scope(engine).is_demonstration
    ids = public_part(db.session, after=from_cursor(asked["cursor"], UUID), most=size + 1, demo=demo)
    shown = cards(db.session, ids[:size])
    return {
        "items": each_only(asked, [in_short(each.card) for each in shown.values()]),
        "next": go_on("api.projects", asked, ids[size - 1]) if len(ids) > size else None,
    }


@bp.get("/projects/<slug>")
@public
@same_for_everybody
@bp.arguments(asks(schemas.Project, include=(RESULTS,)), location="query")
@bp.response(200, schemas.Project)
def project(asked: Values, slug: str) -> Values:
    """All that is public of one project: what it is, who checked it, what they found, its history.

    An old name leads to it too. With include=results its studies have their results.
    """
    found, _ = queries.project_by_slug(db.session, slug)
    refuse_down(found)
    view = public_view(db.session, found) if found else None
    if view is None:
        raise NotFound(_NONE)
    grading = gradings(db.session, [view]).get(view.id)
    record = project_record(view, grading, with_findings=_wants(asked, FINDINGS))
    if RESULTS in asked.get("include", ()):
        shown = () if view.stage.is_stub else view.evaluations
        more = beside(view, shown)
        record["evaluations_in_full"] = [study_record(view, grading, each, more) for each in shown]
    return only(asked, record)


@bp.get("/evaluations/<uuid:evaluation_id>")
@public
@same_for_everybody
@bp.arguments(asks(schemas.Study), location="query")
@bp.response(200, schemas.Study)
def evaluation(asked: Values, evaluation_id: UUID) -> Values:
    """All that is public of one study: how it was done, every result with its numbers, who checked it."""
    found, _ = queries.public_evaluation(db.session, evaluation_id)
    refuse_down(found.project if found else None)
    view = public_view(db.session, found.project) if found else None
    shown = view.evaluation(found.id) if view and found else None
    if view is None or shown is None or view.stage.is_stub:
        raise NotFound(_NONE)
    grading = gradings(db.session, [view]).get(view.id)
    record = study_record(view, grading, shown, beside(view, [shown]))
    return only(asked, {**record, "findings": findings_of(view, grading)} if _wants(asked, FINDINGS) else record)


def _wants(asked: Values, name: str) -> bool:
    return not asked.get("only") or name in asked["only"]
