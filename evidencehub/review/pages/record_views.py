"""The whole record that was frozen, on one page, and what changed since the submission before it."""

from typing import Any
from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue

from evidencehub.authz.guard import Loaded, Withheld, requires
from evidencehub.authz.policies import permits
from evidencehub.authz.values import Actor, Permission
from evidencehub.projects.frozen.keeping import bundle_of, name_sent, remains_of
from evidencehub.projects.later.queries import Since, since
from evidencehub.projects.models import Submission
from evidencehub.projects.pages.answers import project_sections, studies_in_words
from evidencehub.projects.pages.differences import Differences, differences
from evidencehub.projects.plans.told import comparisons
from evidencehub.review import queries
from evidencehub.review.models import Assignment
from evidencehub.review.pages.blueprint import bp
from evidencehub.review.pages.case_views import load_case
from evidencehub.review.pages.evidence import on_page
from evidencehub.review.pages.grading_views import DECLARED_ON, load_assignment, sealed_for
from evidencehub.review.rounds import before, graders
from evidencehub.shared.db import db
from evidencehub.shared.errors import Invalid, NotFound

_NO_ROUND = "This is the first time that this project was sent."


def _load_record(actor: Actor, submission_id: UUID) -> Loaded[Submission] | Withheld:
    """Like its files: an editor who has a conflict with the team reads neither."""
    loaded = load_case(actor, submission_id)
    return loaded if permits(Permission.CASE_FILES_READ, loaded.facts) else Withheld(loaded.facts)


@bp.get("/cases/<uuid:submission_id>/record")
@requires(Permission.CASE_FILES_READ, on=_load_record)
def case_record(submission: Submission) -> ResponseReturnValue:
    """All that reviewers read, and whose it is."""
    sent = bundle_of(submission)
    reports = queries.reports(db.session, submission, with_held=True)
    return render_template(
        "review/record.html", submission=submission, project=sent.project, reports=reports,
        sections=project_sections(sent.project, sent.evaluations, on_page(sent, reports)),
        studies=studies_in_words(sent.evaluations),
        members=queries.team_of(db.session, submission), previous=before(db.session, submission),
        compared=comparisons(db.session, sent.evaluations, until=submission.submitted_at),
    )  # fmt: skip


@bp.get("/cases/<uuid:submission_id>/changes")
@requires(Permission.CASE_FILES_READ, on=_load_record)
def case_changes(submission: Submission) -> ResponseReturnValue:
    previous, found = _since(submission)
    return render_template(
        "review/case-changes.html", submission=submission, previous=previous, found=found,
        graders=graders(db.session, previous), later=_later(submission),
    )  # fmt: skip


@bp.get("/reviews/<uuid:assignment_id>/changes")
@requires(Permission.REPORT_READ, on=load_assignment)
def report_changes(assignment: Assignment) -> ResponseReturnValue:
    """What the report hides is hidden here too: who wrote the study, who paid, and numbers that are sealed."""
    previous, found = _since(assignment.submission, but_not=DECLARED_ON, **sealed_for(assignment))
    return render_template(
        "review/report-changes.html", assignment=assignment, submission=assignment.submission, previous=previous,
        found=found, name=name_sent(assignment.submission), later=_later(assignment.submission),
    )  # fmt: skip


def _later(submission: Submission) -> list[Since]:
    remains = remains_of(submission)
    return since(db.session, submission, {result.id for study in remains.left for result in study.results})


def _since(submission: Submission, **hidden: Any) -> tuple[Submission, Differences | None]:
    """The submission before, and what changed; None where a text of it was removed.

    :param hidden: what this reader is not to see, as :func:`differences` takes it.
    :raises NotFound: there was none before.
    """
    previous = before(db.session, submission)
    if previous is None:
        raise NotFound(_NO_ROUND)
    try:
        was = bundle_of(previous)
    except Invalid:
        return previous, None
    return previous, differences(was, bundle_of(submission), **hidden)
