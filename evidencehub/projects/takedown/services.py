"""Taking all that is public of a project down at once, and putting it back. Services flush; the edge commits."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from evidencehub.accounts.queries import team_emails
from evidencehub.authz.policies import permits
from evidencehub.authz.values import Actor, Facts, Permission
from evidencehub.projects.learning.models import LogEntry, LogVersion
from evidencehub.projects.models import Evaluation, Project
from evidencehub.projects.plans.models import PlanVersion, StudyPlan
from evidencehub.projects.plans.states import PlanState
from evidencehub.projects.public import changed
from evidencehub.projects.takedown.models import TakeDown
from evidencehub.shared import audit, mail
from evidencehub.shared.errors import HubError, Invalid, NotAllowed, WrongState
from evidencehub.shared.words import day

MAX_REASON = 1_000  # characters


class Links(Protocol):
    def projects(self) -> str: ...


class Down(HubError):
    """What everybody reads in place of a page that was taken down."""

    status = 410
    title = "This page was taken down"

    def __init__(self, at: datetime) -> None:
        super().__init__(
            f"We took it down on {day(at)}, because something on it may not be public. That says nothing about the "
            "evidence. It may come back when that is put right."
        )


def refuse_down(project: Project | None) -> None:
    """:raises Down: its pages are taken down."""
    if project is not None and project.taken_down_at is not None:
        raise Down(project.taken_down_at)


def is_public(session: Session, project: Project) -> bool:
    """Whether there is anything of it to take down, or was: a plan and a learning log can be public by themselves."""
    if project.published_at is not None or project.source is not None:
        return True
    plan = select(PlanVersion.id).join(PlanVersion.plan).join(StudyPlan.evaluation)
    plan = plan.where(Evaluation.project_id == project.id, PlanVersion.state == PlanState.PUBLIC)
    entry = select(LogVersion.id).join(LogVersion.entry)
    entry = entry.where(LogEntry.project_id == project.id, LogVersion.public_at.is_not(None))
    return any(session.scalar(each.limit(1)) is not None for each in (plan, entry))


def take_down(
    session: Session, project: Project, reason: str, *, actor: Actor, facts: Facts, now: datetime, links: Links
) -> TakeDown:
    """From this transaction on no page, file, list or search shows anything of it; what is graded goes on.

    :raises Invalid: no reason. :raises WrongState: it is not public, or somebody was faster.
    """
    _require(facts)
    reason = _said(reason)
    session.refresh(project, with_for_update=True)
    if project.taken_down_at is not None:
        raise WrongState("It is taken down already.")
    if not is_public(session, project):
        raise WrongState("Nothing of it is public.")
    made = TakeDown(id=uuid4(), project=project, at=now, by_id=actor.id, reason=reason)
    session.add(made)
    project.taken_down_at = now
    _announce(session, made, "project.taken-down", actor.id, now)
    body = "An editor or an admin has taken all public pages of {name} down. What is under way goes on."
    _tell(session, made, f"{body} The reason:\n\n{reason}", "is taken down", "project.taken-down", now, links)
    return made


def put_back(
    session: Session, project: Project, because: str, *, actor: Actor, facts: Facts, now: datetime, links: Links
) -> None:
    """It is public again as it was. :raises Invalid: no reason. :raises WrongState: somebody was faster."""
    _require(facts)
    because = _said(because)
    session.refresh(project, with_for_update=True)
    found = holding(session, project.id)
    if found is None:
        raise WrongState("It is public again already.")
    found.ended_at, found.ended_by, found.ended_because = now, actor.id, because
    project.taken_down_at = None
    _announce(session, found, "project.put-back", actor.id, now)
    body = f"The public pages of {{name}} are back. The reason:\n\n{because}"
    _tell(session, found, body, "is public again", "project.put-back", now, links)


def holding(session: Session, project_id: UUID) -> TakeDown | None:
    """The one by which a project is down now."""
    return session.scalar(select(TakeDown).where(TakeDown.project_id == project_id, TakeDown.ended_at.is_(None)))


def every(session: Session) -> Sequence[TakeDown]:
    """Those that hold first, then the latest."""
    query = select(TakeDown).options(joinedload(TakeDown.project))
    return session.scalars(query.order_by(TakeDown.ended_at.is_not(None), TakeDown.at.desc(), TakeDown.id)).all()


def _require(facts: Facts) -> None:
    if not permits(Permission.PROJECT_TAKE_DOWN, facts):
        raise NotAllowed("Editors and admins take pages down.")


def _said(reason: str) -> str:
    reason = reason.strip()
    if not reason or len(reason) > MAX_REASON:
        raise Invalid("Say why", {"reason": f"Say why, in {MAX_REASON:,} characters or fewer"})
    return reason


def _announce(session: Session, one: TakeDown, act: str, actor_id: UUID | None, now: datetime) -> None:
    session.flush()
    changed(session, one.project_id)
    details = {"take_down": str(one.id)}
    audit.record(
        session, act, subject_type="project", subject_id=one.project_id, actor_id=actor_id, at=now, details=details
    )


def _tell(
    session: Session, one: TakeDown, body: str, subject: str, about: str, now: datetime, links: Links
) -> None:  # fmt: skip
    project = one.project
    for address in team_emails(session, project.organisation_id) if project.organisation_id else ():
        mail.queue(
            session, to=address, subject=f"{project.name} {subject}", about=about, at=now,
            body=f"Hello,\n\n{body.format(name=project.name)}\n\n{links.projects()}",
        )  # fmt: skip
