"""The blueprint of reviewing, apart from its views so that both files of views can stand on it."""

from uuid import UUID

from flask import Blueprint

from evidencehub.shared.links import absolute

bp = Blueprint("review", __name__)


class ReviewLinks:
    """Where the mails about a case lead, each as a whole sentence."""

    def review(self, assignment_id: UUID) -> str:
        return f"Open the invitation: {absolute('review.invitation', assignment_id=assignment_id)}"

    def case(self, submission_id: UUID) -> str:
        return f"Open the case: {absolute('review.case', submission_id=submission_id)}"

    def projects(self) -> str:
        return f"Open your projects: {absolute('projects.home')}"
