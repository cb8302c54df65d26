"""Taking a seat on a case or leaving it: the declaration on conflicts of interest, which opens the report."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from evidencehub.accounts.queries import person_with_teams
from evidencehub.authz.values import Actor, Facts, Permission
from evidencehub.review import access, cases, conflicts, mails, moving
from evidencehub.review.mails import IN_WORDS, Links
from evidencehub.review.models import Assignment
from evidencehub.review.states import AssignmentState
from evidencehub.shared import audit
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


def leave(session: Session, assignment: Assignment, action: str, *, actor: Actor, now: datetime, links: Links) -> None:
    """Write down that somebody left their seat, and tell the editors that it is free."""
    session.flush()
    note(session, assignment, action, actor=actor, now=now)
    mails.seat_open(session, assignment.submission, now=now, links=links, but_not=reviewer_emails(session, assignment))


def reviewer_emails(session: Session, assignment: Assignment) -> frozenset[str]:
    """An editor who grades this case gets no mail that says how far the other is."""
    return frozenset(one.reviewer.email for one in cases.assignments_of(session, assignment.submission))


def note(
    session: Session, assignment: Assignment, action: str, *, actor: Actor, now: datetime,
    details: Mapping[str, object] | None = None,
) -> None:  # fmt: skip
    audit.record(
        session, action, subject_type=moving.KIND, subject_id=assignment.submission_id, actor_id=actor.id, at=now,
        details={"assignment": str(assignment.id), **(details or {})},
    )  # fmt: skip


def wait_for_turn(session: Session, assignment: Assignment) -> None:
    """Meet whoever acts on the case now, and see what they did: saving must not change what was sent meanwhile."""
    cases.lock(session, assignment.submission)
    session.refresh(assignment)
