"""Leaving a seat on a case: the reviewer says no, or the seat is given to somebody else. What they wrote is kept.

Until the findings are frozen nobody can hold a case up: whoever does not answer, or answers and does not go on, can be
replaced. Drafts and sent findings of theirs stay as they were, and nothing reads them any more.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidencehub.accounts.models import Person
from evidencehub.authz.values import NOBODY, Actor, Facts, Permission
from evidencehub.review import access, cases, seat_mails
from evidencehub.review.declaring import stands_against
from evidencehub.review.links import IN_WORDS, Links
from evidencehub.review.models import Assignment
from evidencehub.review.seating import leave, wait_for_turn
from evidencehub.review.states import AssignmentState
from evidencehub.shared import due
from evidencehub.shared.errors import Invalid, WrongState

NO_REVIEWER = "They are no reviewer of this hub any more."
MAX_REASON = 2_000  # characters


def decline(
    session: Session, assignment: Assignment, *, actor: Actor, now: datetime, because: str = "", suggestion: str = "",
    links: Links = IN_WORDS,
) -> None:  # fmt: skip
    """Say no to an invitation, or leave after having begun; the editors are told that a seat is free."""
    wait_for_turn(session, assignment)
    cases.require(access.assignment_facts(actor, assignment), Permission.ASSIGNMENT_LEAVE)
    assignment.state = AssignmentState.DECLINED
    assignment.left_because, assignment.suggestion = because.strip(), suggestion.strip()
    leave(session, assignment, "assignment.declined", actor=actor, now=now, links=links)


def free(
    session: Session, assignment: Assignment, *, actor: Actor, facts: Facts, now: datetime, links: Links = IN_WORDS
) -> None:
    """Give the seat of a reviewer who has a conflict by now to somebody else.

    :raises WrongState: the case takes no reviewers any more, the seat is free, or the machine finds no conflict.
    """
    _wait_as_editor(session, assignment, facts)
    if not stands_against(session, assignment):
        raise WrongState("There is no conflict of interest that the machine can see.")
    assignment.state = AssignmentState.CONFLICT
    seat_mails.freed(session, assignment, now=now)
    leave(session, assignment, "assignment.freed", actor=actor, now=now, links=links)


def replace(
    session: Session, assignment: Assignment, *, because: str, actor: Actor, facts: Facts, now: datetime,
    links: Links = IN_WORDS,
) -> None:  # fmt: skip
    """Give the seat to somebody else, for a reason that editors alone read; the reviewer is told and thanked.

    :raises Invalid: no reason is given.
    :raises WrongState: the findings are frozen, or the seat is free already.
    """
    because = because.strip()
    if not because or len(because) > MAX_REASON:
        raise Invalid("Say why", {"because": "Say why somebody else has to do it"})
    _wait_as_editor(session, assignment, facts)
    assignment.state, assignment.left_because = AssignmentState.REPLACED, because
    seat_mails.replaced(session, assignment, now=now)
    leave(session, assignment, "assignment.replaced", actor=actor, now=now, links=links)


def _wait_as_editor(session: Session, assignment: Assignment, facts: Facts) -> None:
    wait_for_turn(session, assignment)
    cases.require(facts, Permission.CASE_ASSIGN)
    is_over = assignment.is_third and assignment.state.is_sent  # their findings are frozen
    if not assignment.is_open or not assignment.state.has_seat or is_over:
        raise WrongState("Nobody can be replaced in this place any more.")


def handler(links: Links, now: Callable[[], datetime]) -> due.Handler:
    """The worker's handler for people who are no reviewers any more: what they had still to do goes to somebody else.

    What they sent in stays, since they were reviewers then.
    """

    def work(payloads: Sequence[Mapping[str, Any]], _new_session: due.NewSession) -> due.Finish:
        def finish(session: Session) -> None:
            for payload in payloads:
                _free_all(session, UUID(payload["person"]), now=now(), links=links)

        return finish

    return due.Handler(work)


def _free_all(session: Session, person_id: UUID, *, now: datetime, links: Links) -> None:
    person = session.get(Person, person_id)
    if person is None or (person.is_reviewer and person.is_active):
        return  # made a reviewer again meanwhile
    to_do = [state for state in AssignmentState if state.is_due]
    query = select(Assignment).where(Assignment.reviewer_id == person_id, Assignment.state.in_(to_do))
    for assignment in session.scalars(query.order_by(Assignment.id)).all():
        wait_for_turn(session, assignment)
        if assignment.state.is_due and assignment.is_open:
            assignment.state, assignment.left_because = AssignmentState.REPLACED, NO_REVIEWER
            leave(session, assignment, "assignment.replaced", actor=NOBODY, now=now, links=links)
