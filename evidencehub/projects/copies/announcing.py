"""A copy was made of a file that is public already: its pages and records name the file from now on."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from evidencehub.projects.disclosure.models import Disclosure
from evidencehub.projects.disclosure.states import DisclosureState
from evidencehub.projects.models import Document, Evaluation
from evidencehub.projects.public import changed


def announce(session: Session, sha256: str) -> None:
    """
    :param sha256: of the content, which several projects may have.
    """
    states = [state for state in DisclosureState if state.is_open or state.is_on_request]
    study = func.coalesce(Document.evaluation_id, Document.plan_study_id)
    query = select(Evaluation.project_id).join(Document, study == Evaluation.id)
    query = query.join(Disclosure, Disclosure.document_id == Document.id)
    query = query.where(Document.sha256 == sha256, Disclosure.state.in_(states)).distinct()
    for project_id in session.scalars(query.order_by(Evaluation.project_id)).all():
        changed(session, project_id)
