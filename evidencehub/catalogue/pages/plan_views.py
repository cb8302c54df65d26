"""Plans of studies that everybody may read: the latest version, and each one before it."""

from collections.abc import Sequence
from itertools import pairwise
from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue

from evidencehub.authz.guard import public
from evidencehub.catalogue.pages.blueprint import bp
from evidencehub.projects import queries, terms
from evidencehub.projects.plans import files, register
from evidencehub.projects.plans import queries as plans
from evidencehub.projects.plans.changes import Change, changes_of, timing_of
from evidencehub.projects.plans.models import PlanVersion
from evidencehub.projects.plans.outcomes import planned_of
from evidencehub.projects.public import public_view
from evidencehub.projects.takedown.services import refuse_down
from evidencehub.shared.clock import hub_today
from evidencehub.shared.db import db
from evidencehub.shared.errors import NotFound
from evidencehub.shared.page_cache import same_for_everybody


@bp.get("/evaluations/<uuid:evaluation_id>/plan")
@public
@same_for_everybody
def plan(evaluation_id: UUID) -> ResponseReturnValue:
    versions = versions_of(evaluation_id)
    return _page(versions, versions[-1])


@bp.get("/evaluations/<uuid:evaluation_id>/plan/versions/<int:number>")
@public
@same_for_everybody
def plan_version(evaluation_id: UUID, number: int) -> ResponseReturnValue:
    """One version, for ever as it was sent."""
    versions = versions_of(evaluation_id)
    return _page(versions, version_of(versions, number))


def versions_of(evaluation_id: UUID) -> Sequence[PlanVersion]:
    """:raises NotFound: nothing of the plan is public."""
    found = queries.evaluation(db.session, evaluation_id)
    refuse_down(found.project if found else None)
    versions = plans.public_versions(db.session, evaluation_id)
    if not versions:
        raise NotFound("There is no such page. It may have moved, or it is not public.")
    return versions


def version_of(versions: Sequence[PlanVersion], number: int) -> PlanVersion:
    """:raises NotFound: none of these has that number."""
    found = next((each for each in versions if each.number == number), None)
    if found is None:
        raise NotFound("There is no such version of this plan, or it is not public any more.")
    return found


def _page(versions: Sequence[PlanVersion], shown: PlanVersion) -> str:
    study = shown.plan.evaluation
    view = public_view(db.session, study.project)
    changes: list[tuple[PlanVersion, list[Change]]] = [
        (later, changes_of(earlier, later)) for earlier, later in pairwise(versions)
    ]
    return render_template(
        "catalogue/plan.html", shown=shown, first=versions[0], latest=versions[-1], changes=changes[::-1],
        planned=planned_of(shown), timing=timing_of(versions[0]), view=view, study=study,
        design=terms.label("designs", shown.design) if shown.design else "",
        has_page=view is not None and not view.stage.is_stub and view.evaluation(study.id) is not None,
        files=files.shown(db.session, shown),
        entry=register.of_studies(db.session, [study.id], hub_today())[study.id],
    )  # fmt: skip
