"""What is known about somebody and a record that names a paper with notices, for POLICY to read."""

from sqlalchemy.orm import Session

from evidencehub.authz.values import Actor, Facts, facts_of
from evidencehub.interchange.retractions.models import RetractionHit
from evidencehub.projects import queries as projects
from evidencehub.review.access import case_facts


def hit_facts(session: Session, actor: Actor, hit: RetractionHit) -> Facts:
    """An editor with a conflict towards its team decides nothing about a record; of evidence from elsewhere there
    is no team here."""
    submission = projects.last_submission(session, hit.project_id)
    if submission is None:
        return facts_of(actor).and_(no_conflict=hit.project.source is not None)
    return case_facts(session, actor, submission)
