"""The blueprint of reviewing, apart from its views so that both files of views can stand on it."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from flask import Blueprint, current_app
from itsdangerous import URLSafeSerializer

from evidencehub.review.declaring import Kind
from evidencehub.review.models import Assignment
from evidencehub.review.sheet import asked_for
from evidencehub.review.wording import part_in_words
from evidencehub.shared.links import absolute

bp = Blueprint("review", __name__)


@bp.app_template_filter("part_graded")
def part_graded(only: Collection[str]) -> str:
    """What somebody grades who does not grade everything."""
    return part_in_words(*asked_for(only))


@bp.app_template_filter("declared")
def declared(assignment: Assignment) -> str:
    """Why a seat ended by a conflict, for editors."""
    kind = Kind(assignment.declared_kind).told if assignment.declared_kind else ""
    return ": ".join(part for part in (kind, assignment.declaration) if part) or "found by the machine"


def say_no_tokens() -> URLSafeSerializer:
    """Of a seat by its id: whoever holds one can decline the invitation, and nothing else."""
    return URLSafeSerializer(current_app.config["SETTINGS"].secret_key, salt="evidencehub.say-no")


def confirm_tokens() -> URLSafeSerializer:
    """Of a seat and of when its reviewer was asked: whoever holds one can say whether what was typed is theirs."""
    return URLSafeSerializer(current_app.config["SETTINGS"].secret_key, salt="evidencehub.confirm-findings")


class ReviewLinks:
    """Where the mails about a case lead, each as a whole sentence."""

    def review(self, assignment_id: UUID) -> str:
        return f"Open it on the hub: {absolute('review.invitation', assignment_id=assignment_id)}"

    def decline(self, assignment_id: UUID) -> str:
        address = absolute("review.say_no", token=say_no_tokens().dumps(assignment_id.hex))
        return f"If you cannot do it, say so here without signing in: {address}"

    def confirm(self, assignment_id: UUID, asked_at: datetime) -> str:
        token = confirm_tokens().dumps([assignment_id.hex, asked_at.isoformat()])
        return f"Read them and say yes or no, without signing in: {absolute('review.confirm_findings', token=token)}"

    def discussion(self, assignment_id: UUID) -> str:
        return f"Read it and answer: {absolute('review.discussion', assignment_id=assignment_id)}"

    def case(self, submission_id: UUID) -> str:
        return f"Open the case: {absolute('review.case', submission_id=submission_id)}"

    def projects(self) -> str:
        return f"Open your projects: {absolute('projects.home')}"

    def questions(self, submission_id: UUID) -> str:
        return f"Open the questions of the case: {absolute('review.case_questions', submission_id=submission_id)}"

    def asked(self, assignment_id: UUID) -> str:
        return f"Read it: {absolute('review.my_questions', assignment_id=assignment_id)}"

    def answer(self, question_id: UUID) -> str:
        return f"Read the question: {absolute('review.team_question', question_id=question_id)}"

    def appeal(self, submission_id: UUID) -> str:
        return f"Open the appeal: {absolute('review.case_appeal', submission_id=submission_id)}"

    def appealed(self, submission_id: UUID) -> str:
        return f"See your appeal: {absolute('review.appeal', submission_id=submission_id)}"

    def facts(self, submission_id: UUID) -> str:
        return f"Open the facts of the case: {absolute('review.case_facts', submission_id=submission_id)}"

    def own_facts(self, submission_id: UUID) -> str:
        return (
            f"See the facts, and what the editor writes: {absolute('review.team_facts', submission_id=submission_id)}"
        )
