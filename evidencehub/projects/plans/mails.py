"""What editors and teams are told of a plan. No words of the plan go into a mail."""

from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from evidencehub.accounts.queries import editor_emails, team_emails
from evidencehub.projects.plans.models import PlanVersion, StudyPlan
from evidencehub.shared import mail
from evidencehub.shared.words import day


class Links(Protocol):
    """Addresses for mails; the web edge supplies them, so that services know no URLs."""

    def plan(self, plan: StudyPlan) -> str: ...

    def public_plan(self, plan: StudyPlan) -> str: ...

    def plans(self) -> str: ...


def plans_wait(session: Session, *, now: datetime, links: Links) -> None:
    """One mail to each editor when the desk was empty before, and not one for each plan."""
    body = f"Hello,\n\nA team sent the plan of a study. It is public when an editor has read it:\n\n{links.plans()}"
    for address in editor_emails(session):
        mail.queue(session, to=address, subject="A plan to read", body=body, about="plan.waiting", at=now)


def registered(session: Session, made: PlanVersion, *, now: datetime, links: Links) -> None:
    _tell_team(
        session, made.plan, "Your plan is public",
        f"An editor has read your plan of “{made.title}”. Everybody can read it now, with its date:",
        links.public_plan(made.plan), "Keep this address: you can give it to funders, and cite it in your report. When "
        "the study has begun or ended, say so on the page of the plan.", about="plan.registered", now=now,
    )  # fmt: skip


def refused(session: Session, made: PlanVersion, *, now: datetime, links: Links) -> None:
    _tell_team(
        session, made.plan, "Your plan is not public",
        f"An editor has read your plan of “{made.title}”, and asks you to change something:", made.refused_because,
        f"Change it and send it again: {links.plan(made.plan)}", about="plan.refused", now=now,
    )  # fmt: skip


def is_overdue(session: Session, made: PlanVersion, *, now: datetime, links: Links) -> None:
    _tell_team(
        session, made.plan, "Has your study ended?",
        f"By your plan, the last measurement of “{made.title}” was on {day(made.ends_on)}. The public list of "
        "studies shows it as overdue now.",
        f"Say when it ended, when it will end, or why nothing is published: {links.plan(made.plan)}",
        about="plan.overdue", now=now,
    )  # fmt: skip


def _tell_team(session: Session, plan: StudyPlan, subject: str, *parts: str, about: str, now: datetime) -> None:
    organisation_id = plan.evaluation.project.organisation_id
    body = "\n\n".join(["Hello,", *parts])
    for address in team_emails(session, organisation_id) if organisation_id else ():
        mail.queue(session, to=address, subject=subject, body=body, about=about, at=now)
