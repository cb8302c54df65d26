"""What is known about somebody and an appeal."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidencehub.authz.policies import permits
from evidencehub.authz.values import Actor, Facts, Permission
from evidencehub.projects.appeals.models import Appeal
from evidencehub.review.access import case_facts
from evidencehub.review.models import Assignment, Decision
from evidencehub.review.reconciling import agreed_findings
from evidencehub.review.sheet import as_text


def appeal_facts(session: Session, actor: Actor, appeal: Appeal) -> Facts:
    """As of its case; and whether they judged what it contests, and have it in hand."""
    return case_facts(session, actor, appeal.submission).and_(
        fresh=actor.id is not None and actor.id not in judges(session, appeal),
        in_hand=actor.id is not None and appeal.editor_id == actor.id,
    )


def judges(session: Session, appeal: Appeal) -> set[UUID | None]:
    """Who decided the case, and who settled one of the questions that are contested."""
    decided = select(Decision.decided_by).where(Decision.submission_id == appeal.submission_id)
    settled = {
        one.author_id
        for one in agreed_findings(session, appeal.submission)
        if as_text((one.criterion_id, one.result_key)) in appeal.contested
    }
    return settled.union(session.scalars(decided))


def seat_facts(session: Session, actor: Actor, assignment: Assignment) -> Facts:
    """What is known about an editor and a seat; one on appeal is for whoever has the appeal in hand alone."""
    facts = case_facts(session, actor, assignment.submission)
    if assignment.appeal is None:
        return facts
    return facts.and_(no_conflict=permits(Permission.APPEAL_MANAGE, appeal_facts(session, actor, assignment.appeal)))
