"""The statement that a project is under review: for its team as a page and a PDF, and a page that checks it."""

from uuid import UUID

from flask import Response, current_app, render_template
from flask.typing import ResponseReturnValue

from evidencehub.authz.guard import public, requires
from evidencehub.authz.values import Permission
from evidencehub.projects.models import Submission
from evidencehub.projects.pages.blueprint import bp, load_submission, render
from evidencehub.projects.statement import told
from evidencehub.projects.takedown.services import refuse_down
from evidencehub.shared.clock import hub_today
from evidencehub.shared.db import db
from evidencehub.shared.errors import NotFound
from evidencehub.shared.links import absolute

_OVER = "This is not under review now, so there is no statement of it."


def _site() -> str:
    return str(current_app.config["SETTINGS"].site_name)


def _address(submission: Submission) -> str:
    return absolute("projects.check_statement", submission_id=submission.id)


@bp.get("/team/submissions/<uuid:submission_id>/statement")
@requires(Permission.SUBMISSION_READ, on=load_submission)
def statement(submission: Submission) -> ResponseReturnValue:
    if not told.can_be_given(submission):
        raise NotFound(_OVER)
    return render(
        "statement.html", project=submission.project, submission=submission, is_not=told.IS_NOT,
        statement=told.statement_of(submission), site=_site(), address=_address(submission),
    )  # fmt: skip


@bp.get("/team/submissions/<uuid:submission_id>/statement.pdf")
@requires(Permission.SUBMISSION_READ, on=load_submission)
def statement_file(submission: Submission) -> ResponseReturnValue:
    if not told.can_be_given(submission):
        raise NotFound(_OVER)
    made = told.as_pdf(told.statement_of(submission), site=_site(), address=_address(submission), today=hub_today())
    answer = Response(made, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = 'inline; filename="under-review.pdf"'
    return answer


@bp.get("/statements/<uuid:submission_id>")
@public
def check_statement(submission_id: UUID) -> ResponseReturnValue:
    """Whoever holds the address learns what everybody may know of it now, and no more once the review has ended."""
    submission = db.session.get(Submission, submission_id)
    if submission is None or submission.cleared_at is None:
        raise NotFound("We know of no such statement. Check that you typed the whole address.")
    refuse_down(submission.project)
    is_open = told.is_under_review(submission)
    return render_template(
        "projects/statement-check.html", submission=submission, is_not=told.IS_NOT,
        statement=told.statement_of(submission) if is_open else None, site=_site(),
    )  # fmt: skip
