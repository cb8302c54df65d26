"""Reminders of a seat on a case: written down when somebody is invited, and sent by the worker if they still hold.

Each is a due row. When it comes up, the seat is looked at as it is then: who answered, sent,
left or got more time hears nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import Enum
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidencehub.accounts.about import is_away
from evidencehub.authz.values import NOBODY
from evidencehub.projects.models import Submission
from evidencehub.review import reminder_mails
from evidencehub.review.links import Links
from evidencehub.review.models import Assignment
from evidencehub.review.seating import REMIND, forget_reminders, note, reviewer_emails, wait_for_turn
from evidencehub.review.states import AssignmentState
from evidencehub.shared import due
from evidencehub.shared.clock import day_of, end_of
from evidencehub.shared.due import DueRow

ANSWER_AFTER, SILENT_AFTER = timedelta(days=3), timedelta(days=7)
FINISH_BEFORE, LATE_FOR = timedelta(days=5), timedelta(days=7)
PAUSE = timedelta(days=3)  # between two reminders of one seat to its reviewer


class Reminder(Enum):
    ANSWER = "answer"  # to the reviewer: please say yes or no
    SILENT = "silent"  # to the editors: no answer for a week
    FINISH = "finish"  # to the reviewer: it is due soon
    LATE = "late"  # to the reviewer and the editors: it was due yesterday
    LONG_LATE = "long-late"  # to the editors: a week late

    @property
    def is_of_invitations(self) -> bool:
        """It asks for an answer, and so is nothing to those who gave one."""
        return self in {Reminder.ANSWER, Reminder.SILENT}


def was_reminded_lately(assignment: Assignment, now: datetime) -> bool:
    """By the hub or by an editor: a second reminder so soon says nothing new."""
    return assignment.reminded_at is not None and now < assignment.reminded_at + PAUSE


def plan(session: Session, assignment: Assignment, *, now: datetime) -> None:
    """Write down what will have to be said of this seat, in place of what was; nothing that lies in the past."""
    forget_reminders(session, assignment)
    for reminder, moment in _moments(assignment).items():
        if moment > now:
            payload = {"assignment": str(assignment.id), "reminder": reminder.value}
            due.add(session, REMIND, assignment.id, payload, at=moment)


def plan_missing(session: Session, *, now: datetime) -> int:
    """Plan the reminders of seats that have none, such as those that were taken before there were any.

    Of invented cases nobody is reminded. Safe to do again: what lies in the past is not planned.

    :returns: of how many seats something will be said.
    """
    planned = set(session.scalars(select(DueRow.key).where(DueRow.kind == REMIND)))
    to_do = [state for state in AssignmentState if state.is_due]
    query = select(Assignment).join(Submission).where(Assignment.state.in_(to_do), Submission.demo.is_(False))
    found = 0
    for assignment in session.scalars(query.order_by(Assignment.id)):
        if assignment.is_open and str(assignment.id) not in planned:
            plan(session, assignment, now=now)
            found += any(moment > now for moment in _moments(assignment).values())
    return found


def _moments(assignment: Assignment) -> Mapping[Reminder, datetime]:
    invited, late = assignment.assigned_at, end_of(day_of(assignment.due_at))
    return {
        Reminder.ANSWER: invited + ANSWER_AFTER,
        Reminder.SILENT: invited + SILENT_AFTER,
        Reminder.FINISH: assignment.due_at - FINISH_BEFORE,
        Reminder.LATE: late,
        Reminder.LONG_LATE: late + LATE_FOR,
    }


def handler(links: Links, now: Callable[[], datetime]) -> due.Handler:
    def work(payloads: Sequence[Mapping[str, Any]], _new_session: due.NewSession) -> due.Finish:
        def finish(session: Session) -> None:
            for payload in payloads:
                assignment = session.get(Assignment, UUID(payload["assignment"]))
                if assignment is not None:
                    _remind(session, assignment, Reminder(payload["reminder"]), now=now(), links=links)

        return finish

    return due.Handler(work)


def _remind(session: Session, assignment: Assignment, reminder: Reminder, *, now: datetime, links: Links) -> None:
    wait_for_turn(session, assignment)
    if not assignment.state.is_due or not assignment.is_open:
        return
    if reminder.is_of_invitations and not assignment.state.is_invited:
        return
    if now < _moments(assignment)[reminder]:
        return  # an editor gave more time while the worker had this in hand
    if reminder in {Reminder.ANSWER, Reminder.FINISH} and is_away(assignment.reviewer, day_of(now)):
        _remind_when_back(session, assignment, reminder)
        return
    if reminder is Reminder.FINISH and (assignment.state.is_invited or now > assignment.due_at):
        return  # asked for an answer already; or late, which is another mail
    to_reviewer = reminder in {Reminder.ANSWER, Reminder.FINISH, Reminder.LATE}
    to_reviewer = to_reviewer and not was_reminded_lately(assignment, now)
    to_editors = reminder in {Reminder.SILENT, Reminder.LATE, Reminder.LONG_LATE}
    if not to_reviewer and not to_editors:
        return
    note(session, assignment, "assignment.reminded", actor=NOBODY, now=now, details={"reminder": reminder.value})
    if to_reviewer:
        assignment.reminded_at = now
        reminder_mails.remind(session, assignment, reminder.value, now=now, links=links)
    if to_editors:
        but_not = reviewer_emails(session, assignment)
        reminder_mails.escalate(session, assignment, reminder.value, now=now, links=links, but_not=but_not)


def _remind_when_back(session: Session, assignment: Assignment, reminder: Reminder) -> None:
    back = assignment.reviewer.away_until
    if back is not None:
        payload = {"assignment": str(assignment.id), "reminder": reminder.value}
        due.add(session, REMIND, assignment.id, payload, at=end_of(back))
