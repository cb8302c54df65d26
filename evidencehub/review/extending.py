"""More time for a reviewer: asked for by them, given or refused by an editor, who may also give it unasked."""

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from evidencehub.authz.values import Actor, Facts, Permission
from evidencehub.review import access, cases, reminding, seat_mails
from evidencehub.review.links import IN_WORDS, Links
from evidencehub.review.models import Assignment
from evidencehub.review.seating import note, reviewer_emails, wait_for_turn
from evidencehub.shared.clock import day_of, end_of
from evidencehub.shared.errors import Invalid, WrongState
from evidencehub.shared.words import day

MOST_DAYS = 60  # from today; whoever needs longer gives the seat to somebody else


def ask(
    session: Session, assignment: Assignment, *, until: date, because: str, actor: Actor, now: datetime,
    links: Links = IN_WORDS,
) -> None:  # fmt: skip
    """Ask for time until the end of a day. A second wish takes the place of the first.

    :raises Invalid: the day is not later than the one that holds, or too far away.
    """
    wait_for_turn(session, assignment)
    cases.require(access.assignment_facts(actor, assignment), Permission.ASSIGNMENT_LEAVE)
    _check(assignment, until, now)
    assignment.wants_until, assignment.wants_because = until, because.strip()
    session.flush()
    note(session, assignment, "assignment.time-asked", actor=actor, now=now)
    but_not = reviewer_emails(session, assignment)
    seat_mails.wants_time(session, assignment, now=now, links=links, but_not=but_not)


def give(
    session: Session, assignment: Assignment, *, until: date, actor: Actor, facts: Facts, now: datetime,
    links: Links = IN_WORDS,
) -> None:  # fmt: skip
    """Let a reviewer have until the end of a day, whether they asked or not. They are told, and reminded anew.

    :raises Invalid: the day is not later than the one that holds, or too far away.
    :raises WrongState: they have nothing to do any more.
    """
    _wait_as_editor(session, assignment, facts)
    _check(assignment, until, now)
    assignment.due_at = end_of(until) - timedelta(seconds=1)
    assignment.wants_until, assignment.wants_because = None, ""
    session.flush()
    note(session, assignment, "assignment.time-given", actor=actor, now=now, details={"until": until.isoformat()})
    reminding.plan(session, assignment, now=now)
    seat_mails.time_given(session, assignment, now=now, links=links)


def refuse(
    session: Session, assignment: Assignment, *, actor: Actor, facts: Facts, now: datetime, links: Links = IN_WORDS
) -> None:
    """Leave the day as it is; the reviewer is told, and may still leave the case.

    :raises WrongState: nothing is asked for any more.
    """
    _wait_as_editor(session, assignment, facts)
    if assignment.wants_until is None:
        raise WrongState("Nobody asks for more time here any more.")
    assignment.wants_until, assignment.wants_because = None, ""
    session.flush()
    note(session, assignment, "assignment.time-refused", actor=actor, now=now)
    seat_mails.time_refused(session, assignment, now=now, links=links)


def _wait_as_editor(session: Session, assignment: Assignment, facts: Facts) -> None:
    wait_for_turn(session, assignment)
    cases.require(facts, Permission.CASE_ASSIGN)
    if not assignment.is_open or not assignment.state.is_due:
        raise WrongState("This reviewer has nothing to do here any more.")


def _check(assignment: Assignment, until: date, now: datetime) -> None:
    first, last = max(day_of(assignment.due_at), day_of(now)), day_of(now) + timedelta(days=MOST_DAYS)
    if until <= first:
        message = f"Choose a day after {day(first)}"
    elif until > last:
        message = f"Choose a day until {day(last)}: whoever needs longer lets somebody else do it"
    else:
        return
    raise Invalid(message, {"until": message})
