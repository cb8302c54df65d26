"""What a person is to a project and to what belongs to it, as facts; and the same rule as a filter for queries."""

from sqlalchemy import ColumnElement, or_, true

from evidencehub.authz.values import Actor, Facts, facts_of
from evidencehub.projects.models import Document, Evaluation, Project, Submission
from evidencehub.projects.states import SubmissionState


def is_team(actor: Actor, project: Project) -> bool:
    return project.organisation_id is not None and project.organisation_id in actor.organisations


def project_facts(actor: Actor, project: Project) -> Facts:
    """``editable``: it may be sent, because nothing that was sent is still on its way."""
    return facts_of(actor).and_(
        team=is_team(actor, project),
        public=project.published_at is not None and project.taken_down_at is None,
        editable=all(submission.state.is_closed for submission in project.submissions),
    )


def evaluation_facts(actor: Actor, evaluation: Evaluation) -> Facts:
    return project_facts(actor, evaluation.project)


def document_facts(actor: Actor, document: Document) -> Facts:
    """Never ``public``: everybody reads a document through the study that holds it (``public.PublicDocument``)."""
    return facts_of(actor).and_(team=is_team(actor, document.project), public=False)


def submission_facts(actor: Actor, submission: Submission) -> Facts:
    return facts_of(actor).and_(
        team=is_team(actor, submission.project),
        public=submission.submitted_at is not None,
        editable=submission.state is SubmissionState.DRAFT,
        decided=submission.state.is_graded,
    )


def of_team(actor: Actor) -> ColumnElement[bool]:
    """Projects of the actor's own organisations."""
    return Project.organisation_id.in_(tuple(actor.organisations))


def readable(actor: Actor) -> ColumnElement[bool]:
    """Projects that ``PROJECT_READ`` permits: public ones, one's own, and all of them for an editor."""
    if actor.editor:
        return true()
    return or_(Project.published_at.is_not(None) & Project.taken_down_at.is_(None), of_team(actor))
