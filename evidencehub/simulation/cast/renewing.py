"""What a team does about an award that is due for another look: ask for a light renewal, or send it in full."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidencehub.accreditation.models import Accreditation
from evidencehub.accreditation.renewal_views import RenewalLinks
from evidencehub.accreditation.renewals import sending
from evidencehub.accreditation.renewals.models import Renewal
from evidencehub.accreditation.states import AccreditationState
from evidencehub.projects.access import submission_facts
from evidencehub.projects.models import Project
from evidencehub.simulation.cast.letters import sender
from evidencehub.simulation.world import World, actor

DUE = (AccreditationState.EXPIRING, AccreditationState.EXPIRED)


class Renewing:
    """:param send_in_full: how a team sends its project anew, by the project's id."""

    def __init__(self, world: World, send_in_full: Callable[[UUID], None]) -> None:
        self._world, self._send_in_full = world, send_in_full
        self._asked_for: set[UUID] = set()  # awards of which it is decided whether they are sent in full

    def think_of_what_is_due(self, team: UUID) -> None:
        for award in self._due(team):
            if self._is_waiting(award) or not self._world.happens(self._world.plan.chances.renewal_asked):
                continue
            if not self._world.act("ask for a renewal", self._ask(award)):
                self.send_in_full(award)

    def read_that_the_whole_is_needed(self, team: UUID) -> None:
        for award in self._due(team):
            if not self._is_waiting(award):
                self.send_in_full(award)

    def send_in_full(self, award: UUID) -> None:
        """Some do, once; the others let it run out."""
        if award not in self._asked_for:
            self._asked_for.add(award)
            if self._world.happens(self._world.plan.chances.sent_in_full):
                with self._world.sessions() as session:
                    project = session.get_one(Accreditation, award).project_id
                self._send_in_full(project)

    def _due(self, team: UUID) -> list[UUID]:
        query = select(Accreditation.id).join(Project, Project.id == Accreditation.project_id)
        query = query.where(Project.organisation_id == team, Accreditation.state.in_(DUE))
        with self._world.sessions() as session:
            return list(session.scalars(query.order_by(Accreditation.accredited_at)))

    def _is_waiting(self, award: UUID) -> bool:
        with self._world.sessions() as session:
            found = session.scalars(select(Renewal).where(Renewal.accreditation_id == award))
            return any(one.state.is_waiting for one in found)

    def _ask(self, award_id: UUID) -> Callable[[Session, datetime], None]:
        world = self._world
        delivered = world.chance.choice((sending.AS_DESCRIBED, sending.MOSTLY))
        results = world.chance.choice((sending.NONE, sending.NEW))

        def ask(session: Session, now: datetime) -> None:
            award = session.get_one(Accreditation, award_id)
            member = actor(session, sender(award.submission))
            word = sending.Word("A new volunteer.", delivered, results, "A small survey.")
            sending.send(
                session, award, word, actor=member, facts=submission_facts(member, award.submission), now=now,
                links=RenewalLinks(), in_a_row=world.settings.light_renewals,
            )  # fmt: skip

        return ask
