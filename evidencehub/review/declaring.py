"""Taking a seat on a case: the declaration on conflicts of interest, which opens the report."""

from datetime import datetime

from sqlalchemy.orm import Session

from evidencehub.accounts.queries import person_with_teams
from evidencehub.authz.values import Actor, Permission
from evidencehub.review import access, cases, conflicts
from evidencehub.review.mails import IN_WORDS, Links
from evidencehub.review.models import Assignment
from evidencehub.review.seating import leave, note, wait_for_turn
from evidencehub.review.states import AssignmentState
from evidencehub.shared.errors import WrongState


def declare(
    session: Session, assignment: Assignment, *, conflict: str, actor: Actor, now: datetime, links: Links = IN_WORDS
) -> None:
    """Take a reviewer's word on conflicts of interest: none ("") opens the report, any ends the seat.

    The machine looks once more: somebody may have joined the team since they were chosen.
    """
    wait_for_turn(session, assignment)
    cases.require(access.assignment_facts(actor, assignment), Permission.ASSIGNMENT_DECLARE)
    found_now = is_blocked(session, assignment)
    assignment.declaration, assignment.declared_at = conflict.strip(), now
    if conflict.strip() or found_now:
        assignment.state = AssignmentState.CONFLICT
        leave(session, assignment, "assignment.conflict", actor=actor, now=now, links=links)
        return
    assignment.state = AssignmentState.GRADING
    session.flush()
    note(session, assignment, "assignment.declared", actor=actor, now=now)


def is_blocked(session: Session, assignment: Assignment) -> bool:
    """Let the machine look for conflicts as things stand now, and keep what it compared."""
    person = person_with_teams(session, assignment.reviewer_id)
    if person is None:
        raise WrongState("There is no such reviewer any more.")
    checks = conflicts.check(conflicts.party(person), conflicts.team_of(session, assignment.submission))
    assignment.machine_check = [one.as_data() for one in checks]
    return bool(conflicts.blocking(checks))
