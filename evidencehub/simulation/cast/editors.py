"""What editors do: a mail makes one look at the board, and then they do all that waits for them there."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidencehub.accounts.queries import actor_for
from evidencehub.authz.values import Actor, Facts
from evidencehub.projects.models import Submission
from evidencehub.projects.states import SubmissionState
from evidencehub.review import cases, may_run, owning, screening
from evidencehub.review import services as review
from evidencehub.review.pages.blueprint import ReviewLinks
from evidencehub.simulation.cast.acting import act_on
from evidencehub.simulation.cast.appeal_desk import AppealDesk
from evidencehub.simulation.cast.deciding import Deciding
from evidencehub.simulation.cast.desk import Desk
from evidencehub.simulation.cast.seats import Seats
from evidencehub.simulation.world import World, person

LOOKED_AT = [
    state for state in SubmissionState
    if state.is_looked_through or state.takes_reviewers or state.is_settling
]  # fmt: skip


class Editors:
    def __init__(self, world: World) -> None:
        self._world = world
        self._will_look: set[UUID] = set()
        self._seats = Seats(world)
        self._deciding = Deciding(world, self._seats)
        self._appeals, self._desk = AppealDesk(world, self._seats), Desk(world)

    def hear(self, about: str, editor: UUID) -> None:
        if about == "review.conflict-arose":
            self._seats.looked_at_for_conflicts.clear()
        self._appeals.hear(about)
        self._desk.hear(about)
        self._look_in(editor, 0.1, 1.5)

    def _look_in(self, editor: UUID, low_days: float, high_days: float) -> None:
        if editor not in self._will_look:
            self._will_look.add(editor)
            self._world.agenda.add(self._world.later(low_days, high_days), lambda: self._look(editor))

    def _look(self, editor: UUID) -> None:
        self._will_look.discard(editor)
        me = self._as_editor(editor)
        if me is None:
            return
        for submission_id in self._board(editor):
            self._work_on(editor, submission_id)
        self._appeals.look(editor, me)
        self._desk.look(editor, me)
        if self._has_more(editor):
            self._look_in(editor, 2, 4)

    def _has_more(self, editor: UUID) -> bool:
        query = select(Submission.id).where(Submission.state.in_(LOOKED_AT))
        query = query.where((Submission.owner_id == editor) | Submission.owner_id.is_(None))
        with self._world.sessions() as session:
            return session.scalar(query.limit(1)) is not None or self._appeals.has_more(session, editor)

    def _as_editor(self, editor: UUID) -> Actor | None:
        """None for somebody who is none any more."""
        with self._world.sessions() as session:
            found = person(session, editor)
            return actor_for(found) if cases.is_editor(found) else None

    def _board(self, editor: UUID) -> list[UUID]:
        """Cases that this editor runs, or nobody, and may act on."""
        query = select(Submission.id).where(Submission.state.in_(LOOKED_AT))
        query = query.where((Submission.owner_id == editor) | Submission.owner_id.is_(None))
        with self._world.sessions() as session:
            found = session.scalars(query.order_by(Submission.submitted_at)).all()
            allowed = may_run.of_these(session, editor, found)
        return [submission_id for submission_id in found if submission_id in allowed]

    def _work_on(self, editor: UUID, submission_id: UUID) -> None:
        with self._world.sessions() as session:
            submission = session.get_one(Submission, submission_id)
            state, is_nobodys = submission.state, cases.owner_of(session, submission) is None
        if state is SubmissionState.SUBMITTED:
            self._screen(editor, submission_id)
            return
        if is_nobodys:
            act_on(self._world, "take a case", editor, submission_id, _take)
        if state is SubmissionState.SCREENING:
            self._seats.choose(editor, submission_id)
        elif state is SubmissionState.IN_REVIEW:
            self._seats.tend(editor, submission_id)
        elif state.is_settling:
            self._seats.tend(editor, submission_id)
            self._deciding.settle(editor, submission_id)

    def _screen(self, editor: UUID, submission_id: UUID) -> None:
        world, chances = self._world, self._world.plan.chances
        if not act_on(world, "screen", editor, submission_id, _screen):
            return
        if world.happens(chances.rejected):
            act_on(world, "reject", editor, submission_id, _reject)
        elif world.happens(chances.returned):
            act_on(world, "return", editor, submission_id, _return)
        else:
            act_on(world, "fill in the list", editor, submission_id, _fill_in)
            self._seats.choose(editor, submission_id)


def _take(session: Session, submission: Submission, me: Actor, facts: Facts, now: datetime) -> None:
    owning.take(session, submission, actor=me, facts=facts, now=now, links=ReviewLinks())


def _screen(session: Session, submission: Submission, me: Actor, facts: Facts, now: datetime) -> None:
    review.screen(session, submission, actor=me, facts=facts, now=now, links=ReviewLinks())


def _reject(session: Session, submission: Submission, me: Actor, facts: Facts, now: datetime) -> None:
    review.reject(
        session, submission, ground="other-field", because="It is about cattle.", actor=me, facts=facts, now=now,
        links=ReviewLinks(),
    )  # fmt: skip


def _return(session: Session, submission: Submission, me: Actor, facts: Facts, now: datetime) -> None:
    reason = "Please say more of what you do."
    review.return_to_team(session, submission, reason=reason, actor=me, facts=facts, now=now, links=ReviewLinks())


def _fill_in(session: Session, submission: Submission, me: Actor, facts: Facts, now: datetime) -> None:
    screening.fill_in(session, submission, actor=me, facts=facts, now=now)
