"""Renewals that wait for an editor: on the board beside the cases, and told of once more when it takes too long."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from evidencehub.accreditation.renewals import mails, queries
from evidencehub.accreditation.renewals.models import Renewal
from evidencehub.projects.frozen.keeping import name_sent
from evidencehub.review.board import Source
from evidencehub.review.board_rows import BoardRow, Kind
from evidencehub.review.deadlines import Turn
from evidencehub.shared import audit, due
from evidencehub.shared.clock import day_of, end_of

DUE = "renewal"  # the kind of due rows
KIND = Kind("renewal", "Renewal", "accreditation.renewal", "renewal_id")


def due_at(renewal: Renewal) -> datetime:
    """The last second of the day by which we aim to answer."""
    return end_of(day_of(renewal.sent_at) + timedelta(days=renewal.state.told.days)) - timedelta(seconds=1)


def plan(session: Session, renewal: Renewal) -> None:
    if not renewal.accreditation.demo:  # where it is invented there is nobody to remind
        due.add(session, DUE, renewal.id, {"renewal": str(renewal.id)}, at=due_at(renewal) + timedelta(seconds=1))


def handler(links: mails.RenewalLinks, now: Callable[[], datetime]) -> due.Handler:
    """Whoever runs the case is reminded, or all editors where nobody does; once."""

    def work(payloads: Sequence[Mapping[str, Any]], _new_session: due.NewSession) -> due.Finish:
        def finish(session: Session) -> None:
            for payload in payloads:
                renewal = session.get(Renewal, UUID(payload["renewal"]))
                if renewal is not None and renewal.state.is_waiting:
                    _remind(session, renewal, now=now(), links=links)

        return finish

    return due.Handler(work)


def _remind(session: Session, renewal: Renewal, *, now: datetime, links: mails.RenewalLinks) -> None:
    award = renewal.accreditation
    audit.record(
        session, "accreditation.renewal-reminded", subject_type="submission", subject_id=award.submission_id,
        actor_id=None, at=now, details={"accreditation": str(award.id)},
    )  # fmt: skip
    mails.still_waits(session, renewal, now=now, links=links)


def rows(session: Session, editor_id: UUID | None, now: datetime) -> Iterator[BoardRow]:
    """Without those of this editor's own team and own reviews."""
    for renewal in queries.waiting(session, editor_id=editor_id):
        award, told = renewal.accreditation, renewal.state.told
        yield BoardRow(
            KIND, renewal.id, name_sent(award.submission), renewal.state.value, told.editor.label, renewal.sent_at,
            Turn(told.turn, told.todo, due_at(renewal)), now, demo=award.demo, standard=award.standard_id,
        )  # fmt: skip


RENEWALS = Source(KIND, rows)
