"""How an editor acts on a case: as behind its pages, with what is known of both asked anew in each transaction."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from evidencehub.authz.values import Actor, Facts
from evidencehub.projects.appeals.models import Appeal
from evidencehub.projects.models import Submission
from evidencehub.review.access import case_facts
from evidencehub.review.appeals.access import appeal_facts
from evidencehub.simulation.world import World, actor

Do = Callable[[Session, Submission, Actor, Facts, datetime], None]
DoOnAppeal = Callable[[Session, Appeal, Actor, Facts, datetime], None]


def act_on(world: World, what: str, editor: UUID, submission_id: UUID, do: Do) -> bool:
    """Whether the hub let it happen."""

    def act(session: Session, now: datetime) -> None:
        me = actor(session, editor)
        submission = session.get_one(Submission, submission_id)
        do(session, submission, me, case_facts(session, me, submission), now)

    return world.act(what, act)


def act_on_appeal(world: World, what: str, editor: UUID, appeal_id: UUID, do: DoOnAppeal) -> bool:
    """Whether the hub let it happen."""

    def act(session: Session, now: datetime) -> None:
        me, appeal = actor(session, editor), session.get_one(Appeal, appeal_id)
        do(session, appeal, me, appeal_facts(session, me, appeal), now)

    return world.act(what, act)
