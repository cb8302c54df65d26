"""Findings that an editor types for a reviewer who cannot use the site, from what that reviewer sent.

The reviewer has declared by then, on the site, that they know of no conflict. What is typed is theirs when they say so,
by a signed link or signed in, and not before: only then is it sent, and frozen as any other. An editor types for one
reviewer of a case at most, so that nobody writes down both views.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from evidencehub.accounts.models import Person
from evidencehub.authz.values import Actor, Facts, Permission
from evidencehub.review import cases, entering_mails
from evidencehub.review.grading import facts_by_key, findings_by_key
from evidencehub.review.links import Links
from evidencehub.review.models import Assignment
from evidencehub.review.seating import note, wait_for_turn
from evidencehub.review.sending import refuse_unfinished
from evidencehub.review.states import AssignmentState
from evidencehub.shared.errors import WrongState

MAX_WORDS = 2_000  # characters, of how the findings came and of what is wrong with them


def reason_against(session: Session, assignment: Assignment, actor: Actor) -> str | None:
    """Why this editor cannot type for this reviewer now, for the page of the seat; None where they can."""
    if assignment.is_on_appeal:
        return "on appeal each reviewer types their own findings"
    if assignment.state.is_invited:
        return "they have to declare first, on the site, whether they know of a conflict of interest"
    if assignment.state is not AssignmentState.GRADING or not assignment.is_open:
        return "their findings cannot be changed now"
    if assignment.entered_by is not None and assignment.entered_by != actor.id:
        return "another editor types them"
    others = cases.assignments_of(session, assignment.submission)
    if any(one.entered_by == actor.id and one.id != assignment.id for one in others):
        return "you typed what another reviewer of this case found, so another editor has to type these"
    has_begun = findings_by_key(session, assignment) or facts_by_key(session, assignment)
    if assignment.entered_by is None and has_begun:
        return "they have begun on the site themselves"
    return None


def begin(
    session: Session, assignment: Assignment, *, because: str, actor: Actor, facts: Facts, now: datetime
) -> None:  # fmt: skip
    """:param because: how the findings came to the editor, which the reviewer and other editors read.

    :raises WrongState: this editor cannot, or not now.
    """
    wait_for_turn(session, assignment)
    cases.require(facts, Permission.CASE_ASSIGN)
    if why := reason_against(session, assignment, actor):
        raise WrongState(f"You cannot type these findings: {why}.")
    if assignment.entered_by == actor.id:
        return  # pressed twice
    assignment.entered_by, assignment.entered_because = actor.id, because.strip()[:MAX_WORDS]
    session.flush()
    note(session, assignment, "assignment.entering", actor=actor, now=now)


def ask(
    session: Session, assignment: Assignment, *, actor: Actor, facts: Facts, now: datetime, links: Links
) -> None:  # fmt: skip
    """Ask the reviewer whether what was typed is what they found. Until they answer nobody changes it but themselves.

    :raises Invalid: something is not finished.
    """
    wait_for_turn(session, assignment)
    cases.require(facts, Permission.FINDING_RECORD)
    if assignment.entered_by != actor.id or assignment.state is not AssignmentState.GRADING:
        raise WrongState("These findings cannot be changed now.")
    if assignment.asked_to_confirm_at is not None:
        return  # pressed twice
    refuse_unfinished(session, assignment)
    assignment.asked_to_confirm_at = now
    session.flush()
    note(session, assignment, "assignment.confirm-asked", actor=actor, now=now)
    entering_mails.confirm(session, assignment, now=now, links=links)


def refuse(
    session: Session, assignment: Assignment, *, because: str, actor: Actor, now: datetime, links: Links
) -> None:  # fmt: skip
    """The reviewer says what is wrong: the editor who typed can change it, and ask again."""
    wait_for_turn(session, assignment)
    if assignment.asked_to_confirm_at is None or assignment.state is not AssignmentState.GRADING:
        return
    if assignment.reviewer_id != actor.id:
        raise WrongState("The reviewer alone can say this.")
    assignment.asked_to_confirm_at = None
    session.flush()
    note(session, assignment, "assignment.confirm-refused", actor=actor, now=now)
    editor = session.get(Person, assignment.entered_by) if assignment.entered_by else None
    if editor is not None:
        entering_mails.not_theirs(
            session, assignment, editor, because=because.strip()[:MAX_WORDS], now=now, links=links
        )
