"""The whole record that was frozen, on one page."""

from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue

from evidencehub.authz.guard import Loaded, Withheld, requires
from evidencehub.authz.policies import permits
from evidencehub.authz.values import Actor, Permission
from evidencehub.projects.frozen.keeping import bundle_of
from evidencehub.projects.models import Submission
from evidencehub.projects.pages.answers import project_sections, studies_in_words
from evidencehub.review import queries
from evidencehub.review.pages.blueprint import bp
from evidencehub.review.pages.case_views import load_case
from evidencehub.shared.db import db


def _load_record(actor: Actor, submission_id: UUID) -> Loaded[Submission] | Withheld:
    """Like its files: an editor who has a conflict with the team reads neither."""
    loaded = load_case(actor, submission_id)
    return loaded if permits(Permission.CASE_FILES_READ, loaded.facts) else Withheld(loaded.facts)


@bp.get("/cases/<uuid:submission_id>/record")
@requires(Permission.CASE_FILES_READ, on=_load_record)
def case_record(submission: Submission) -> ResponseReturnValue:
    """All that reviewers read, and whose it is."""
    sent = bundle_of(submission)
    return render_template(
        "review/record.html", submission=submission, project=sent.project, sections=project_sections(sent.project),
        studies=studies_in_words(sent.evaluations), reports=queries.reports(db.session, submission),
        members=queries.team_of(db.session, submission),
    )  # fmt: skip
