"""What befalls people in a year: a role lost, an account switched off, a reviewer in the team, an award on hold."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidencehub.accounts import joining, services
from evidencehub.accounts.blueprint import AccountLinks
from evidencehub.accounts.models import Invitation, Person, TeamRole
from evidencehub.accounts.queries import actor_for
from evidencehub.accreditation.hold_views import HoldLinks
from evidencehub.accreditation.holds import services as holding
from evidencehub.accreditation.models import Accreditation
from evidencehub.accreditation.queries import by_submission
from evidencehub.authz.values import facts_of
from evidencehub.projects.models import Project, Submission
from evidencehub.review.access import case_facts
from evidencehub.review.models import Assignment
from evidencehub.review.states import AssignmentState
from evidencehub.simulation.people import People, team_of
from evidencehub.simulation.world import World, actor, person

BUSY = (AssignmentState.INVITED, AssignmentState.GRADING)
RELEASED, REVOKED = 0.4, 0.2  # of holds; the others run out


class Mishaps:
    def __init__(self, world: World, people: People) -> None:
        self._world, self._people = world, people
        self._known: set[UUID] = set()  # awards that were looked at

    def plan(self) -> None:
        """Spread them over the year, after the first weeks."""
        world = self._world
        for befall in (self._lose_role, self._switch_off, self._join_a_team, self._editor_goes):
            for _ in range(world.plan.mishaps):
                days = world.chance.uniform(25, 330)
                world.agenda.add(world.plan.starts + timedelta(days=days, hours=2), befall)

    def look_at_awards(self) -> None:
        """Of those that are new some will be put on hold."""
        world = self._world
        query = select(Accreditation.id, Accreditation.submission_id).order_by(Accreditation.accredited_at)
        with world.sessions() as session:
            rows = [(row[0], row[1]) for row in session.execute(query) if row[0] not in self._known]
        for award_id, submission_id in rows:
            self._known.add(award_id)
            if world.happens(world.plan.chances.held):
                self._will_be_held(submission_id)

    def _will_be_held(self, submission_id: UUID) -> None:
        self._world.agenda.add(self._world.later(5, 60), lambda: self._hold(submission_id))

    def _busy(self) -> list[UUID]:
        """Reviewers who have something to do, each once for each seat."""
        query = select(Assignment.reviewer_id).join(Person, Person.id == Assignment.reviewer_id)
        query = query.where(Assignment.state.in_(BUSY))
        with self._world.sessions() as session:
            return list(session.scalars(query.order_by(Assignment.assigned_at, Person.email)))

    def _lose_role(self) -> None:
        if busy := self._busy():
            chosen = self._world.chance.choice(busy)

            def lose(session: Session, now: datetime) -> None:
                services.set_roles(session, person(session, chosen), set(), actor_id=self._people.admin, now=now)

            self._world.act("a reviewer loses the role", lose)

    def _switch_off(self) -> None:
        if busy := self._busy():
            chosen = self._world.chance.choice(busy)

            def off(session: Session, now: datetime) -> None:
                services.switch_off(session, person(session, chosen), actor_id=self._people.admin, now=now)

            self._world.act("a reviewer is switched off", off)

    def _join_a_team(self) -> None:
        """A reviewer joins the team whose work they grade."""
        query = select(Assignment.reviewer_id, Project.organisation_id).select_from(Assignment)
        query = query.join(Submission, Submission.id == Assignment.submission_id).join(Project)
        query = query.join(Person, Person.id == Assignment.reviewer_id).where(Assignment.state.in_(BUSY))
        query = query.order_by(Assignment.assigned_at, Person.email)
        with self._world.sessions() as session:
            rows = [(row[0], row[1]) for row in session.execute(query) if row[1]]
        if rows:
            self._join(*self._world.chance.choice(rows), "a reviewer joins the team")

    def _join(self, who: UUID, team: UUID, what: str) -> None:
        def invite(session: Session, now: datetime) -> None:
            inviter = person(session, self._people.members[team])
            email = person(session, who).email
            joining.invite(
                session, team_of(session, team), email, role=TeamRole.OWNER, inviter=inviter, now=now,
                links=AccountLinks(),
            )  # fmt: skip

        def accept(session: Session, now: datetime) -> None:
            me = person(session, who)
            query = select(Invitation).where(Invitation.email == me.email, Invitation.organisation_id == team)
            invitation = session.scalars(query.order_by(Invitation.created_at.desc())).first()
            if invitation is not None:
                facts = facts_of(actor_for(me)).and_(invited=True)
                joining.accept(session, invitation, me, facts=facts, now=now, links=AccountLinks())

        if self._world.act("invite into a team", invite):
            self._world.agenda.add(self._world.later(0.1, 2), lambda: self._world.act(what, accept))

    def _editor_goes(self) -> None:
        """One loses the role, as long as three are left; after that one joins a team."""
        query = select(Person.id).where(Person.is_editor, Person.is_active).order_by(Person.created_at)
        with self._world.sessions() as session:
            editors = list(session.scalars(query))
        chosen = self._world.chance.choice(editors)
        if len(editors) <= 3:
            self._join(chosen, self._world.chance.choice(self._people.teams), "an editor joins a team")
            return

        def lose(session: Session, now: datetime) -> None:
            services.set_roles(session, person(session, chosen), set(), actor_id=self._people.admin, now=now)

        self._world.act("an editor loses the role", lose)

    def _hold(self, submission_id: UUID) -> None:
        world = self._world

        def hold(session: Session, now: datetime) -> None:
            award, me = self._award(session, submission_id)
            holding.hold(
                session, award, ground="integrity", because="A question came up.", actor=actor(session, me),
                facts=case_facts(session, actor(session, me), award.submission), now=now, links=HoldLinks(),
            )  # fmt: skip

        def end(session: Session, now: datetime) -> None:
            award, me = self._award(session, submission_id)
            step = holding.release if is_released else holding.revoke
            facts = case_facts(session, actor(session, me), award.submission)
            reason = "We looked into it."
            step(session, award, reason=reason, actor=actor(session, me), facts=facts, now=now, links=HoldLinks())

        if world.act("put on hold", hold):
            chance = world.chance.random()
            is_released = chance < RELEASED
            if chance < RELEASED + REVOKED:
                what = "release a hold" if is_released else "revoke an award"
                world.agenda.add(world.later(3, 50), lambda: world.act(what, end))

    def _award(self, session: Session, submission_id: UUID) -> tuple[Accreditation, UUID]:
        """The award of a case as it stands, and an editor who may act on it."""
        award = by_submission(session, session.get_one(Submission, submission_id))
        if award is None:
            raise LookupError("nothing was awarded")
        query = select(Person.id).where(Person.is_editor, Person.is_active).order_by(Person.created_at)
        for editor in session.scalars(query):
            facts = case_facts(session, actor(session, editor), award.submission)
            if facts.editor and facts.no_conflict:
                return award, editor
        raise LookupError("every editor has a conflict of interest")
