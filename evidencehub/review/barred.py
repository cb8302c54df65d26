"""What stands against the editors and reviewers of one case, and who may say that it is no conflict.

An editor with no conflict rules on everybody. Of a name alone each editor says so of themselves too: else a team that
writes down the name of a hub's only editor would have nobody who may run its case. A name beside another one, in
evaluations that the same team typed, is no more than a name. Every ruling stands in the story.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from evidencehub.accounts.models import Membership, Person
from evidencehub.authz.values import Actor, Facts
from evidencehub.projects.models import Submission
from evidencehub.review import cases, conflicts, ruled, ruling, teams
from evidencehub.review.deadlines import on_the_case
from evidencehub.shared.errors import Invalid, NotAllowed

_OF_A_NAME = frozenset({"author", "account", "beside"})


@dataclass(frozen=True)
class Barred:
    person_id: UUID
    name: str
    is_you: bool
    is_reviewer: bool  # has a seat on the case
    against: tuple[conflicts.Check, ...]
    may_rule: bool

    @property
    def told(self) -> str:
        return "; ".join(one.told for one in self.against)


def people(session: Session, submission: Submission, *, actor: Actor, facts: Facts) -> list[Barred]:
    """Everybody on the case against whom something stands; an editor who has a conflict sees themselves alone."""
    if not facts.editor or actor.id is None:
        return []
    team, said = teams.team_of(session, submission), ruled.by_person(session, submission)
    on_it = {one.reviewer_id for one in on_the_case(cases.assignments_of(session, submission))}
    everybody = (Person.is_editor & Person.is_active) | Person.id.in_(on_it)
    query = select(Person).where(everybody if facts.no_conflict else Person.id == actor.id).options(
        selectinload(Person.memberships).joinedload(Membership.organisation)
    )  # fmt: skip
    found = []
    for person in session.scalars(query.order_by(Person.name, Person.id)):
        checks = conflicts.check(conflicts.party(person), team)
        against = ruled.standing(checks, said.get(person.id, frozenset()))
        if against:
            is_you = person.id == actor.id
            may = _may_rule(against, is_you=is_you, facts=facts)
            found.append(Barred(person.id, person.name, is_you, person.id in on_it, tuple(against), may))
    return found


def is_a_name_alone(against: Sequence[conflicts.Check]) -> bool:
    """What an editor can say of themselves that it is somebody else's."""
    return {one.kind for one in against} <= _OF_A_NAME


def _may_rule(against: Sequence[conflicts.Check], *, is_you: bool, facts: Facts) -> bool:
    if any(one.is_hard for one in against):
        return False
    return is_a_name_alone(against) if is_you else facts.no_conflict is True


def rule(
    session: Session, submission: Submission, person_id: UUID, *, reason: str, actor: Actor, facts: Facts, now: datetime
) -> None:
    """Say that what stands against somebody is no conflict; they may act on the case again.

    :raises NotAllowed: this editor may not say it of this person.
    :raises Invalid: nothing stands against them any more, or no reason is given.
    """
    cases.lock(session, submission)
    found = {one.person_id: one for one in people(session, submission, actor=actor, facts=facts)}
    if person_id not in found:
        raise Invalid("Nothing stands against them any more.")
    if not found[person_id].may_rule:
        raise NotAllowed("You may not decide this: another editor has to, or nobody can.")
    ruling.rule(session, submission, person_id, found[person_id].against, reason=reason, actor=actor, now=now)
