"""What an editor has to look at before somebody is asked to grade or to judge a synthesis, and their word on it."""

import itertools
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from sqlalchemy.orm import Session

from evidencehub.accounts.models import Person
from evidencehub.authz.values import Actor
from evidencehub.projects.models import Project, Submission
from evidencehub.review import ruled, ruling
from evidencehub.review.conflicts import Check, Party, may_be_one, twin
from evidencehub.shared.errors import Invalid


class Doubted(Protocol):
    """Somebody who may be asked."""

    @property
    def person(self) -> Person: ...

    @property
    def party(self) -> Party: ...

    @property
    def doubts(self) -> Sequence[Check]: ...


def of(party: Party, checks: Iterable[Check], others: Sequence[Party], said: frozenset[str]) -> tuple[Check, ...]:
    """What was found of somebody and can be outranked, without what an editor ruled on.

    :param others: who has a seat already.
    """
    found = [one for one in ruled.unruled(checks, said) if not one.is_hard]
    return (*_twins(party, others), *found)


def _twins(party: Party, others: Sequence[Party]) -> list[Check]:
    """A second account of whoever has the other seat would be one view twice."""
    twins = [other.name for other in others if other.id != party.id and may_be_one(party, other)]
    return [twin(twins)] if twins else []


def rule_on(
    session: Session, subject: Submission | Project, chosen: Sequence[Doubted], overruling: str, *, actor: Actor,
    now: datetime,
) -> None:  # fmt: skip
    """Write down an editor's word that what was found of those they choose is no conflict.

    :raises Invalid: something was found, and they do not say why it is none.
    """
    doubts = _of_these(chosen)
    for candidate in chosen:
        if candidate.person.id not in doubts:
            continue
        found = doubts[candidate.person.id]
        if not overruling.strip():
            told = "; ".join(one.told for one in found)
            problem = f"{candidate.person.name} {told}. Say why this is no conflict, or choose somebody else"
            raise Invalid(problem, {"overruling": problem})
        ruling.rule(session, subject, candidate.person.id, found, reason=overruling, actor=actor, now=now)


def _of_these(chosen: Sequence[Doubted]) -> dict[UUID, list[Check]]:
    """What an editor has to rule on for each of them; of two who may be one person, at the second."""
    doubts = {candidate.person.id: list(candidate.doubts) for candidate in chosen}
    for candidate, earlier in itertools.pairwise(reversed(chosen)):
        doubts[candidate.person.id] += _twins(candidate.party, [earlier.party])
    return {person_id: found for person_id, found in doubts.items() if found}
