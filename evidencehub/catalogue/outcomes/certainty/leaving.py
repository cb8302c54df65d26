"""Somebody is no reviewer of this hub any more: what they had still to judge goes to somebody else."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidencehub.accounts.models import Person
from evidencehub.authz.values import NOBODY
from evidencehub.catalogue.outcomes.certainty import mails
from evidencehub.catalogue.outcomes.certainty.mails import Links
from evidencehub.catalogue.outcomes.certainty.models import Seat
from evidencehub.catalogue.outcomes.certainty.moving import lock, note
from evidencehub.review.states import AssignmentState
from evidencehub.shared import due


def handler(links: Links, now: Callable[[], datetime]) -> due.Handler:
    """Rows that accounts add of somebody who lost the role or is switched off. What they sent in stays."""

    def work(payloads: Sequence[Mapping[str, Any]], _new_session: due.NewSession) -> due.Finish:
        def finish(session: Session) -> None:
            for payload in payloads:
                _free_all(session, UUID(payload["person"]), now=now(), links=links)

        return finish

    return due.Handler(work)


def _free_all(session: Session, person_id: UUID, *, now: datetime, links: Links) -> None:
    person = session.get(Person, person_id)
    if person is None or (person.is_reviewer and person.is_active):
        return  # made a reviewer again meanwhile
    to_do = [state for state in AssignmentState if state.is_due]
    query = select(Seat).where(Seat.person_id == person_id, Seat.state.in_(to_do))
    for seat in session.scalars(query.order_by(Seat.id)).all():
        lock(session, seat.judgement)
        session.refresh(seat)
        if seat.judgement.state.is_open and seat.state.is_due:
            seat.state = AssignmentState.REPLACED
            session.flush()
            note(session, seat.judgement, "replaced", actor=NOBODY, now=now, details={"seat": str(seat.id)})
            mails.seat_open(session, seat.judgement, now=now, links=links)
