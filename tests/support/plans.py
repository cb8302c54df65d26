"""Plans of studies for tests, through the services that pages use."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from evidencehub.accounts.models import Person
from evidencehub.accounts.queries import actor_for
from evidencehub.authz.values import team_facts
from evidencehub.projects import access
from evidencehub.projects.models import Evaluation
from evidencehub.projects.plans import drafting, queries, sending
from evidencehub.projects.plans.models import PlanVersion
from tests.factories import NOW

MAIN = {
    "outcome_area": "school-attendance", "outcome": "School attendance", "measure": "Attendance rate",
    "when": "After a year", "is_main": True,
}  # fmt: skip
OTHER = MAIN | {"outcome": "Exclusion from school", "measure": "", "when": "", "is_main": False}
ABOUT = {
    "starts_on": date(2026, 9, 1), "ends_on": date(2027, 7, 18), "reports_on": date(2027, 12, 1), "participants": 120,
    "analysis": "We compare the averages of both groups.",
}  # fmt: skip


class Nowhere:
    """Where links of mails lead, in tests that read none."""

    def plan(self, plan):
        return f"plan {plan.evaluation_id}"

    public_plan = plan

    def plans(self):
        return "plans"


def write(session: Session, evaluation: Evaluation, *outcomes: dict[str, Any], **about: Any) -> None:
    for each in outcomes or (MAIN, OTHER):
        drafting.keep_outcome(session, evaluation, "", each, actor_id=None, now=NOW)
    drafting.keep(session, evaluation, ABOUT | about, actor_id=None, now=NOW)


def send(session: Session, evaluation: Evaluation, member: Person, because: str = "", *, now=NOW) -> PlanVersion:
    actor = actor_for(member)
    facts = access.evaluation_facts(actor, evaluation)
    return sending.send(session, evaluation, because=because, actor=actor, facts=facts, now=now, links=Nowhere())


def look_at(session: Session, made: PlanVersion, editor: Person, *, because: str = "", now=NOW) -> PlanVersion:
    """An editor says yes, or no with a reason."""
    actor = actor_for(editor)
    facts = team_facts(actor, made.plan.evaluation.project.organisation_id).and_(no_conflict=True)
    who = {"seen": str(made.version), "actor": actor, "facts": facts, "now": now, "links": Nowhere()}
    if because:
        sending.refuse(session, made, because, **who)
    else:
        sending.register(session, made, **who)
    return made


def a_public_plan(session: Session, evaluation: Evaluation, member: Person, editor: Person, *outcomes, **about):
    write(session, evaluation, *outcomes, **about)
    return look_at(session, send(session, evaluation, member), editor, now=NOW + timedelta(days=1))


def draft(session: Session, evaluation: Evaluation):
    return queries.of_evaluation(session, evaluation.id)
