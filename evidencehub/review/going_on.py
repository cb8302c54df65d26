"""A reviewer who stopped at an earlier step than the other is asked, before anything freezes, to go on.

Everybody may stop after the first step that their own findings do not reach. Where the other found that step reached,
the steps beyond it would be graded by one person alone, and what a person did not answer is no agreement. They are
asked in fixed words that say which steps, and nothing of what was found; what they sent stays as it was.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from evidencehub.authz.values import NOBODY
from evidencehub.review import reminding, seat_mails
from evidencehub.review.decisions import tiers_to_answer
from evidencehub.review.grading import findings_by_key
from evidencehub.review.leaving import NO_REVIEWER
from evidencehub.review.links import Links
from evidencehub.review.models import Assignment, Finding
from evidencehub.review.seating import leave, note
from evidencehub.review.sheet import Sheet
from evidencehub.review.states import AssignmentState
from evidencehub.shared.clock import day_of, end_of

AT_LEAST = timedelta(days=7)  # to grade what was asked for on top


def steps_answered(sheet: Sheet, findings: Sequence[Finding]) -> int:
    """How many steps, from the first, have an answer to every question."""
    finished = {(one.criterion_id, one.result_key) for one in findings if one.answer and one.reason}
    count = 0
    for tier in sheet.standard.tiers:
        if any(item.key not in finished for item in sheet.of_tier(tier)):
            break
        count += 1
    return count


@dataclass(frozen=True)
class Behind:
    """Who of two left out a step that the other had to grade."""

    assignment: Assignment
    answered: int  # steps, from the first
    needed: int


def steps_needed(
    session: Session, sheet: Sheet, both: Sequence[Assignment], *, read: Mapping[Assignment, Sequence[Finding]]
) -> tuple[int, Behind | None]:
    """How many steps both have to grade, up to the first that neither found reached, and who has not graded them.

    :param read: findings that were read already.
    """
    held = [read[one] if one in read else list(findings_by_key(session, one).values()) for one in both]
    needed = max(len(tiers_to_answer(sheet, findings)) for findings in held)
    for assignment, findings in zip(both, held, strict=True):
        if (answered := steps_answered(sheet, findings)) < needed:
            return needed, Behind(assignment, answered, needed)
    return needed, None


def ask(session: Session, found: Behind, *, now: datetime, links: Links) -> None:
    """Open the steps that are missing, and hold those that were sent; they get a week at least.

    Who is no reviewer any more since they sent cannot go on: their place goes to somebody else.
    """
    assignment = found.assignment
    if not (assignment.reviewer.is_reviewer and assignment.reviewer.is_active):
        assignment.state, assignment.left_because = AssignmentState.REPLACED, NO_REVIEWER
        leave(session, assignment, "assignment.replaced", actor=NOBODY, now=now, links=links)
        return
    assignment.state, assignment.sent_at = AssignmentState.GRADING, None
    assignment.held_steps, assignment.asked_steps = found.answered, found.needed
    assignment.due_at = max(assignment.due_at, end_of(day_of(now + AT_LEAST)) - timedelta(seconds=1))
    session.flush()
    note(session, assignment, "assignment.asked-on", actor=NOBODY, now=now, details={"steps": found.needed})
    reminding.plan(session, assignment, now=now)
    seat_mails.go_on(session, assignment, now=now, links=links)
