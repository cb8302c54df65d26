"""What editors do once both reviewers are in: let it be talked about, settle what differs, decide, think again."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from evidencehub.accreditation import putting_off
from evidencehub.accreditation.services import seen_of
from evidencehub.authz.values import Actor, Facts
from evidencehub.projects.appeals.models import Appeal
from evidencehub.projects.models import Submission
from evidencehub.review import pending, settling
from evidencehub.review.discussing import Voice, write
from evidencehub.review.reconciling import Comparison, Difference, FactDifference, compare
from evidencehub.review.settling import Settled
from evidencehub.shared.errors import Invalid
from evidencehub.simulation.cast.acting import act_on
from evidencehub.simulation.cast.seats import Seats
from evidencehub.simulation.world import World

REASON = "We read page 4 again."


class Deciding:
    def __init__(self, world: World, seats: Seats) -> None:
        self._world, self._seats = world, seats
        self._thought_over: set[UUID] = set()  # cases of which it is decided whether a third or talk is wanted

    def settle(self, editor: UUID, submission_id: UUID) -> None:
        world, chances = self._world, self._world.plan.chances
        with world.sessions() as session:
            submission = session.get_one(Submission, submission_id)
            comparison = compare(session, submission)
            has_third = comparison.third is not None and comparison.third.state.is_due
            if pending.pending_of(session, submission) or has_third or comparison.has_open_question:
                return
            has_differences = any(isinstance(one, Difference) for one in comparison.open)
        if has_differences and submission_id not in self._thought_over:
            self._thought_over.add(submission_id)
            if world.happens(chances.third) and self._seats.ask_third(editor, submission_id):
                return
            if world.happens(chances.discussed):
                act_on(world, "open a discussion", editor, submission_id, _open_discussion)
                return
        if act_on(world, "settle", editor, submission_id, self._settle_all):
            self._decide(editor, submission_id)

    def _settle_all(self, session: Session, submission: Submission, me: Actor, _facts: Facts, now: datetime) -> None:
        settle_all(self._world, session, submission, me, now)

    def _decide(self, editor: UUID, submission_id: UUID) -> None:
        world = self._world
        if act_on(world, "decide", editor, submission_id, self._decide_later) and world.happens(
            world.plan.chances.taken_back
        ):
            act_on(world, "take a decision back", editor, submission_id, _take_back)

    def _decide_later(self, session: Session, submission: Submission, me: Actor, facts: Facts, now: datetime) -> None:
        putting_off.decide_later(
            session, submission, strengths="A clear report.", actor=me, facts=facts, now=now,
            seen_then=seen_of(compare(session, submission)), minutes=self._world.settings.take_back_minutes,
        )  # fmt: skip


def settle_all(world: World, session: Session, case: Submission | Appeal, me: Actor, now: datetime) -> Comparison:
    """What is settled may bring a further step within reach, so until nothing is open."""
    submission, appeal = (case.submission, case) if isinstance(case, Appeal) else (case, None)
    comparison = settling.begin(session, case, actor=me)
    while comparison.open:
        outcome = settling.settle(session, submission, comparison, _said(world, comparison), actor=me, now=now)
        if not outcome.is_whole:
            raise Invalid(f"This cannot be settled: {outcome.problems or outcome.overtaken}")
        comparison = compare(session, submission, appeal)
    return comparison


def _said(world: World, comparison: Comparison) -> dict[int, Settled]:
    said = {}
    for question in comparison.open:
        if isinstance(question, FactDifference):
            numbers = sorted((view.value, view.page) for view in question.views if view is not None)
            said[question.place] = Settled(*numbers[0], because=REASON if question.needs_a_reason else "")
        else:
            offered = question.offered
            answers = sorted(view.answer for view in question.views if view is not None)
            answer = offered.answer if offered else world.chance.choice(answers)
            said[question.place] = Settled(answer, REASON)
    return said


def _open_discussion(session: Session, submission: Submission, me: Actor, facts: Facts, now: datetime) -> None:
    differences = [one for one in compare(session, submission).differences if one.agreed is None]
    if not differences:
        raise Invalid("Nothing is open any more.")
    write(session, submission, differences[0].place, "What do you make of page 4?", by=Voice(me, facts), now=now)


def _take_back(session: Session, submission: Submission, me: Actor, facts: Facts, now: datetime) -> None:
    pending.take_back(session, submission, actor=me, facts=facts, now=now)
