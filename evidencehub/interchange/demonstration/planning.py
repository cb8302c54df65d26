"""Invented plans of studies. Days are counted from the one on which they are loaded, but for a study that is over."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidencehub.accounts.models import Person
from evidencehub.accounts.queries import actor_for
from evidencehub.interchange.demonstration import content
from evidencehub.interchange.demonstration.content import Table
from evidencehub.interchange.demonstration.reports import as_pdf, written_down
from evidencehub.projects import access, services
from evidencehub.projects.document_kinds import DocumentKind, Said
from evidencehub.projects.models import Evaluation, Project
from evidencehub.projects.owners import StudyPlanOf
from evidencehub.projects.plans import drafting, sending
from evidencehub.projects.plans.mails import Links
from evidencehub.projects.plans.models import PlanVersion, StudyPlan
from evidencehub.projects.plans.outcomes import planned_of
from evidencehub.projects.uploading import receive
from evidencehub.shared.files import FileStore

_DAYS = ("starts_on", "ends_on", "reports_on")
_WORDS = ("participants", "analysis", "unpublished_because", "is_stopped", "stopped_because")
_READ_AFTER = timedelta(days=2)  # by an editor


class _NoLinks:
    """Their mails are thrown away."""

    def plan(self, plan: StudyPlan) -> str:
        return ""

    def public_plan(self, plan: StudyPlan) -> str:
        return ""

    def plans(self) -> str:
        return ""


def load(session: Session, store: FileStore, people: Mapping[str, Person], *, now: datetime) -> None:
    """Nothing where they are there already."""
    if session.scalar(select(StudyPlan.id).join(StudyPlan.evaluation).where(Evaluation.demo).limit(1)):
        return
    for table in content.plans():
        project = session.scalars(select(Project).where(Project.slug == table["project"])).one()
        member, today = people[table["member"]], now.date()
        study = _study(session, project, table, member, today)
        for outcome in table["outcomes"]:
            typed = {"measure": "", "when": "", "is_main": False} | outcome
            drafting.keep_outcome(session, study, "", typed, actor_id=member.id, now=_at(table["sent"], today))
        for file in table.get("files", []):
            _add(session, store, study, file, member, _at(table["sent"], today))
        for sent in (table, *table.get("again", [])):
            _send(session, study, sent, member, people["editor"], today)


def _study(session: Session, project: Project, table: Table, member: Person, today: date) -> Evaluation:
    there = next((each for each in project.evaluations if each.title == table["study"]), None)
    if there is not None:
        return there
    at = _at(table["sent"], today)
    made = services.create_evaluation(session, project, title=table["study"], actor_id=member.id, now=at)
    about = {"design": table["design"], "outcome_areas": project.outcome_areas}
    services.edit_evaluation(session, made, about, actor_id=member.id, now=at)
    return made


def _add(session: Session, store: FileStore, study: Evaluation, file: Table, member: Person, at: datetime) -> None:
    content = as_pdf(file["caption"], file["pages"])
    received = receive(store, content, "protocol.pdf", max_bytes=content.getbuffer().nbytes)
    said = Said(DocumentKind.PROTOCOL, file["caption"], is_public=True)
    document = services.add_document(session, StudyPlanOf(study), received, actor_id=member.id, now=at, said=said)
    written_down(session, document, file["pages"])


def _send(session: Session, study: Evaluation, sent: Table, member: Person, editor: Person, today: date) -> None:
    """The team sends what it planned, or changed, on that day; an editor reads it two days later."""
    at = _at(sent["sent"], today)
    answers: dict[str, Any] = {name: _day(sent[name], today) for name in _DAYS if name in sent}
    answers |= {name: sent[name] for name in _WORDS if name in sent}
    plan = drafting.keep(session, study, answers, actor_id=member.id, now=at)
    happened: dict[str, Any] = {name: _day(sent[name], today) for name in ("started_on", "ended_on") if name in sent}
    services.edit_evaluation(session, study, happened, actor_id=member.id, now=at)
    keys = {each.outcome: each.key for each in planned_of(plan)}
    reasons = {keys[outcome]: why for outcome, why in sent.get("unreported", {}).items()}
    drafting.explain(session, study, reasons, actor_id=member.id, now=at)
    links: Links = _NoLinks()
    actor, facts = actor_for(member), access.evaluation_facts(actor_for(member), study)
    made = sending.send(
        session, study, because=sent.get("because", ""), actor=actor, facts=facts, now=at, links=links
    )  # fmt: skip
    if made.state.is_waiting:
        _let(session, made, editor, at + _READ_AFTER, links)


def _let(session: Session, made: PlanVersion, editor: Person, at: datetime, links: Links) -> None:
    actor = actor_for(editor)
    facts = access.evaluation_facts(actor, made.plan.evaluation).and_(no_conflict=True)
    sending.register(session, made, seen=str(made.version), actor=actor, facts=facts, now=at, links=links)


def _day(said: int | str, today: date) -> date:
    """A day of the calendar, or so many days from today."""
    return date.fromisoformat(said) if isinstance(said, str) else today + timedelta(days=said)


def _at(said: int | str, today: date) -> datetime:
    return datetime.combine(_day(said, today), time(10), UTC)
