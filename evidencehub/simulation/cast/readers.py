"""Readers without an account: they report a mistake on a public page, and some leave an address."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidencehub.authz.values import NOBODY
from evidencehub.feedback.mistakes import services as mistakes
from evidencehub.feedback.pages.blueprint import MistakeLinks
from evidencehub.projects.models import Project, Submission
from evidencehub.projects.states import SubmissionState
from evidencehub.shared.clock import day_of
from evidencehub.simulation.world import World

PUBLIC = [state for state in SubmissionState if state.is_over]
LEAVES_AN_ADDRESS, OF_A_STUDY = 0.6, 0.5


class Readers:
    def __init__(self, world: World) -> None:
        self._world = world

    def plan(self) -> None:
        """Spread over the time in which there is something to read."""
        world = self._world
        for number in range(world.plan.reports):
            at = world.plan.starts + timedelta(days=world.chance.uniform(90, 360), hours=3)
            world.agenda.add(at, lambda number=number: self._report(number))  # type: ignore[misc]

    def _report(self, number: int) -> None:
        world = self._world
        query = select(Project.id).join(Submission).where(Submission.state.in_(PUBLIC)).distinct()
        with world.sessions() as session:
            shown = sorted(session.scalars(select(Project).where(Project.id.in_(query))), key=lambda one: one.name)
            projects = [one.id for one in shown]
        if not projects:
            return
        project_id = world.chance.choice(projects)
        email = f"reader-{number}@reader-{number}.example" if world.happens(LEAVES_AN_ADDRESS) else ""
        is_of_study = world.happens(OF_A_STUDY)
        made: list[UUID] = []

        def report(session: Session, now: datetime) -> None:
            project = session.get_one(Project, project_id)
            study = project.evaluations[0] if is_of_study and project.evaluations else None
            said = mistakes.report(
                session, project, study, text=f"On {day_of(now)} I counted 48.", email=email, actor=NOBODY, now=now,
                links=MistakeLinks(),
            )  # fmt: skip
            made.append(said.id)

        if world.act("report a mistake", report) and email:
            world.readers[made[-1]] = email
