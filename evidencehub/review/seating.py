"""What every act on a seat shares: its turn, its audit entry, and what a seat that comes free sets going."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidencehub.accounts.models import Person
from evidencehub.authz.values import Actor
from evidencehub.projects.appeals.models import Appeal
from evidencehub.projects.models import Submission
from evidencehub.review import cases, moving, seat_mails
from evidencehub.review.deadlines import on_the_case
from evidencehub.review.links import Links
from evidencehub.review.models import Assignment
from evidencehub.review.states import AssignmentState
from evidencehub.shared import audit, due

REMIND = "remind"  # the kind of due rows that hold reminders of a seat


def wait_for_turn(session: Session, assignment: Assignment) -> None:
    """Meet whoever acts on the case now, and see what they did: saving must not change what was sent meanwhile."""
    cases.lock(session, assignment.submission)
    session.refresh(assignment)


def note(
    session: Session, assignment: Assignment, action: str, *, actor: Actor, now: datetime,
    details: Mapping[str, object] | None = None,
) -> None:  # fmt: skip
    audit.record(
        session, action, subject_type=moving.KIND, subject_id=assignment.submission_id, actor_id=actor.id, at=now,
        details={"assignment": str(assignment.id), **(details or {})},
    )  # fmt: skip


def leave(session: Session, assignment: Assignment, action: str, *, actor: Actor, now: datetime, links: Links) -> None:
    """Write down that somebody left their seat, and tell the editors that it is free."""
    assignment.wants_until, assignment.wants_because = None, ""
    session.flush()
    forget_reminders(session, assignment)
    note(session, assignment, action, actor=actor, now=now)
    seat_mails.seat_open(session, assignment, now=now, links=links, but_not=reviewer_emails(session, assignment))


def end_all(
    session: Session, submission: Submission, *, actor: Actor, now: datetime, appeal: Appeal | None = None
) -> list[Assignment]:
    """The case ended before a decision: nobody has to do anything more there, and what they wrote stays sealed.

    :param appeal: the same, of its seats alone.
    """
    seated = on_the_case(cases.assignments_of(session, submission))
    ended = [one for one in seated if one.appeal_id == (appeal.id if appeal else None)]
    for assignment in ended:
        assignment.state = AssignmentState.ENDED
        assignment.wants_until, assignment.wants_because = None, ""
        session.flush()
        forget_reminders(session, assignment)
        note(session, assignment, "assignment.ended", actor=actor, now=now)
    return ended


def forget_reminders(session: Session, assignment: Assignment) -> None:
    """Nobody has to be reminded of this seat any more, or not on these days."""
    due.forget_key(session, REMIND, assignment.id)


def reviewer_emails(session: Session, assignment: Assignment) -> frozenset[str]:
    """An editor who grades this case gets no mail that says how far the other is."""
    return emails_of_all_asked(session, assignment.submission)


def emails_of_all_asked(session: Session, submission: Submission) -> frozenset[str]:
    query = select(Person.email).join(Assignment, Assignment.reviewer_id == Person.id)
    return frozenset(session.scalars(query.where(Assignment.submission_id == submission.id)))
