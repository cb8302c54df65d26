"""Who may not let be public what a team sends without a case: a plan, or an entry of its learning log.

What is compared for a case is compared here, with the same rulings. Of a name alone an editor says so of themselves, or
a hub with one editor could let nothing of a team be public that wrote down that name. Anything else is for another
editor.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from evidencehub.accounts.queries import person_with_teams
from evidencehub.authz.values import Actor, Facts, team_facts
from evidencehub.projects.learning.models import LogVersion
from evidencehub.projects.models import Project
from evidencehub.projects.plans.models import PlanVersion
from evidencehub.review import barred, conflicts, ruled, ruling, teams
from evidencehub.shared.clock import day_of
from evidencehub.shared.errors import Invalid, NotAllowed


@dataclass(frozen=True)
class Beside:
    id: UUID
    project: Project
    sent_by: UUID | None
    sent_at: datetime
    authors: Sequence[str]  # of the study that it is about, or of all studies of the project


def of_plan(made: PlanVersion) -> Beside:
    study = made.plan.evaluation
    return Beside(made.id, study.project, made.sent_by, made.sent_at, study.authors)


def of_entry(made: LogVersion) -> Beside:
    entry = made.entry
    studies = [entry.evaluation] if entry.evaluation else entry.project.evaluations
    authors = list(dict.fromkeys(name for study in studies for name in study.authors))
    return Beside(made.id, entry.project, made.sent_by, made.sent_at, authors)


def beside_facts(session: Session, actor: Actor, made: Beside) -> Facts:
    """An editor who is in the team, or in one that ran the project before, is no editor here. Any other conflict leaves
    the page open and refuses the act.
    """
    facts = team_facts(actor, made.project.organisation_id)
    if not actor.editor or actor.id is None:
        return facts
    found = against(session, actor, made)
    return facts.and_(
        editor=not facts.team and not any(one.kind == "former" for one in found), no_conflict=not found
    )  # fmt: skip


def against(session: Session, actor: Actor, made: Beside) -> list[conflicts.Check]:
    """What stands against an editor's deciding on this, and on which no editor has ruled."""
    person = person_with_teams(session, actor.id) if actor.id else None
    if person is None:
        return []
    found = ruled.standing(conflicts.check(conflicts.party(person), team_of(session, made)))
    said = ruled.by_person(session, made.project) if found else {}
    return ruled.standing(found, said.get(person.id, frozenset()))


def rule(session: Session, made: Beside, reason: str, *, actor: Actor, now: datetime) -> None:
    """An editor says that a name like theirs is somebody else's.

    :raises NotAllowed: more than a name stands against them. :raises Invalid: nothing does, or no reason is given.
    """
    found = against(session, actor, made)
    if not found or actor.id is None:
        raise Invalid("Nothing stands against you any more.")
    if not barred.is_a_name_alone(found):
        raise NotAllowed("You may not decide this: another editor has to.")
    ruling.rule(session, made.project, actor.id, found, reason=reason, actor=actor, now=now)


def team_of(session: Session, made: Beside) -> conflicts.Team:
    """The people of the organisation, who sent it, and the authors that its study names."""
    sent = teams.Sent(made.id, made.project.id, made.project.organisation_id, made.sent_by, day_of(made.sent_at).year)
    return teams.with_authors(session, [sent], {made.id: made.authors})[made.id]
