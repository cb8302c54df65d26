"""Appeals for tests, at every stage, by the acts of the hub."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from evidencehub.accounts.models import Person
from evidencehub.accounts.queries import actor_for
from evidencehub.projects.access import submission_facts
from evidencehub.projects.appeals.models import Appeal
from evidencehub.review import services
from evidencehub.review.appeals import handling, making, pairing
from evidencehub.review.appeals.access import appeal_facts
from evidencehub.review.models import Assignment
from evidencehub.review.sheet import sheet_for
from tests.factories import a_reviewer, an_editor
from tests.factories_review import LATER, Case, a_decided_case

BECAUSE = "Page 12 says how many stayed. SECRETWORD"


@dataclass
class Appealed:
    """A case under appeal, with everybody around it."""

    case: Case
    appeal: Appeal
    editor: Person  # who did not decide it
    pair: tuple[Person, Person]
    seats: tuple[Assignment, ...] = ()

    def as_editor(self, session: Session, person: Person | None = None) -> dict[str, Any]:
        actor = actor_for(person or self.editor)
        return {"actor": actor, "facts": appeal_facts(session, actor, self.appeal), "now": LATER}

    def as_team(self) -> dict[str, Any]:
        return as_team(self.case)


def as_team(case: Case) -> dict[str, Any]:
    return {"actor": case.team, "facts": submission_facts(case.team, case.submission), "now": LATER}


def sent(
    session: Session, *, contested: tuple[str, ...] = ("po2.8 ",), ground: str = "fact", case: Case | None = None,
    **values: Any,
) -> Appealed:  # fmt: skip
    """Just sent, about the one answer that keeps the case from its second step."""
    case = case or a_decided_case(session, **values)
    wanted = making.Wanted(ground, contested, BECAUSE)
    appeal = making.make(session, case.submission, wanted, **as_team(case))
    return Appealed(case, appeal, an_editor(session), (a_reviewer(session), a_reviewer(session)))


def taken(session: Session, **values: Any) -> Appealed:
    found = sent(session, **values)
    handling.take_in_hand(session, found.appeal, **found.as_editor(session))
    return found


def opened(session: Session, **values: Any) -> Appealed:
    """Two new reviewers have declared, and grade."""
    found = taken(session, **values)
    found.seats = tuple(pairing.ask(session, found.appeal, found.pair, **found.as_editor(session)))
    for seat in found.seats:
        services.declare(session, seat, conflict="", actor=actor_for(seat.reviewer), now=LATER)
    return found


def sends(session: Session, seat: Assignment, answer: str, reason: str = "It stands there.") -> None:
    for item in sheet_for(seat).items:
        services.record_finding(session, seat, *item.key, answer, reason, 3, now=LATER)
    services.send_findings(session, seat, actor=actor_for(seat.reviewer), now=LATER)


def frozen(session: Session, *answers: str, **values: Any) -> Appealed:
    """Both have sent: what each answers, "met" without."""
    found = opened(session, **values)
    for seat, answer, word in zip(found.seats, answers or ("met", "met"), ("GAMMA", "DELTA"), strict=True):
        sends(session, seat, answer, f"{word} says so.")
    return found
