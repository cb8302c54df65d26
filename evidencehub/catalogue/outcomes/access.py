"""What is known about somebody and a synthesis, for POLICY to read."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidencehub.authz.values import Actor, Facts, facts_of
from evidencehub.catalogue.outcomes.certainty.models import Judgement, Seat
from evidencehub.catalogue.outcomes.models import SynthesisVersion
from evidencehub.projects import queries as projects
from evidencehub.review.access import case_facts


def synthesis_facts(session: Session, actor: Actor, version: SynthesisVersion) -> Facts:
    """An editor with a conflict towards the team of an approach checks no synthesis of it; of evidence from elsewhere
    there is no team here. Who was asked to judge how sure we can be of it is no editor of any version of it."""
    submission = projects.last_submission(session, version.project_id)
    if submission is None:
        facts = facts_of(actor).and_(no_conflict=version.project.source is not None)
    else:
        facts = case_facts(session, actor, submission)
    return facts.and_(editor=facts.editor and not _was_asked(session, actor, version))


def _was_asked(session: Session, actor: Actor, version: SynthesisVersion) -> bool:
    query = select(Seat.id).join(Judgement).join(SynthesisVersion).where(
        Seat.person_id == actor.id, SynthesisVersion.project_id == version.project_id,
        SynthesisVersion.outcome == version.outcome, SynthesisVersion.designs == version.designs,
        SynthesisVersion.comparator == version.comparator,
    )  # fmt: skip
    return session.scalar(query.limit(1)) is not None
