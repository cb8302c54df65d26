"""Calls for the cases that somebody grades: the questions, one's own findings, and sending them.

What reviewers may not see on their pages is not here: no name before the declaration, nothing of the other reviewer,
and none of the team's numbers.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from evidencehub.accounts.programs.scopes import Scope
from evidencehub.api.bearer import needs
from evidencehub.api.blueprint import Answer, bp
from evidencehub.api.own import review_schemas as schemas
from evidencehub.api.own import versions, wrong
from evidencehub.api.own.reviewing import keep, record_of
from evidencehub.api.own.versions import versioned
from evidencehub.authz.guard import Loaded, current_actor, requires
from evidencehub.authz.values import Actor, Permission
from evidencehub.projects.frozen.keeping import name_sent
from evidencehub.review import queries, services
from evidencehub.review.models import Assignment
from evidencehub.review.pages.blueprint import ReviewLinks
from evidencehub.review.pages.grading_views import load_assignment
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import Invalid, NotFound
from evidencehub.shared.links import absolute

Values = Mapping[str, Any]


def load_own(actor: Actor, assignment_id: UUID) -> Loaded[Assignment]:
    """One's own seat.

    Editors who type for a reviewer do so on the page alone.
    """
    assignment = queries.assignment(db.session, assignment_id)
    if assignment is None or assignment.reviewer_id != actor.id:
        raise NotFound("There is no such review, or it is not yours.")
    return load_assignment(actor, assignment_id)


@bp.get("/reviews")
@needs(Scope.READ)
@requires(Permission.ASSIGNMENTS_LIST)
@bp.response(200, schemas.OwnReviews)
def own_reviews() -> Values:
    """What you are or were asked to grade."""
    return {"items": [in_short(each) for each in queries.reviews_of(db.session, current_actor().id)]}


@bp.get("/reviews/<uuid:assignment_id>")
@needs(Scope.READ)
@requires(Permission.REPORT_READ, on=load_own)
@bp.response(200, schemas.OwnReview)
def own_review(assignment: Assignment) -> Answer:
    """What you are asked in one case, and what you have answered.

    The report itself is on your page.
    """
    return _answer(assignment)


@bp.patch("/reviews/<uuid:assignment_id>")
@needs(Scope.FINDINGS_WRITE)
@versioned("own_review")
@requires(Permission.FINDING_RECORD, on=load_own)
@bp.arguments(schemas.ReviewChange, location="json")
@bp.response(200, schemas.OwnReview)
def keep_findings(assignment: Assignment, sent: Values) -> Answer:
    """Keep findings with their reasons, and numbers with their pages.

    Where one cannot be kept, none is.
    """
    if not versions.is_current(versions.marker_of(record_of(assignment))):
        raise versions.overtaken()
    keep(assignment, sent, actor=current_actor(), now=utc_now())
    return _answer(assignment)


@bp.post("/reviews/<uuid:assignment_id>/sent")
@needs(Scope.FINDINGS_WRITE)
@versioned("own_review")
@requires(Permission.FINDING_SEND, on=load_own)
@bp.arguments(schemas.FindingsSent, location="json")
@bp.response(200, schemas.OwnReviewInShort)
def send_findings(assignment: Assignment, sent: Values) -> Answer:
    """Send what you found.

    After that it cannot be changed. If a conflict has arisen, your seat ends instead.
    """
    if not versions.is_current(versions.marker_of(record_of(assignment))):
        raise versions.overtaken()
    try:
        services.send_findings(
            db.session, assignment, actor=current_actor(), now=utc_now(), links=ReviewLinks(),
            half_hours=sent["half_hours"],
        )  # fmt: skip
    except Invalid as error:
        db.session.rollback()
        raise wrong.of_service(error, "") from error
    return Answer(in_short(assignment))


def in_short(assignment: Assignment) -> Values:
    submission, state = assignment.submission, assignment.state
    return {
        "id": assignment.id, "name": name_sent(submission) if state.has_report else None,
        "standard": submission.standard_id, "standard_version": submission.standard_version,
        "state": state.told.reviewer.label, "due_at": assignment.due_at,
        "page": absolute("review.invitation", assignment_id=assignment.id),
    }  # fmt: skip


def _answer(assignment: Assignment) -> Answer:
    record = record_of(assignment)
    return Answer(record, headers={"ETag": f'"{versions.marker_of(record)}"'})
