"""Calls for the plan of one study: its latest version, and each one for ever."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from evidencehub.api import plan_schemas as schemas
from evidencehub.api.asking import asks, only
from evidencehub.api.blueprint import bp
from evidencehub.api.organisation_views import plan_in_short
from evidencehub.api.said import or_none
from evidencehub.authz.guard import public
from evidencehub.catalogue.pages.plan_views import version_of, versions_of
from evidencehub.projects.plans import files, register
from evidencehub.projects.plans.changes import changes_of, timing_of
from evidencehub.projects.plans.files import ShownFile
from evidencehub.projects.plans.models import PlanVersion
from evidencehub.projects.plans.outcomes import planned_of
from evidencehub.shared.clock import hub_today
from evidencehub.shared.db import db
from evidencehub.shared.links import absolute
from evidencehub.shared.page_cache import same_for_everybody

Values = Mapping[str, Any]


@bp.get("/evaluations/<uuid:evaluation_id>/plan", endpoint="plan")
@public
@same_for_everybody
@bp.arguments(asks(schemas.PlanWhole), location="query")
@bp.response(200, schemas.PlanWhole)
def plan(asked: Values, evaluation_id: UUID) -> Values:
    """The latest version of the plan of a study, what changed since the first."""
    versions = versions_of(evaluation_id)
    return only(asked, _plan(versions, versions[-1]))


@bp.get("/evaluations/<uuid:evaluation_id>/plan/versions/<int:number>", endpoint="plan_version")
@public
@same_for_everybody
@bp.arguments(asks(schemas.PlanWhole), location="query")
@bp.response(200, schemas.PlanWhole)
def plan_version(asked: Values, evaluation_id: UUID, number: int) -> Values:
    """One version of the plan of a study, for ever as it was sent."""
    versions = versions_of(evaluation_id)
    return only(asked, _plan(versions, version_of(versions, number)))


def _plan(versions: Sequence[PlanVersion], shown: PlanVersion) -> dict[str, Any]:
    study = shown.plan.evaluation
    entry = register.of_studies(db.session, [study.id], hub_today())[study.id]
    return {
        **plan_in_short(entry, shown),
        "shown_version": shown.number,
        "sent_at": shown.sent_at,
        "public_since": versions[0].public_at,
        "timing": timing_of(versions[0]),
        "outcomes": [
            {
                "outcome": each.outcome, "outcome_slug": or_none(each.outcome_slug), "outcome_area": each.outcome_area,
                "measure": or_none(each.measure), "when": or_none(each.when), "is_main": each.is_main,
                "unreported_because": or_none(each.unreported_because),
            }
            for each in planned_of(shown)
        ],
        "analysis": or_none(shown.analysis),
        "participants": shown.participants,
        "is_stopped": shown.is_stopped,
        "stopped_because": or_none(shown.stopped_because),
        "files": [_file(study.id, each) for each in files.shown(db.session, shown)],
        "versions": [_step(study.id, *each) for each in zip([None, *versions[:-1]], versions, strict=True)],
        "api": absolute("api.plan_version", evaluation_id=study.id, number=shown.number),
    }  # fmt: skip


def _file(study_id: UUID, each: ShownFile) -> dict[str, Any]:
    of_it, opened = {"evaluation_id": study_id, "document_id": each.sent.id}, each.opened
    return {
        "called": each.sent.told,
        "is_public": opened is not None,
        "was_public": each.was_public,
        "pages": opened.pages if opened else None,
        "address": absolute("catalogue.plan_file", **of_it) if opened else None,
        "file": absolute("catalogue.plan_file_copy", **of_it) if opened and opened.with_file else None,
    }


def _step(study_id: UUID, earlier: PlanVersion | None, later: PlanVersion) -> dict[str, Any]:
    of_it = {"evaluation_id": study_id, "number": later.number}
    return {
        "number": later.number,
        "sent_at": later.sent_at,
        "because": or_none(later.because),
        "changes": [
            {
                "what": each.what,
                "before": or_none(each.before),
                "after": or_none(each.after),
                "text": or_none(each.said),
            }
            for each in (changes_of(earlier, later) if earlier else ())
        ],
        "address": absolute("catalogue.plan_version", **of_it),
        "api": absolute("api.plan_version", **of_it),
    }
