"""Invented offers of help and requests for it. They stand from the day on which they are loaded."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidencehub.accounts.models import Person
from evidencehub.accounts.queries import actor_for
from evidencehub.authz.values import facts_of
from evidencehub.brokerage import services
from evidencehub.brokerage.mails import Links
from evidencehub.brokerage.models import HelpContact, HelpNotice, Side
from evidencehub.consultation.models import CommentRole
from evidencehub.interchange.demonstration import content
from evidencehub.projects.models import Project


class _NoLinks:
    """Their mails are thrown away."""

    def own(self) -> str:
        return ""

    def contact(self, contact: HelpContact) -> str:
        return ""

    def ask(self, notice: HelpNotice) -> str:
        return ""

    def notice(self, notice: HelpNotice) -> str:
        return ""

    def desk(self) -> str:
        return ""


def load(session: Session, people: Mapping[str, Person], *, now: datetime) -> None:
    """Nothing where they are there already."""
    if session.scalar(select(HelpNotice.id).where(HelpNotice.demo).limit(1)):
        return
    links: Links = _NoLinks()
    editor = actor_for(people["editor"])
    for table in content.helping():
        slug = table.get("project")
        project = session.scalar(select(Project).where(Project.slug == slug)) if slug else None
        typed = services.Typed(
            Side(table["side"]), table["kinds"], table["text"], CommentRole(table.get("role", "practitioner")),
            outcome_area=table.get("outcome_area", ""), place=table.get("place", ""), hours=table.get("hours"),
        )  # fmt: skip
        made = services.send(session, typed, person=people[table["person"]], project=project, now=now, links=links)
        services.publish(session, made, actor=editor, facts=facts_of(editor), now=now, links=links)
