"""What a person is to a project and to what belongs to it, as facts; and the same rule as a filter for queries."""

from sqlalchemy import ColumnElement, or_, true

from evidencehub.authz.values import Actor, Facts, team_facts
from evidencehub.projects.models import Document, Evaluation, Project, Submission
from evidencehub.projects.states import SubmissionState


def project_facts(actor: Actor, project: Project) -> Facts:
    """``editable``: it may be sent, because nothing that was sent is still on its way, and whose it is works on."""
    return team_facts(actor, project.organisation_id).and_(
        public=project.published_at is not None and project.taken_down_at is None,
        editable=all(submission.state.is_closed for submission in project.submissions)
        and not (project.organisation and project.organisation.closed_at),
    )


def evaluation_facts(actor: Actor, evaluation: Evaluation) -> Facts:
    return project_facts(actor, evaluation.project)


def document_facts(actor: Actor, document: Document) -> Facts:
    """Never ``public``: everybody reads a document through the study that holds it (``public.PublicDocument``)."""
    return team_facts(actor, document.project.organisation_id).and_(public=False)


def submission_facts(actor: Actor, submission: Submission) -> Facts:
    return team_facts(actor, submission.project.organisation_id).and_(
        public=submission.submitted_at is not None,
        editable=submission.state is SubmissionState.DRAFT,
        decided=submission.state.is_graded,
    )


def of_team(actor: Actor) -> ColumnElement[bool]:
    """Projects of the actor's own organisations."""
    return Project.organisation_id.in_(tuple(actor.organisations))


def of_contributors(actor: Actor) -> ColumnElement[bool]:
    """Those of them that the actor may edit."""
    return Project.organisation_id.in_(tuple(actor.contributes))


def readable(actor: Actor) -> ColumnElement[bool]:
    """Projects that ``PROJECT_READ`` permits: public ones, one's own, and all of them for an editor."""
    if actor.editor:
        return true()
    return or_(Project.published_at.is_not(None) & Project.taken_down_at.is_(None), of_team(actor))
