"""A year of the hub: people act when something reaches them, and the worker does what is due, until all cases ended."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from evidencehub.accounts.models import Membership, Person
from evidencehub.cli.worker import only_one
from evidencehub.projects.models import Submission
from evidencehub.projects.states import SubmissionState
from evidencehub.shared import clock
from evidencehub.shared.db import reading_only
from evidencehub.shared.mail import Mail
from evidencehub.simulation import working
from evidencehub.simulation.cast.editors import Editors
from evidencehub.simulation.cast.mishaps import Mishaps
from evidencehub.simulation.cast.readers import Readers
from evidencehub.simulation.cast.reviewers import Reviewers
from evidencehub.simulation.cast.teams import Teams
from evidencehub.simulation.checks import copies, daily, ending
from evidencehub.simulation.checks.pages import Pages
from evidencehub.simulation.people import People, gather
from evidencehub.simulation.plan import RUN_ON, RUN_OUT
from evidencehub.simulation.world import World


class Year:
    def __init__(self, world: World) -> None:
        self._world = world
        with clock.run_by(world.clock):
            self.people: People = gather(world)
        self._teams, self._reviewers = Teams(world, self.people), Reviewers(world)
        self._editors, self._mishaps = Editors(world), Mishaps(world, self.people)
        self._readers, self._pages = Readers(world), Pages(world)
        self._next_due: datetime | None = world.plan.starts
        self._heard_until = world.plan.starts
        self._kills = self._moments(world.plan.kills)
        self._pairs = self._moments(2)

    def _moments(self, count: int) -> list[datetime]:
        """Spread over the year; the next one last."""
        world = self._world
        days = sorted((world.chance.uniform(10, 350) for _ in range(count)), reverse=True)
        return [world.plan.starts + timedelta(days=day) for day in days]

    def live(self, progress: Callable[[float], None] = lambda _: None) -> None:
        """Until nobody has anything to do any more, or time is up.

        :param progress: told how much of the year is over, from 0 to 1.
        """
        world, plan = self._world, self._world.plan
        with clock.run_by(world.clock), only_one(world.settings):
            for number in range(plan.submissions):
                at = plan.starts + timedelta(days=world.chance.uniform(0, 364), hours=1)
                world.agenda.add(at, lambda number=number: self._teams.send_first(number))  # type: ignore[misc]
            self._mishaps.plan()
            self._readers.plan()
            step, last = plan.starts, plan.ends + RUN_OUT
            while step < plan.starts + RUN_ON and not self._is_over(step):
                step = self._next(step)
                self._until(step)
                if step >= last > step - plan.worker_every:
                    world.problems += copies.index(world)
                    if never_ended := ending.not_ended(world):
                        world.problems += never_ended
                        return  # it would be looked at for years
                progress((step - plan.starts) / (plan.ends - plan.starts))

    def _next(self, step: datetime) -> datetime:
        """When the worker comes by again; once the year is over, not before there is something to do."""
        plan = self._world.plan
        step += plan.worker_every
        nexts = [at for at in (self._next_due, self._world.agenda.next) if at is not None]
        if step > plan.ends + RUN_OUT and nexts:
            step += max(0, (min(nexts) - step) // plan.worker_every) * plan.worker_every
        return step

    def _until(self, step: datetime) -> None:
        """Let everybody act until then, and then the worker; what it sends is heard at once."""
        world = self._world
        while found := world.agenda.take(step):
            at, act = found
            world.clock.move_to(at)
            act()
            self._next_due = world.plan.starts
        world.clock.move_to(step)
        if self._next_due is None or self._next_due > step:
            return
        was_any_sent = False
        if self._kills and self._kills[-1] <= step:
            was_any_sent = True
            self._kills.pop()
            working.be_killed(world)
            world.clock.move_to(step + timedelta(minutes=1))
        if self._pairs and self._pairs[-1] <= step:
            was_any_sent = True
            self._pairs.pop()
            working.two_at_once(world)
            world.clock.move_to(step + timedelta(minutes=2))
        was_any_sent |= "mail" in working.work(world)
        world.clock.move_to(step + timedelta(minutes=5))
        world.problems += [*daily.problems(world), *self._pages.problems()]
        self._next_due = working.next_due(world)
        if was_any_sent:  # all mails of the year are looked through for it
            self._hear()

    def _hear(self) -> None:
        """Everybody reads what came for them since."""
        query = select(Mail.to, Mail.about).where(Mail.sent_at > self._heard_until)
        query = query.order_by(Mail.to, Mail.about)
        with reading_only(), self._world.sessions() as session:
            mails = session.execute(query).all()
            self._heard_until = self._world.clock()
            if not mails:
                return
            reading = select(Person.email, Person.id, Person.is_editor).where(Person.email.in_({to for to, _ in mails}))
            people = {row.email: row for row in session.execute(reading)}
            memberships = select(Membership.person_id, Membership.organisation_id).order_by(Membership.created_at)
            ids = [row.id for row in people.values()]
            rows = session.execute(memberships.where(Membership.person_id.in_(ids))).all()
        teams: dict[UUID, list[UUID]] = {}
        for person_id, organisation_id in rows:
            teams.setdefault(person_id, []).append(organisation_id)
        if any(about in {"submission.decided", "submission.published"} for _, about in mails):
            self._mishaps.look_at_awards()
        for to, about in mails:
            if to in people:
                self._tell(people[to].id, about, teams.get(people[to].id, []), is_editor=people[to].is_editor)

    def _tell(self, who: UUID, about: str, teams: list[UUID], *, is_editor: bool) -> None:
        if is_editor:
            self._editors.hear(about, who)
        self._reviewers.hear(about, who)
        for team in teams:
            if self.people.members.get(team) == who:
                self._teams.hear(about, team)

    def _is_over(self, step: datetime) -> bool:
        """The year is over, and nobody has anything to do any more, nor the hub: the last award has run out.

        What went back to its team may stay there.
        """
        if step < self._world.plan.ends or self._world.agenda.next is not None or self._next_due is not None:
            return False
        running = [state for state in SubmissionState if state.is_under_way and not state.is_returned]
        with reading_only(), self._world.sessions() as session:
            is_any = session.scalar(select(Submission.id).where(Submission.state.in_(running)).limit(1)) is not None
        return not is_any
