"""Taking a seat on a case: the declaration on conflicts of interest, which opens the report."""

from datetime import datetime
from enum import Enum

from sqlalchemy.orm import Session

from evidencehub.accounts.queries import person_with_teams
from evidencehub.authz.values import Actor, Permission
from evidencehub.review import access, cases, conflicts, ruled, teams
from evidencehub.review.links import IN_WORDS, Links
from evidencehub.review.models import Assignment
from evidencehub.review.seating import leave, note, wait_for_turn
from evidencehub.review.states import AssignmentState
from evidencehub.shared.errors import WrongState


class Kind(Enum):
    """What a conflict consists of, as it is declared."""

    WORKED_TOGETHER = "worked-together"
    EMPLOYER = "employer"
    MONEY = "money"
    FAMILY = "family"
    COMPETING = "competing"
    OTHER = "other"

    @property
    def label(self) -> str:
        """An answer to “Do you know of a conflict of interest?”."""
        return _LABELS[self]

    @property
    def told(self) -> str:
        """To editors."""
        return _TOLD[self]


_TOLD = {
    Kind.WORKED_TOGETHER: "Has worked or written with somebody in the team",
    Kind.EMPLOYER: "Has the same employer",
    Kind.MONEY: "Money",
    Kind.FAMILY: "Family or a friend",
    Kind.COMPETING: "Works on a programme that competes with it",
    Kind.OTHER: "Something else, or not sure",
}
_LABELS = {
    Kind.WORKED_TOGETHER: "Yes: I have worked with somebody in the team, or written with them",
    Kind.EMPLOYER: "Yes: we have the same employer",
    Kind.MONEY: "Yes: money, such as being paid by them or owning a part",
    Kind.FAMILY: "Yes: somebody there is family or a friend",
    Kind.COMPETING: "Yes: I work on a programme that competes with this one",
    Kind.OTHER: "Yes, something else, or I am not sure",
}


def declare(
    session: Session, assignment: Assignment, *, conflict: str, actor: Actor, now: datetime,
    kind: Kind | None = None, links: Links = IN_WORDS,
) -> None:  # fmt: skip
    """Take a reviewer's word on conflicts of interest: none ("") opens the report, any ends the seat.

    The machine looks once more: somebody may have joined the team since they were chosen. A name that came up since
    then ends nothing: teams write down their authors themselves.
    """
    wait_for_turn(session, assignment)
    cases.require(access.assignment_facts(actor, assignment), Permission.ASSIGNMENT_DECLARE)
    found_now = is_blocked(session, assignment)
    if not (conflict.strip() or kind or found_now) and assignment.reviewer.trained_at is None:
        raise WrongState("Grade the example first: every reviewer does so before their first review.")
    assignment.declaration, assignment.declared_at = conflict.strip(), now
    assignment.declared_kind = kind.value if kind else ""
    if conflict.strip() or kind or found_now:
        assignment.state = AssignmentState.CONFLICT
        leave(session, assignment, "assignment.conflict", actor=actor, now=now, links=links)
        return
    assignment.state = AssignmentState.GRADING
    session.flush()
    note(session, assignment, "assignment.declared", actor=actor, now=now)


def is_blocked(session: Session, assignment: Assignment) -> bool:
    """Whether more than a name stands against this reviewer now; what was compared is kept."""
    return bool(conflicts.blocking(stands_against(session, assignment)))


def stands_against(session: Session, assignment: Assignment) -> list[conflicts.Check]:
    """Let the machine look for conflicts as things are now, keep what it compared, and leave out what was ruled on."""
    person = person_with_teams(session, assignment.reviewer_id)
    if person is None:
        raise WrongState("There is no such reviewer any more.")
    checks = conflicts.check(conflicts.party(person), teams.team_of(session, assignment.submission))
    assignment.machine_check = [one.as_data() for one in checks]
    said = ruled.by_person(session, assignment.submission).get(person.id, frozenset())
    return ruled.standing(checks, said)
