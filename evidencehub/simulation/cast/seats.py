"""What editors do about reviewers: choose, replace, free, give time or refuse it, pass questions on, ask a third."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from evidencehub.authz.values import Actor, Facts
from evidencehub.projects.appeals.models import Appeal
from evidencehub.projects.models import Submission
from evidencehub.review import cases, choosing, extending, joined, workload
from evidencehub.review import services as review
from evidencehub.review.appeals import pairing
from evidencehub.review.appeals.access import seat_facts
from evidencehub.review.choosing import Said
from evidencehub.review.deadlines import REVIEWERS, on_the_case, seats, third_of
from evidencehub.review.models import Assignment
from evidencehub.review.pages.blueprint import ReviewLinks
from evidencehub.review.questions import handling, queries
from evidencehub.review.reminding import LATE_FOR, SILENT_AFTER
from evidencehub.shared.clock import day_of
from evidencehub.shared.errors import Invalid
from evidencehub.simulation.cast.acting import act_on, act_on_appeal
from evidencehub.simulation.world import World

SAID = Said(overruling="A namesake: they never met.", exception="Nobody else has time.")
REPLACED, GIVEN = 0.7, 0.6  # of those who are silent or late; of those who ask for time
MORE_DAYS = 14


class Seats:
    def __init__(self, world: World) -> None:
        self._world = world
        self.looked_at_for_conflicts: set[UUID] = set()  # cases, since the last mail that one has arisen

    def choose(self, editor: UUID, submission_id: UUID) -> None:
        act_on(self._world, "choose reviewers", editor, submission_id, _choose)

    def tend(self, editor: UUID, submission_id: UUID) -> None:
        """Everything that waits for an editor about those who have a seat, and about what they asked."""
        world = self._world
        with world.sessions() as session:
            submission, now = session.get_one(Submission, submission_id), world.clock()
            asked = cases.assignments_of(session, submission)
            conflicted: set[UUID] = set()
            if submission_id not in self.looked_at_for_conflicts:
                self.looked_at_for_conflicts.add(submission_id)
                conflicted = {one.assignment.id for one in joined.conflicted(session, submission, asked)}
            taken = sorted(on_the_case(asked), key=lambda one: one.reviewer.email)
            found = [(one.id, _what(one, conflicted, now)) for one in taken]
            open_questions = [
                one.question.id for one in queries.to_editors(session, submission) if one.question.state.is_waiting
            ]
            is_short = submission.state.takes_reviewers and len(seats(asked)) < REVIEWERS
        for seat, what in found:
            is_short = self._about(editor, submission_id, seat, what) or is_short
        for question in open_questions:
            self._pass_on(editor, submission_id, question)
        if is_short:
            self.choose(editor, submission_id)

    def tend_appeal(self, editor: UUID, appeal_id: UUID) -> None:
        """The same, about those who grade anew what an appeal contests."""
        world = self._world
        with world.sessions() as session:
            appeal, now = session.get_one(Appeal, appeal_id), world.clock()
            submission_id = appeal.submission_id
            taken = sorted(pairing.seated(session, appeal), key=lambda one: one.reviewer.email)
            found = [(one.id, _what(one, set(), now)) for one in taken]
            is_short = appeal.state.takes_reviewers and len(taken) < REVIEWERS
        for seat, what in found:
            is_short = self._about(editor, submission_id, seat, what) or is_short
        if is_short:
            act_on_appeal(world, "ask for an appeal", editor, appeal_id, _choose_on_appeal)

    def ask_third(self, editor: UUID, submission_id: UUID) -> bool:
        return act_on(self._world, "ask a third", editor, submission_id, _ask_third)

    def _about(self, editor: UUID, submission_id: UUID, seat: UUID, what: str) -> bool:
        """Whether the seat came free."""
        world = self._world

        def free(session: Session, _case: Submission, me: Actor, _facts: Facts, now: datetime) -> None:
            assignment, facts = _seat(session, me, seat)
            review.free(session, assignment, actor=me, facts=facts, now=now, links=ReviewLinks())

        def replace(session: Session, _case: Submission, me: Actor, _facts: Facts, now: datetime) -> None:
            assignment, facts = _seat(session, me, seat)
            review.replace(
                session, assignment, because="No answer.", actor=me, facts=facts, now=now, links=ReviewLinks()
            )

        def give(session: Session, _case: Submission, me: Actor, _facts: Facts, now: datetime) -> None:
            assignment, facts = _seat(session, me, seat)
            until = day_of(max(now, assignment.due_at)) + timedelta(days=MORE_DAYS)
            extending.give(session, assignment, until=until, actor=me, facts=facts, now=now, links=ReviewLinks())

        def refuse(session: Session, _case: Submission, me: Actor, _facts: Facts, now: datetime) -> None:
            assignment, facts = _seat(session, me, seat)
            extending.refuse(session, assignment, actor=me, facts=facts, now=now, links=ReviewLinks())

        if what == "conflict":
            return act_on(world, "free a seat", editor, submission_id, free)
        if what == "wants time":
            is_given = world.happens(GIVEN)
            act_on(world, "give time" if is_given else "refuse time", editor, submission_id,
                   give if is_given else refuse)  # fmt: skip
        elif what == "silent" and world.happens(REPLACED):
            return act_on(world, "replace who is silent", editor, submission_id, replace)
        elif what == "late":
            if world.happens(REPLACED):
                return act_on(world, "replace who is late", editor, submission_id, replace)
            act_on(world, "give time", editor, submission_id, give)
        return False

    def _pass_on(self, editor: UUID, submission_id: UUID, question_id: UUID) -> None:
        is_aside = self._world.happens(self._world.plan.chances.set_aside)

        def pass_on(session: Session, submission: Submission, me: Actor, facts: Facts, now: datetime) -> None:
            found = queries.question(session, question_id)
            if found is None:
                raise Invalid("There is no such question.")
            if is_aside:
                handling.set_aside(
                    session, found, because="It is on page 4.", actor=me, facts=facts, now=now, links=ReviewLinks()
                )
            else:
                handling.send(
                    session, found, text="How many took part?", actor=me, facts=facts, now=now, links=ReviewLinks()
                )

        act_on(self._world, "set a question aside" if is_aside else "ask the team", editor, submission_id, pass_on)


def _what(assignment: Assignment, conflicted: set[UUID], now: datetime) -> str:
    """What about this seat waits for an editor."""
    if assignment.id in conflicted and not assignment.state.is_sent:
        return "conflict"
    if not assignment.state.is_due:
        return ""
    if assignment.wants_until is not None:
        return "wants time"
    if assignment.state.is_invited and now > assignment.assigned_at + SILENT_AFTER:
        return "silent"
    return "late" if now > assignment.due_at + LATE_FOR else ""


def _seat(session: Session, me: Actor, seat: UUID) -> tuple[Assignment, Facts]:
    """A seat, and what is known of this editor and it."""
    assignment = session.get_one(Assignment, seat)
    return assignment, seat_facts(session, me, assignment)


def _choose(session: Session, submission: Submission, me: Actor, facts: Facts, now: datetime) -> None:
    found = choosing.candidates(session, submission, now=now, busy=workload.busy(session, editor_id=me.id, now=now))
    taken = seats(cases.assignments_of(session, submission))
    by_id = {one.person.id: one.person for one in found}
    proposed = [by_id[one.id] for one in choosing.suggested(submission, found, taken) if isinstance(one.id, UUID)]
    review.assign(session, submission, proposed, actor=me, facts=facts, now=now, said=SAID, links=ReviewLinks())


def _choose_on_appeal(session: Session, appeal: Appeal, me: Actor, facts: Facts, now: datetime) -> None:
    found = pairing.candidates(session, appeal, now=now)
    by_id = {one.person.id: one.person for one in found}
    proposed = choosing.suggested(appeal.submission, found, pairing.seated(session, appeal))
    people = [by_id[one.id] for one in proposed if isinstance(one.id, UUID)]
    pairing.ask(session, appeal, people, actor=me, facts=facts, now=now, said=SAID, links=ReviewLinks())


def _ask_third(session: Session, submission: Submission, me: Actor, facts: Facts, now: datetime) -> None:
    if third_of(cases.assignments_of(session, submission)) is not None:
        raise Invalid("A third was asked already.")
    busy = workload.busy(session, editor_id=me.id, now=now)
    found = [one for one in choosing.candidates(session, submission, now=now, busy=busy) if not one.blocked]
    found.sort(key=lambda one: bool(one.doubts))
    if not found:
        raise Invalid("Nobody is left who could be a third.")
    review.ask_third(
        session, submission, found[0].person, actor=me, facts=facts, now=now, overruling=SAID.overruling,
        links=ReviewLinks(),
    )  # fmt: skip
