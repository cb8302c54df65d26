"""What editors do about appeals: take one in hand or over, refuse it, see to the pair, settle, conclude."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidencehub.accreditation import appealed
from evidencehub.accreditation.letter_loading import leads_of
from evidencehub.accreditation.services import seen_of
from evidencehub.authz.policies import permits
from evidencehub.authz.values import Actor, Facts, Permission
from evidencehub.projects.appeals.models import Appeal
from evidencehub.projects.appeals.states import AppealState
from evidencehub.review.appeals import handling
from evidencehub.review.appeals.access import appeal_facts
from evidencehub.review.pages.blueprint import ReviewLinks
from evidencehub.shared.errors import NotFound
from evidencehub.simulation.cast.acting import act_on_appeal
from evidencehub.simulation.cast.deciding import settle_all
from evidencehub.simulation.cast.seats import Seats
from evidencehub.simulation.world import World, actor

OPEN = [state for state in AppealState if state.is_with_editors]


class AppealDesk:
    def __init__(self, world: World, seats: Seats) -> None:
        self._world, self._seats = world, seats
        self._seen: set[UUID] = set()
        self._lying: set[UUID] = set()  # appeals that nobody takes before there is a reminder

    def hear(self, about: str) -> None:
        if about == "appeal.waits":
            self._lying.clear()

    def look(self, editor: UUID, me: Actor) -> None:
        for appeal_id in self._board(editor, me):
            if appeal_id not in self._seen:
                self._seen.add(appeal_id)
                if self._world.happens(self._world.plan.chances.left_lying):
                    self._lying.add(appeal_id)
            if appeal_id not in self._lying:
                self._work_on(editor, appeal_id)

    def has_more(self, session: Session, editor: UUID) -> bool:
        query = select(Appeal.id).where(Appeal.state.in_(OPEN), Appeal.editor_id == editor)
        return session.scalar(query.limit(1)) is not None

    def _board(self, editor: UUID, me: Actor) -> list[UUID]:
        """Appeals that this editor has in hand or may take, and nobody has who can go on with it."""
        query = select(Appeal).where(Appeal.state.in_(OPEN)).order_by(Appeal.sent_at)
        with self._world.sessions() as session:
            found = []
            for appeal in session.scalars(query):
                is_free = appeal.editor_id == editor or not _is_managed(session, appeal)
                if is_free and permits(Permission.APPEAL_TAKE, appeal_facts(session, me, appeal)):
                    found.append(appeal.id)
        return found

    def _work_on(self, editor: UUID, appeal_id: UUID) -> None:
        world, chances = self._world, self._world.plan.chances
        with world.sessions() as session:
            appeal = session.get_one(Appeal, appeal_id)
            state, has_it = appeal.state, appeal.editor_id == editor and not appeal.state.is_sent
        if not has_it:
            what = "take an appeal" if state.is_sent else "take an appeal over"
            if not act_on_appeal(world, what, editor, appeal_id, _take):
                return
        if state.is_sent and world.happens(chances.appeal_refused):
            act_on_appeal(world, "refuse an appeal", editor, appeal_id, _refuse)
        elif state.is_settling:
            act_on_appeal(world, "conclude an appeal", editor, appeal_id, self._conclude)
        else:
            self._seats.tend_appeal(editor, appeal_id)

    def _conclude(self, session: Session, appeal: Appeal, me: Actor, facts: Facts, now: datetime) -> None:
        comparison = settle_all(self._world, session, appeal, me, now)
        leads, then = leads_of(appeal.submission), seen_of(comparison)
        appealed.conclude(session, appeal, actor=me, facts=facts, now=now, leads=leads, seen_then=then)


def _is_managed(session: Session, appeal: Appeal) -> bool:
    """Somebody has it in hand who is an editor still and may act on it."""
    if appeal.editor_id is None:
        return False
    try:
        holder = actor(session, appeal.editor_id)
    except NotFound:
        return False
    return permits(Permission.APPEAL_MANAGE, appeal_facts(session, holder, appeal))


def _take(session: Session, appeal: Appeal, me: Actor, facts: Facts, now: datetime) -> None:
    handling.take_in_hand(session, appeal, actor=me, facts=facts, now=now)


def _refuse(session: Session, appeal: Appeal, me: Actor, facts: Facts, now: datetime) -> None:
    because = "It was on page 4."
    handling.refuse(session, appeal, because=because, actor=me, facts=facts, now=now, links=ReviewLinks())
