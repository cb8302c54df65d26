"""A team is reminded when the planned end of its study has passed, and once more where nobody said anything since.

Each reminder is a due row. When it comes up, the plan is looked at as it is then.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from evidencehub.projects.plans import mails, register
from evidencehub.projects.plans.mails import Links
from evidencehub.projects.plans.models import PlanVersion, StudyPlan
from evidencehub.projects.plans.status import Status
from evidencehub.shared import audit, due
from evidencehub.shared.clock import day_of, end_of

DUE = "plan"  # the kind of due rows
AGAIN_AFTER = timedelta(days=60)


def plan(session: Session, latest: PlanVersion, now: datetime) -> None:
    """In place of what was planned before; nothing where the end has passed already, or the study is over."""
    due.forget_key(session, DUE, latest.plan_id)
    if latest.ends_on is None or latest.ended_on is not None or latest.is_stopped:
        return
    for at in (end_of(latest.ends_on), end_of(latest.ends_on) + AGAIN_AFTER):
        if at > now:
            due.add(session, DUE, latest.plan_id, {"plan": str(latest.plan_id)}, at=at)


def handler(links: Links, now: Callable[[], datetime]) -> due.Handler:
    def work(payloads: Sequence[Mapping[str, Any]], _new_session: due.NewSession) -> due.Finish:
        def finish(session: Session) -> None:
            for payload in payloads:
                found = session.get(StudyPlan, UUID(payload["plan"]))
                if found is not None:
                    _remind(session, found, now(), links)

        return finish

    return due.Handler(work)


def _remind(session: Session, plan: StudyPlan, now: datetime, links: Links) -> None:
    entry = register.of_studies(session, [plan.evaluation_id], day_of(now)).get(plan.evaluation_id)
    if entry is None or entry.status is not Status.OVERDUE or entry.why_nothing:
        return
    mails.is_overdue(session, entry.version, now=now, links=links)
    audit.record(session, "plan.reminded", subject_type="plan", subject_id=entry.version.id, actor_id=None, at=now)
