"""Leaving a seat on a case: the reviewer says no, or the editor gives the seat to somebody else."""

from datetime import datetime

from sqlalchemy.orm import Session

from evidencehub.authz.values import Actor, Facts, Permission
from evidencehub.review import access, cases, mails
from evidencehub.review.declaring import is_blocked
from evidencehub.review.mails import IN_WORDS, Links
from evidencehub.review.models import Assignment
from evidencehub.review.seating import leave, wait_for_turn
from evidencehub.review.states import AssignmentState
from evidencehub.shared.errors import WrongState


def decline(session: Session, assignment: Assignment, *, actor: Actor, now: datetime, links: Links = IN_WORDS) -> None:
    """Say no to an invitation; the editors are told that a seat is free."""
    wait_for_turn(session, assignment)
    cases.require(access.assignment_facts(actor, assignment), Permission.ASSIGNMENT_DECLARE)
    assignment.state = AssignmentState.DECLINED
    leave(session, assignment, "assignment.declined", actor=actor, now=now, links=links)


def free(
    session: Session, assignment: Assignment, *, actor: Actor, facts: Facts, now: datetime, links: Links = IN_WORDS
) -> None:
    """Give the seat of a reviewer to somebody else who has a conflict by now. What they wrote is kept, and not used.

    :raises WrongState: the case takes no reviewers any more, the seat is free, or the machine finds no conflict.
    """
    wait_for_turn(session, assignment)
    cases.require(facts, Permission.CASE_ASSIGN)
    if not assignment.submission.state.takes_reviewers or not assignment.state.has_seat:
        raise WrongState("Nobody can be replaced in this place any more.")
    if not is_blocked(session, assignment):
        raise WrongState("There is no conflict of interest that the machine can see.")
    assignment.state = AssignmentState.CONFLICT
    mails.freed(session, assignment, now=now)
    leave(session, assignment, "assignment.freed", actor=actor, now=now, links=links)
