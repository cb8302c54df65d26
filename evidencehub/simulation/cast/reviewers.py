"""What reviewers do: say yes or no or nothing, grade, ask for time, leave, be late, talk about what differs."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidencehub.authz.values import Actor
from evidencehub.review import extending, looking_up, sending
from evidencehub.review import services as review
from evidencehub.review.access import assignment_facts
from evidencehub.review.declaring import Kind
from evidencehub.review.discussing import Voice, open_to_reviewers, write
from evidencehub.review.grading import facts_by_key, findings_by_key
from evidencehub.review.harm import NO, YES, Harm, harm_of, is_asked
from evidencehub.review.models import Assignment
from evidencehub.review.pages.blueprint import ReviewLinks
from evidencehub.review.questions import asking
from evidencehub.review.reconciling import compare
from evidencehub.review.sheet import sheet_for
from evidencehub.review.states import AssignmentState
from evidencehub.shared.clock import day_of
from evidencehub.simulation.cast import answers
from evidencehub.simulation.world import World, actor

Do = Callable[[Session, Assignment, Actor, datetime], None]
MORE_DAYS = 10  # that somebody asks for
NO_HARM = Harm(NO, YES)


class Reviewers:
    """They act on what the hub writes to them."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._decided: set[UUID] = set()  # seats on which they made up their mind
        self._stuck: set[UUID] = set()  # seats of which nothing will come

    def hear(self, about: str, reviewer: UUID) -> None:
        world = self._world
        if about == "review.invited":
            world.agenda.add(world.later(0.1, 5), lambda: self._answer(reviewer))
        elif about == "review.remind-answer":
            world.agenda.add(world.later(0.1, 3), lambda: self._answer(reviewer, again=True))
        elif about == "review.go-on":
            world.agenda.add(world.later(1, 8), lambda: self._finish_all(reviewer))
        elif about == "review.remind-late":
            world.agenda.add(world.later(0.1, 3), lambda: self._give_up_or_finish(reviewer))
        elif about == "review.discussed":
            world.agenda.add(world.later(0.2, 3), lambda: self._talk(reviewer))

    def _seats(self, reviewer: UUID, *states: AssignmentState) -> list[UUID]:
        query = select(Assignment.id).where(Assignment.reviewer_id == reviewer, Assignment.state.in_(states))
        with self._world.sessions() as session:
            return list(session.scalars(query.order_by(Assignment.assigned_at)))

    def _act(self, what: str, seat: UUID, do: Do) -> bool:
        """As the reviewer of this seat; nobody acts who cannot sign in."""

        def act(session: Session, now: datetime) -> None:
            assignment = session.get_one(Assignment, seat)
            do(session, assignment, actor(session, assignment.reviewer_id), now)

        return self._world.act(what, act)

    def _answer(self, reviewer: UUID, *, again: bool = False) -> None:
        world, chances = self._world, self._world.plan.chances
        for seat in self._seats(reviewer, AssignmentState.INVITED):
            if (seat in self._decided) is not again:
                continue
            self._decided.add(seat)
            if world.happens(chances.silent if not again else 0.5):
                continue
            if world.happens(chances.declined):
                self._act("decline", seat, self._decline)
            elif world.happens(chances.declared):
                self._act("declare a conflict", seat, self._declare_conflict)
            elif self._act("accept", seat, self._declare):
                self._begin(seat)

    def _begin(self, seat: UUID) -> None:
        world, chances = self._world, self._world.plan.chances
        if world.happens(chances.asks_team):
            world.agenda.add(world.later(1, 6), lambda: self._act("ask the team", seat, self._ask))
        if world.happens(chances.more_time):
            world.agenda.add(world.later(8, 16), lambda: self._act("ask for time", seat, self._ask_for_time))
        if world.happens(chances.leaves):
            world.agenda.add(world.later(2, 15), lambda: self._act("leave", seat, self._decline))
        elif world.happens(chances.never_done):
            self._stuck.add(seat)
        else:
            at = world.later(22, 45) if world.happens(chances.late) else world.later(2, 19)
            world.agenda.add(at, lambda: self._finish(seat))

    def _finish_all(self, reviewer: UUID) -> None:
        for seat in self._seats(reviewer, AssignmentState.GRADING):
            with self._world.sessions() as session:
                was_sent = session.get_one(Assignment, seat).held_steps > 0
            if was_sent:
                self._finish(seat)

    def _give_up_or_finish(self, reviewer: UUID) -> None:
        for seat in self._seats(reviewer, AssignmentState.GRADING):
            if seat in self._stuck and self._world.happens(0.4):
                self._act("leave", seat, self._decline)

    def _finish(self, seat: UUID) -> None:
        """Grade step by step, as far as one has to, and send."""
        while self._act("grade a step", seat, self._grade_a_step):
            with self._world.sessions() as session:
                assignment = session.get_one(Assignment, seat)
                findings = findings_by_key(session, assignment)
                facts = facts_by_key(session, assignment)
                is_ready = sending.progress(sheet_for(assignment), findings, assignment, facts).is_ready
            if is_ready:
                self._act("send findings", seat, self._send)
                return

    def _grade_a_step(self, session: Session, assignment: Assignment, me: Actor, now: datetime) -> None:
        sheet = sheet_for(assignment)
        findings, facts = findings_by_key(session, assignment), facts_by_key(session, assignment)
        state = sending.progress(sheet, findings, assignment, facts)
        if state.not_looked_up:
            seen_then, looked = looking_up.version_of(sheet, facts), answers.looked_up(self._world, sheet.numbers)
            looking_up.save(session, assignment, looked, seen_then=seen_then, actor=me, now=now)
        if not state.missing:
            return
        missing = state.missing
        step = [item for item in missing if item.criterion.tier == missing[0].criterion.tier]
        typed = answers.numbers(self._world, step)
        found = answers.entries(self._world, assignment.submission, step)
        review.save_page(session, assignment, found, typed, actor=me, now=now)
        if is_asked(sheet, assignment) and not harm_of(assignment).is_answered:
            review.record_harm(session, assignment, NO_HARM, actor=me, now=now)

    def _send(self, session: Session, assignment: Assignment, me: Actor, now: datetime) -> None:
        hours = self._world.chance.randint(2, 6)
        review.send_findings(session, assignment, actor=me, now=now, links=ReviewLinks(), half_hours=hours)

    def _declare(self, session: Session, assignment: Assignment, me: Actor, now: datetime) -> None:
        review.declare(session, assignment, conflict="", actor=me, now=now, links=ReviewLinks())

    def _declare_conflict(self, session: Session, assignment: Assignment, me: Actor, now: datetime) -> None:
        said, kind = "We wrote a paper together.", Kind.WORKED_TOGETHER
        review.declare(session, assignment, conflict=said, kind=kind, actor=me, now=now, links=ReviewLinks())

    def _decline(self, session: Session, assignment: Assignment, me: Actor, now: datetime) -> None:
        review.decline(session, assignment, actor=me, now=now, because="No time.", links=ReviewLinks())

    def _ask_for_time(self, session: Session, assignment: Assignment, me: Actor, now: datetime) -> None:
        until = day_of(assignment.due_at) + timedelta(days=MORE_DAYS)
        extending.ask(session, assignment, until=until, because="A move.", actor=me, now=now, links=ReviewLinks())

    def _ask(self, session: Session, assignment: Assignment, me: Actor, now: datetime) -> None:
        asking.ask(session, assignment, text="How many took part?", actor=me, now=now, links=ReviewLinks())

    def _talk(self, reviewer: UUID) -> None:
        """Write about what an editor opened; half of them give way."""
        for seat in self._seats(reviewer, AssignmentState.FROZEN):
            with self._world.sessions() as session:
                is_settling = session.get_one(Assignment, seat).submission.state.is_settling
            if is_settling and seat not in self._stuck:
                self._stuck.add(seat)  # once is enough
                self._act("discuss", seat, self._write)

    def _write(self, session: Session, assignment: Assignment, me: Actor, now: datetime) -> None:
        submission = assignment.submission
        opened = open_to_reviewers(compare(session, submission))
        voice = Voice(me, assignment_facts(me, assignment), assignment)
        if opened:
            write(
                session, submission, opened[0].place, "I have read page 4 again.", by=voice, now=now,
                gives_way=self._world.happens(0.5),
            )  # fmt: skip
