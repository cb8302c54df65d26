"""What a team does that takes its decision for wrong: it names facts, it appeals, and some take that back."""

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidencehub.projects.access import submission_facts
from evidencehub.projects.appeals import queries, window
from evidencehub.projects.appeals.grounds import grounds
from evidencehub.projects.models import Submission
from evidencehub.review.appeals import making
from evidencehub.review.corrections import services as corrections
from evidencehub.review.corrections.models import FactCorrection
from evidencehub.review.pages.blueprint import ReviewLinks
from evidencehub.review.sheet import sheet_of
from evidencehub.shared.errors import NotFound
from evidencehub.simulation.cast.letters import sender
from evidencehub.simulation.world import World, actor

MOST_CONTESTED = 4


class Appealing:
    def __init__(self, world: World) -> None:
        self._world = world

    def read_letter(self, submission_id: UUID) -> None:
        """Make up their mind about one letter, once."""
        world, chances = self._world, self._world.plan.chances
        if world.happens(chances.facts_wrong):
            for _ in range(world.chance.choice((1, 1, 2))):
                world.act("say that a fact is wrong", self._say(submission_id))
            if world.happens(chances.fact_taken_back):
                world.act("take back what was said of a fact", self._take_fact_back(submission_id))
        if world.happens(chances.appealed):
            at = world.later(1, window.DAYS - 10)
            world.agenda.add(at, lambda: self._appeal(submission_id))

    def _appeal(self, submission_id: UUID) -> None:
        world = self._world
        is_made = world.act("appeal", self._make(submission_id))
        if is_made and world.happens(world.plan.chances.appeal_taken_back):
            at = world.later(1, 30)
            world.agenda.add(at, lambda: world.act("take an appeal back", self._take_back(submission_id)))

    def _make(self, submission_id: UUID) -> Callable[[Session, datetime], None]:
        ground = self._world.chance.choice(sorted(grounds()))

        def make(session: Session, now: datetime) -> None:
            submission = session.get_one(Submission, submission_id)
            member = actor(session, sender(submission))
            known = making.contestable(session, submission, sheet_of(submission))
            wanted = making.Wanted(ground, self._contested(known), "It is on page 4.")
            making.make(
                session, submission, wanted, actor=member, facts=submission_facts(member, submission), now=now,
                links=ReviewLinks(),
            )  # fmt: skip

        return make

    def _contested(self, known: Sequence[making.Contestable]) -> list[str]:
        """Of what went against them, if anything did."""
        against = [one for one in known if one.finding.answer != "met"] or list(known)
        count = min(len(against), self._world.chance.randint(1, MOST_CONTESTED))
        return [one.value for one in self._world.chance.sample(against, count)]

    def _take_back(self, submission_id: UUID) -> Callable[[Session, datetime], None]:
        def take_back(session: Session, now: datetime) -> None:
            submission = session.get_one(Submission, submission_id)
            member, appeal = actor(session, sender(submission)), queries.of_submission(session, submission)
            if appeal is None:
                raise NotFound("There is no appeal.")
            making.withdraw(
                session, appeal, actor=member, facts=submission_facts(member, submission), now=now, links=ReviewLinks()
            )  # fmt: skip

        return take_back

    def _say(self, submission_id: UUID) -> Callable[[Session, datetime], None]:
        def say(session: Session, now: datetime) -> None:
            submission = session.get_one(Submission, submission_id)
            member = actor(session, sender(submission))
            known = making.contestable(session, submission, sheet_of(submission))
            claim = corrections.Claim(self._world.chance.choice(known).item.key, "It says 84.", "It is 48: page 4.")
            corrections.say(
                session, submission, claim, actor=member, facts=submission_facts(member, submission), now=now,
                links=ReviewLinks(),
            )  # fmt: skip

        return say

    def _take_fact_back(self, submission_id: UUID) -> Callable[[Session, datetime], None]:
        def take_back(session: Session, now: datetime) -> None:
            query = select(FactCorrection).where(FactCorrection.submission_id == submission_id)
            said = session.scalars(query.order_by(FactCorrection.said_at).limit(1)).first()
            if said is None:
                raise NotFound("Nothing was said of a fact.")
            member = actor(session, sender(said.submission))
            facts = submission_facts(member, said.submission)
            corrections.take_back(session, said, actor=member, facts=facts, now=now)

        return take_back
