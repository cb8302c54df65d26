"""What was found is public when the team's days are over, not before and not later; or at once if the team says so."""

from datetime import datetime, timedelta

from sqlalchemy import select

from evidencehub.projects.models import Submission
from evidencehub.shared import working_days
from evidencehub.shared.audit import AuditEntry
from evidencehub.shared.db import reading_only
from evidencehub.simulation.world import World

STEPS = ("submission.accredit", "submission.not-accredit")
LATE = timedelta(minutes=30)  # at most, beside the time until the worker comes by


def problems(world: World) -> list[str]:
    days = world.settings.facts_check_days
    query = select(AuditEntry).where(AuditEntry.action.in_(STEPS)).order_by(AuditEntry.number)
    with reading_only(), world.sessions() as session:
        cases = {str(one.id): one for one in session.scalars(select(Submission))}
        found = []
        for entry in session.scalars(query):
            case = cases[entry.subject_id]
            why = _wrong(case.decided_at, entry.at, days, world.plan.worker_every, by_team=entry.actor_id is not None)
            if why:
                found.append(f"{case.project.name} became public {why}")
    return found


def _wrong(decided: datetime | None, at: datetime, days: int, every: timedelta, *, by_team: bool) -> str:
    if decided is None:
        return "without a decision"
    due = working_days.start_of(days + 1, after=decided) if days else decided
    if at > due + every + LATE:
        return f"on {at:%d %B %Y}, and its days were over on {due:%d %B %Y}"
    if at < due and not by_team:
        return f"on {at:%d %B %Y}, before its days were over on {due:%d %B %Y}"
    return ""
