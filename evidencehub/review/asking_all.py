"""Reminders to many reviewers at once, which an editor reads before they go out.

Whoever was reminded lately, by an editor or by the hub itself, is left out: nobody gets two of them for one seat within
``PAUSE``.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from evidencehub.accounts.about import is_away
from evidencehub.authz.policies import permits
from evidencehub.authz.values import Actor, Permission
from evidencehub.review import queries, reminder_mails, workload
from evidencehub.review.appeals.access import seat_facts
from evidencehub.review.deadlines import is_past
from evidencehub.review.links import Links
from evidencehub.review.models import Assignment
from evidencehub.review.reminding import ANSWER_AFTER, PAUSE, Reminder, was_reminded_lately
from evidencehub.review.seating import note, wait_for_turn
from evidencehub.shared.clock import day_of
from evidencehub.shared.words import day

MOST = 50  # mails of one press


@dataclass(frozen=True)
class Letter:
    """One mail as it will be."""

    seat: workload.OpenSeat
    reminder: Reminder
    subject: str
    body: str
    is_wanted: bool  # late, or without an answer for some days: ticked beforehand

    @property
    def mark(self) -> str:
        """Of what the mail says: another text is another mark."""
        return hashlib.sha256(f"{self.subject}\n{self.body}".encode()).hexdigest()[:16]


@dataclass(frozen=True)
class LeftOut:
    seat: workload.OpenSeat
    because: str


@dataclass(frozen=True)
class Found:
    letters: tuple[Letter, ...]
    left_out: tuple[LeftOut, ...]


def found(session: Session, *, editor_id: UUID | None, now: datetime, links: Links) -> Found:
    """Every open seat of cases that this editor may act on: its mail, or why there is none."""
    letters, left_out = [], []
    for seat in workload.open_seats(session, editor_id=editor_id, now=now):
        because = _against(seat.assignment, now)
        if because:
            left_out.append(LeftOut(seat, because))
        else:
            letters.append(_letter(seat, now, links))
    return Found(tuple(letters), tuple(left_out))


def _letter(seat: workload.OpenSeat, now: datetime, links: Links) -> Letter:
    assignment = seat.assignment
    reminder = _kind(assignment, now)
    subject, body = reminder_mails.reminder(assignment, reminder.value, links=links)
    wanted = seat.is_late or (assignment.state.is_invited and assignment.assigned_at + ANSWER_AFTER <= now)
    return Letter(seat, reminder, subject, body, wanted)


def _kind(assignment: Assignment, now: datetime) -> Reminder:
    if assignment.state.is_invited:
        return Reminder.ANSWER
    return Reminder.LATE if is_past(assignment.due_at, now) else Reminder.FINISH


def _against(assignment: Assignment, now: datetime) -> str:
    """Why this reviewer is not reminded now; "" where nothing speaks against it."""
    if was_reminded_lately(assignment, now) and assignment.reminded_at is not None:
        return f"reminded on {day(assignment.reminded_at)}, less than {PAUSE.days} days ago"
    if assignment.state.is_invited and now < assignment.assigned_at + timedelta(days=1):
        return "asked less than a day ago"
    if assignment.wants_until is not None:
        return "asks for more time, and waits for your answer"
    if assignment.asked_to_confirm_at is not None:
        return "was asked to confirm findings that an editor typed"
    if is_away(assignment.reviewer, day_of(now)):
        until = assignment.reviewer.away_until
        return f"away until {day(until)}" if until else "away"
    return ""


def send(session: Session, marks: Mapping[UUID, str], *, actor: Actor, now: datetime, links: Links) -> int:
    """Send those mails of which the editor read this very text, and say how many went out.

    What changed since, was reminded meanwhile or is not this editor's to act on gets none: pressing twice sends once.

    :param marks: by seat.
    """
    sent = 0
    chosen = [(queries.assignment(session, key), mark) for key, mark in list(marks.items())[:MOST]]
    known = [(assignment, mark) for assignment, mark in chosen if assignment is not None]
    for assignment, mark in sorted(known, key=lambda pair: str(pair[0].submission_id)):  # locks in one order for all
        facts = seat_facts(session, actor, assignment)
        if not permits(Permission.CASE_ASSIGN, facts):
            continue
        wait_for_turn(session, assignment)
        if not assignment.state.is_due or not assignment.is_open or _against(assignment, now):
            continue
        seat = workload.OpenSeat(assignment, assignment.submission_id, "", is_past(assignment.due_at, now))
        letter = _letter(seat, now, links)
        if letter.mark != mark:
            continue
        assignment.reminded_at = now
        details = {"reminder": letter.reminder.value, "by_hand": True}
        note(session, assignment, "assignment.reminded", actor=actor, now=now, details=details)
        reminder_mails.remind(session, assignment, letter.reminder.value, now=now, links=links)
        sent += 1
    session.flush()
    return sent
