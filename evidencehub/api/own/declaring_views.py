"""Calls for the declaration on conflicts of interest, in the steps of its page.

What the machine compared and whose it is are read first; what is declared names what was read; then the report opens.
"""

from collections.abc import Mapping
from typing import Any

from evidencehub.accounts.programs.scopes import Scope
from evidencehub.api.bearer import needs
from evidencehub.api.blueprint import Answer, bp
from evidencehub.api.own import review_schemas as schemas
from evidencehub.api.own import versions
from evidencehub.api.own.answering import filled
from evidencehub.api.own.review_views import in_short, load_own
from evidencehub.api.own.typed import UNPROTECTED
from evidencehub.api.own.versions import versioned
from evidencehub.api.said import or_none
from evidencehub.authz.guard import current_actor, requires
from evidencehub.authz.values import Permission
from evidencehub.projects.costs.words import payers
from evidencehub.projects.frozen.keeping import project_sent
from evidencehub.projects.references.shape import PUBLICATIONS
from evidencehub.projects.references.words import cited_lists
from evidencehub.review import conflicts, services
from evidencehub.review.models import Assignment
from evidencehub.review.pages.blueprint import ReviewLinks
from evidencehub.review.pages.choosing_forms import DeclareForm
from evidencehub.review.sheet import Study, sheet_for
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.links import absolute

Values = Mapping[str, Any]


@bp.get("/reviews/<uuid:assignment_id>/declaration")
@needs(Scope.READ)
@requires(Permission.ASSIGNMENT_DECLARE, on=load_own)
@bp.response(200, schemas.OwnDeclaration)
def own_declaration(assignment: Assignment) -> Answer:
    """Whose it is that you are asked to grade, and what we compared.

    Its ETag names what you read; you declare with it.
    """
    record = _record(assignment)
    return Answer(record, headers={"ETag": f'"{versions.marker_of(record)}"'})


@bp.post("/reviews/<uuid:assignment_id>/declaration")
@needs(Scope.FINDINGS_WRITE)
@versioned("own_declaration")
@requires(Permission.ASSIGNMENT_DECLARE, on=load_own)
@bp.arguments(schemas.Declare, location="json")
@bp.response(200, schemas.OwnReviewInShort)
def declare(assignment: Assignment, sent: Values) -> Answer:
    """Say whether you know of a conflict of interest.

    Without one the report opens. With one your seat ends, as it does where we found one.
    """
    form = filled(lambda **how: DeclareForm(meta=UNPROTECTED, **how), sent["answers"])
    versions.refuse_other(_record(assignment))
    services.declare(
        db.session, assignment, conflict=form.what.data or "" if form.kind else "", kind=form.kind,
        actor=current_actor(), now=utc_now(), links=ReviewLinks(),
    )  # fmt: skip
    return Answer(in_short(assignment))


def _record(assignment: Assignment) -> dict[str, Any]:
    project = project_sent(assignment.submission)
    checks = conflicts.from_data(assignment.machine_check)
    return {
        "checks": [{"compared": each.compared, "found": each.found} for each in checks],
        "project": project.name, "organisation": project.organisation, "payers": list(payers(project.costs)),
        "studies": [_study(each) for each in sheet_for(assignment).studies],
        "has_to_train": assignment.reviewer.trained_at is None,
        "page": absolute("review.declare", assignment_id=assignment.id),
    }  # fmt: skip


def _study(study: Study) -> Values:
    said = study.frozen.study
    published = [each for listed in cited_lists(study.frozen) if listed.name == PUBLICATIONS for each in listed.items]
    return {
        "title": study.title, "authors": list(study.frozen.authors), "funder": or_none(study.frozen.funder),
        "evaluator_ties": said.get("evaluator_ties") or None, "interests": said.get("interests") or None,
        "publications": [each.words for each in published],
    }  # fmt: skip
