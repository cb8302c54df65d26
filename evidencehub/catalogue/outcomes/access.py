"""What is known about somebody and a synthesis, for POLICY to read."""

from sqlalchemy.orm import Session

from evidencehub.authz.values import Actor, Facts, facts_of
from evidencehub.catalogue.outcomes.models import SynthesisVersion
from evidencehub.projects import queries as projects
from evidencehub.review.access import case_facts


def synthesis_facts(session: Session, actor: Actor, version: SynthesisVersion) -> Facts:
    """An editor with a conflict towards the team of an approach checks no synthesis of it; of evidence from elsewhere
    there is no team here."""
    submission = projects.last_submission(session, version.project_id)
    if submission is None:
        return facts_of(actor).and_(no_conflict=version.project.source is not None)
    return case_facts(session, actor, submission)
