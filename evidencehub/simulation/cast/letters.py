"""What a team does once it has its letter: reply, have it made public at once, give an award back."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidencehub.accreditation import publishing
from evidencehub.accreditation import queries as awards
from evidencehub.accreditation import withdrawing as giving_back
from evidencehub.accreditation.letter_loading import leads_of
from evidencehub.accreditation.replies import services as replies
from evidencehub.accreditation.reply_views import ReplyLinks
from evidencehub.projects.access import submission_facts
from evidencehub.projects.models import Project, Submission
from evidencehub.projects.states import SubmissionState
from evidencehub.shared.errors import NotFound
from evidencehub.simulation.world import World, actor


def cases_of(world: World, team: UUID, *states: SubmissionState) -> list[UUID]:
    query = select(Submission.id).join(Project).where(Project.organisation_id == team, Submission.state.in_(states))
    with world.sessions() as session:
        return list(session.scalars(query.order_by(Submission.submitted_at)))


def sender(submission: Submission) -> UUID:
    """Whoever sent it acts for the team."""
    if submission.sent_by is None:
        raise NotFound("Nobody sent this.")
    return submission.sent_by


class Letters:
    def __init__(self, world: World, think_it_over: Callable[[UUID], None]) -> None:
        """:param think_it_over: what a team does that takes its decision for wrong, by case."""
        self._world, self._think_it_over = world, think_it_over
        self._known: set[UUID] = set()  # cases whose letter was read
        self._awards_seen: set[UUID] = set()

    def read(self, team: UUID) -> None:
        chances = self._world.plan.chances
        graded = [state for state in SubmissionState if state.is_graded]
        for submission_id in cases_of(self._world, team, *graded):
            if submission_id in self._known:
                continue
            self._known.add(submission_id)
            if self._world.happens(chances.replied):
                self._world.act("reply", self._reply(submission_id))
            self._think_it_over(submission_id)
            if self._world.happens(chances.published_at_once):
                self._world.act("publish at once", self._publish(submission_id))

    def think_of_award(self, team: UUID) -> None:
        for submission_id in cases_of(self._world, team, SubmissionState.ACCREDITED):
            if submission_id not in self._awards_seen:
                self._awards_seen.add(submission_id)
                if self._world.happens(self._world.plan.chances.given_back):
                    self._world.act("give back", self._give_back(submission_id))

    def _reply(self, submission_id: UUID) -> Callable[[Session, datetime], None]:
        def reply(session: Session, now: datetime) -> None:
            submission = session.get_one(Submission, submission_id)
            member = actor(session, sender(submission))
            facts = submission_facts(member, submission)
            replies.reply(
                session, submission, text="Thank you.", actor=member, facts=facts, now=now, links=ReplyLinks()
            )

        return reply

    def _publish(self, submission_id: UUID) -> Callable[[Session, datetime], None]:
        def publish(session: Session, now: datetime) -> None:
            submission = session.get_one(Submission, submission_id)
            member = actor(session, sender(submission))
            publishing.publish_now(
                session, submission, actor=member, facts=submission_facts(member, submission), now=now,
                leads=leads_of(submission),
            )  # fmt: skip

        return publish

    def _give_back(self, submission_id: UUID) -> Callable[[Session, datetime], None]:
        def give_back(session: Session, now: datetime) -> None:
            submission = session.get_one(Submission, submission_id)
            award = awards.by_submission(session, submission)
            member = actor(session, sender(submission))
            if award is not None:
                facts = submission_facts(member, submission)
                giving_back.withdraw(session, award, actor=member, facts=facts, now=now)

        return give_back
