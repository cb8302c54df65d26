"""Who may not let a plan be public: what is compared for a case is compared here, with the same rulings.

Of a name alone an editor says so of themselves, or a hub with one editor could let no plan of a team that wrote down
that name. Anything else is for another editor.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from evidencehub.accounts.queries import person_with_teams
from evidencehub.authz.values import Actor, Facts, team_facts
from evidencehub.projects.plans.models import PlanVersion
from evidencehub.review import barred, conflicts, ruled, ruling, teams
from evidencehub.shared.clock import day_of
from evidencehub.shared.errors import Invalid, NotAllowed


def plan_facts(session: Session, actor: Actor, made: PlanVersion) -> Facts:
    """An editor who is in the team is no editor here. Any other conflict leaves the page open and refuses the act."""
    facts = team_facts(actor, made.plan.evaluation.project.organisation_id)
    if not actor.editor or actor.id is None:
        return facts
    return facts.and_(editor=not facts.team, no_conflict=not against(session, actor, made))


def against(session: Session, actor: Actor, made: PlanVersion) -> list[conflicts.Check]:
    """What stands against an editor's deciding on this plan, and on which no editor has ruled."""
    person = person_with_teams(session, actor.id) if actor.id else None
    if person is None:
        return []
    found = ruled.standing(conflicts.check(conflicts.party(person), team_of(session, made)))
    said = ruled.by_person(session, made.plan.evaluation.project) if found else {}
    return ruled.standing(found, said.get(person.id, frozenset()))


def rule(session: Session, made: PlanVersion, reason: str, *, actor: Actor, now: datetime) -> None:
    """An editor says that a name like theirs is somebody else's.

    :raises NotAllowed: more than a name stands against them. :raises Invalid: nothing does, or no reason is given.
    """
    found = against(session, actor, made)
    if not found or actor.id is None:
        raise Invalid("Nothing stands against you any more.")
    if not barred.is_a_name_alone(found):
        raise NotAllowed("You may not decide this: another editor has to.")
    ruling.rule(session, made.plan.evaluation.project, actor.id, found, reason=reason, actor=actor, now=now)


def team_of(session: Session, made: PlanVersion) -> conflicts.Team:
    """The people of the organisation, who sent the plan, and the authors that its study names."""
    study = made.plan.evaluation
    sent = teams.Sent(made.id, study.project.organisation_id, made.sent_by, day_of(made.sent_at).year)
    return teams.with_authors(session, [sent], {made.id: study.authors})[made.id]
