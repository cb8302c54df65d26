"""Whether the names of those who graded stand on the record: only where all of them said yes, and as long as they do.

Those who graded a case, and the two who graded anew on appeal, are asked apart: neither answer moves the other's names.

Nobody is asked before the decision, because being asked says that both are in. What somebody answered is told to
nobody, and the page that asks behaves the same whatever the others said. Two things can be worked out from the record
itself, and the page says so before anybody answers: where names stand, all said yes; and whoever said yes and finds no
names knows that somebody said no or has not answered, but not which. Whoever said no learns nothing.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidencehub.accounts.models import Person
from evidencehub.authz.values import Actor, Facts, Permission
from evidencehub.projects import public
from evidencehub.review import cases
from evidencehub.review.models import Assignment
from evidencehub.review.seating import note
from evidencehub.review.states import AssignmentState
from evidencehub.review.voices.models import NameAnswer


def may_stand(session: Session, assignment: Assignment) -> bool:
    """What this reviewer said; no until they said yes."""
    found = _answer_of(session, assignment)
    return found is not None and found.may_stand


def answer(session: Session, assignment: Assignment, *, yes: bool, actor: Actor, facts: Facts, now: datetime) -> None:
    """Keep the answer, in place of the one before. It counts from the next look at the record.

    :raises NotAllowed: not the reviewer of this seat, or nothing is decided yet.
    """
    cases.lock(session, assignment.submission)
    cases.require(facts, Permission.RECORD_SPEAK)
    found = _answer_of(session, assignment)
    if found is not None and found.may_stand == yes:
        return
    if found is None:
        found = NameAnswer(id=uuid4(), assignment_id=assignment.id)
        session.add(found)
    found.may_stand, found.at = yes, now
    session.flush()
    note(session, assignment, "record.name-answered", actor=actor, now=now)
    public.changed(session, assignment.submission.project_id)


def names(session: Session, submission_id: UUID, *, on_appeal: bool = False) -> Sequence[str]:
    """The names of all who graded, in the order of the alphabet; empty unless every one of them said yes.

    :param on_appeal: of the two who graded anew what the team contested, whose outcome is public.
    """
    of_them = Assignment.appeal_id.is_not(None) if on_appeal else Assignment.appeal_id.is_(None)
    query = (
        select(Person.name, NameAnswer.may_stand)
        .join(Assignment, Assignment.reviewer_id == Person.id)
        .outerjoin(NameAnswer, NameAnswer.assignment_id == Assignment.id)
        .where(
            Assignment.submission_id == submission_id,
            Assignment.state == AssignmentState.FROZEN,
            of_them,
        )
        .order_by(Person.name, Person.id)
    )
    found = session.execute(query).all()
    return [name for name, _ in found] if all(yes for _, yes in found) else []


def _answer_of(session: Session, assignment: Assignment) -> NameAnswer | None:
    return session.scalar(select(NameAnswer).where(NameAnswer.assignment_id == assignment.id))
