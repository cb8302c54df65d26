"""A judgement of the demonstration, taken through the acts that real people take, on an invented synthesis."""

import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from evidencehub.accounts.models import Person
from evidencehub.accounts.queries import actor_for
from evidencehub.catalogue.outcomes import versions
from evidencehub.catalogue.outcomes.access import synthesis_facts
from evidencehub.catalogue.outcomes.certainty import asking, judging, settling
from evidencehub.catalogue.outcomes.certainty.judging import Answer
from evidencehub.catalogue.outcomes.certainty.models import Judgement
from evidencehub.catalogue.outcomes.certainty.questions import answers, points, questions
from evidencehub.catalogue.outcomes.certainty.reminding import REMINDER
from evidencehub.catalogue.outcomes.models import SynthesisVersion
from evidencehub.projects.models import Project
from evidencehub.shared.due import DueRow
from evidencehub.shared.mail import Mail

Table = dict[str, Any]


class _Unsent:
    """Its mails are forgotten before the worker sees them, so that no address is needed."""

    def seat(self, seat_id: UUID) -> str:
        return ""

    def desk(self, version_id: UUID) -> str:
        return ""

    def page(self, version_id: UUID) -> str:
        return ""


def play(session: Session) -> Judgement | None:
    """Put the studies together, have them judged and publish it; None where that was done, or they are not there."""
    told = tomllib.loads((Path(__file__).parent / "example.toml").read_text(encoding="utf-8"))
    project = session.scalar(select(Project).where(Project.slug == told["project"], Project.demo))
    if project is None or session.scalar(select(Judgement.id).limit(1)) is not None:
        return None
    asked_at, published_at = _at(told["asked"]), _at(told["published"])
    versions.keep(session, versions.made(session, [project.id]), now=asked_at)
    version = session.scalars(
        select(SynthesisVersion).filter_by(
            project_id=project.id, outcome=told["outcome"], designs=told["designs"], is_current=True
        )
    ).one()
    people = [_person(session, each["email"]) for each in told["people"]]
    editor = actor_for(_person(session, told["editor"]))
    facts = synthesis_facts(session, editor, version)
    judgement = asking.ask(session, version, people, actor=editor, facts=facts, now=asked_at, links=_Unsent())
    for person, each in zip(people, told["people"], strict=True):
        _judge(session, judgement, person, each, published_at)
    for one in told["settled"]:
        settling.settle_one(
            session, judgement, one["criterion"], one["answer"], one["reason"], actor=editor, facts=facts,
            now=published_at,
        )  # fmt: skip
    settling.settle(session, judgement, actor=editor, facts=facts, now=published_at)
    settling.publish(session, judgement, actor=editor, facts=facts, now=published_at, links=_Unsent())
    unsent = [*session.scalars(select(Mail.id).where(Mail.about.startswith("certainty."))), judgement.id]
    session.execute(delete(Mail).where(Mail.id.in_(unsent)))
    session.execute(delete(DueRow).where(DueRow.kind.in_(("mail", REMINDER)), DueRow.key.in_(map(str, unsent))))
    return judgement


def _judge(session: Session, judgement: Judgement, person: Person, told: Table, now: datetime) -> None:
    seat = next(each for each in judgement.seats if each.person_id == person.id)
    actor = actor_for(person)
    judging.declare(session, seat, conflict="", actor=actor, now=now, links=_Unsent())
    said = {}
    for question in questions(judgement.standard_version):
        still = next(answer for answer in answers(question) if points(question, answer) == 0)
        answer, reason = told.get(question.id, (still, ""))
        said[question.id] = Answer(answer, reason)
    judging.save(session, seat, said, is_named=False, seen=seat.row_version, actor=actor, now=now)
    judging.send(session, seat, actor=actor, now=now, links=_Unsent())


def _person(session: Session, email: str) -> Person:
    return session.scalars(select(Person).where(Person.email == email, Person.demo)).one()


def _at(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(hour=10, tzinfo=UTC)
