"""What time does to an award: it comes due for another look, its team hears of it, and then nobody has rechecked it.

Standard and rank never change by it: evidence does not become untrue. Each moment is a due row; when it comes up, the
award is looked at as it is then.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import Enum
from itertools import pairwise
from math import ceil
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from evidencehub.accreditation import due_mails, moving
from evidencehub.accreditation.models import Accreditation
from evidencehub.accreditation.renewals import queries as renewals
from evidencehub.accreditation.states import AccreditationState
from evidencehub.authz.values import Permission
from evidencehub.projects import public
from evidencehub.projects.queries import open_submission
from evidencehub.review.links import Links
from evidencehub.shared import due
from evidencehub.shared.clock import day_of, end_of

KIND = "accreditation-time"


class Moment(Enum):
    """In their order. The value is how many days are left."""

    NINETY = 90
    THIRTY = 30
    SEVEN = 7
    OVER = 0


def plan(session: Session, accreditation: Accreditation, *, told_until: datetime | None = None) -> None:
    """Write down what time will do to an award, in place of what was; what lies in the past is done at once.

    :param told_until: of what lies before this moment the team has heard already.
    """
    due.forget_key(session, KIND, accreditation.id)
    for moment, at in _moments(accreditation).items():
        _add(session, accreditation, moment, at, quiet=told_until is not None and at <= told_until)


def _add(session: Session, accreditation: Accreditation, moment: Moment, at: datetime, *, quiet: bool = False) -> None:
    payload = {"accreditation": str(accreditation.id), "moment": moment.value, "quiet": quiet}
    due.add(session, KIND, accreditation.id, payload, at=at)


def _moments(accreditation: Accreditation) -> Mapping[Moment, datetime]:
    if accreditation.valid_until is None:
        return {}
    over = end_of(day_of(accreditation.valid_until))
    return {moment: over - timedelta(days=moment.value) for moment in Moment}


def handler(links: Links, now: Callable[[], datetime], *, in_a_row: int = 1) -> due.Handler:
    """:param in_a_row: how often an award is renewed on its team's word before it is graded again."""

    def work(payloads: Sequence[Mapping[str, Any]], _new_session: due.NewSession) -> due.Finish:
        def finish(session: Session) -> None:
            for payload in payloads:
                accreditation = session.get(Accreditation, UUID(payload["accreditation"]))
                if accreditation is None:
                    continue
                if "moment" in payload:
                    moment, quiet = Moment(payload["moment"]), payload.get("quiet", False)
                    _come(session, accreditation, moment, quiet=quiet, now=now(), links=links, in_a_row=in_a_row)
                else:
                    plan(session, accreditation)  # of before there were moments: migration 0042 asks for it

        return finish

    return due.Handler(work)


def _come(
    session: Session, accreditation: Accreditation, moment: Moment, *, quiet: bool, now: datetime, links: Links,
    in_a_row: int,
) -> None:  # fmt: skip
    moving.lock(session, accreditation)
    moments = _moments(accreditation)
    if moment not in moments or not accreditation.state.is_in_date:
        return  # something else became of it
    if now < moments[moment]:  # days end at another hour than when this was written down
        _add(session, accreditation, moment, moments[moment], quiet=quiet)
        return
    if moment is Moment.OVER:
        _step(session, accreditation, "expire", now=now)
    elif accreditation.state is AccreditationState.ACTIVE:
        _step(session, accreditation, "come-due", now=now)
    nexts = dict(pairwise(Moment))
    is_overtaken = moment in nexts and now >= moments[nexts[moment]]  # the worker was off: the next one says it
    made = renewals.of(session, accreditation)
    knows = accreditation.demo or open_submission(session, accreditation.project_id) is not None
    knows = knows or any(one.state.is_waiting for one in made)
    if not (quiet or is_overtaken or knows):  # of invented awards there is nobody to tell
        days = ceil((moments[Moment.OVER] - now) / timedelta(days=1))
        is_renewable = renewals.reason_against_another(made, in_a_row=in_a_row) is None
        due_mails.tell(session, accreditation, days=max(days, 0), now=now, links=links, is_renewable=is_renewable)


def _step(session: Session, accreditation: Accreditation, name: str, *, now: datetime) -> None:
    moving.move(
        session, accreditation, name, actor_id=None, now=now,
        permitted=lambda permission: permission == Permission.ACCREDITATION_EXPIRE.value,
    )  # fmt: skip
    public.changed(session, accreditation.project_id)
