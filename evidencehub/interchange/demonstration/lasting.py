"""Invented results that a team added after its study was graded, and that an editor let everybody read."""

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidencehub.accounts.models import Person
from evidencehub.accounts.queries import actor_for
from evidencehub.interchange.demonstration import content
from evidencehub.interchange.demonstration.results import made_of
from evidencehub.projects import access
from evidencehub.projects.later import queries, sending
from evidencehub.projects.later.mails import Links
from evidencehub.projects.later.models import LaterResults
from evidencehub.projects.models import Evaluation, Project, Submission
from evidencehub.review.access import case_facts

_READ_AFTER = timedelta(days=7)  # by an editor


class _NoLinks:
    """Their mails are thrown away."""

    def own(self, later: LaterResults) -> str:
        return ""

    def public(self, later: LaterResults) -> str:
        return ""

    def board(self) -> str:
        return ""


def load(session: Session, people: Mapping[str, Person]) -> None:
    """Nothing where they are there already."""
    invented = select(LaterResults.id).join(LaterResults.submission).where(Submission.demo)
    if session.scalar(invented.limit(1)):
        return
    for table in content.later():
        wanted = select(Evaluation).join(Evaluation.project)
        wanted = wanted.where(Project.slug == table["project"], Evaluation.title == table["study"])
        study = session.scalars(wanted).one()
        graded = queries.graded_version(study)
        assert graded is not None and graded.submission.decided_at is not None  # noqa: S101  (the file names what is graded)
        sent = graded.submission.decided_at + timedelta(days=table["sent"])
        made = [made_of(row, study, len(study.results) + place) for place, row in enumerate(table["results"])]
        session.add_all(made)
        session.flush()
        session.refresh(study)
        links: Links = _NoLinks()
        actor, reads = actor_for(people[table["member"]]), actor_for(people["editor"])
        later = sending.send(
            session, study, {each.id for each in made}, read_where=table["read_where"], actor=actor,
            facts=access.evaluation_facts(actor, study), now=sent, links=links,
        )  # fmt: skip
        facts = case_facts(session, reads, later.submission)
        sending.show(session, later, actor=reads, facts=facts, now=sent + _READ_AFTER, links=links)
