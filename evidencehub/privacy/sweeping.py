"""What lies longer than the table of what is kept says, and goes: what no room deletes itself as its own work goes on.

To look whether there is any takes no lock.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, exists, func, or_, select
from sqlalchemy.orm import Session

from evidencehub.accounts.models import Invitation, Person, SignInAttempt, SignInSession
from evidencehub.accounts.programs.models import ProgramToken
from evidencehub.accounts.sessions import Limits
from evidencehub.notices.models import Notice
from evidencehub.privacy import times
from evidencehub.projects.on_request.models import ReportRequest
from evidencehub.projects.on_request.states import ReportRequestState
from evidencehub.shared.db import Base
from evidencehub.shared.mail import Mail

AT_ONCE = 500  # rows of a kind that go in one transaction: nobody waits for long
# What somebody has without having done anything here; it goes with the account.
_WITH_THE_ACCOUNT = {
    "authenticator", "keyed_call", "notice", "notice_choice", "orcid_link", "passkey", "program_token", "recovery_code",
    "shortlist_entry", "sign_in_session",
}  # fmt: skip


@dataclass(frozen=True)
class Rule:
    """Rows of one table that are over at a moment."""

    model: Any
    is_over: Callable[[datetime], ColumnElement[bool]]


def rules(limits: Limits, mails_kept: timedelta) -> tuple[Rule, ...]:
    """:param limits: of sessions. :param mails_kept: from the day on which a mail was written."""
    return (
        Rule(SignInAttempt, lambda now: SignInAttempt.at < now - times.ATTEMPTS),
        Rule(SignInSession, limits.is_over),
        Rule(ProgramToken, lambda now: ProgramToken.expires_at < now - times.TOKENS),
        Rule(Invitation, _invitation),
        Rule(ReportRequest, _report_request),
        Rule(Mail, lambda now: and_(Mail.created_at < now - mails_kept, _is_settled())),
        Rule(Person, _account),
    )


def has_old(session: Session, all_of: Iterable[Rule], *, now: datetime) -> bool:
    return any(session.scalar(_some(rule, now, 1)) is not None for rule in all_of)


def forget_old(session: Session, all_of: Iterable[Rule], *, now: datetime) -> int:
    """Delete what is over, and say how many rows; what is more than one go waits for the next."""
    gone = 0
    for rule in all_of:
        ids = session.scalars(_some(rule, now, AT_ONCE)).all()
        if ids:
            if rule.model is Person:
                _forget_their_mails(session, ids)
            session.execute(delete(rule.model).where(rule.model.id.in_(ids)))
            gone += len(ids)
    return gone


def _some(rule: Rule, now: datetime, most: int) -> Any:
    return select(rule.model.id).where(rule.is_over(now)).limit(most)


def _invitation(now: datetime) -> ColumnElement[bool]:
    return func.coalesce(Invitation.answered_at, Invitation.expires_at) < now - times.INVITATIONS


def _report_request(now: datetime) -> ColumnElement[bool]:
    """Answered, and nobody can read by it any more."""
    is_over = ReportRequest.state.in_([state for state in ReportRequestState if not state.is_open])
    last = func.coalesce(ReportRequest.ends_at, ReportRequest.decided_at, ReportRequest.sent_at)
    return and_(is_over, last < now - times.REPORT_REQUESTS)


def _is_settled() -> ColumnElement[bool]:
    """It went out, was refused, or waits in somebody's account alone: nothing is deleted before it was told."""
    told = exists().where(Notice.mail_id == Mail.id, Notice.way.is_not(None)).correlate(Mail)
    return or_(Mail.sent_at.is_not(None), Mail.refused_at.is_not(None), told)


def _account(now: datetime) -> ColumnElement[bool]:
    """Nobody confirmed the address, and nothing hangs on it: no role, no team, nothing that was written."""
    nothing = [
        ~exists().where(column == Person.id).correlate(Person)
        for table in Base.metadata.sorted_tables if table.name not in _WITH_THE_ACCOUNT
        for column in table.columns if any(key.column is Person.__table__.c.id for key in column.foreign_keys)
    ]  # fmt: skip
    return and_(
        Person.confirmed_at.is_(None), Person.created_at < now - times.UNCONFIRMED_ACCOUNTS,
        ~Person.is_editor, ~Person.is_reviewer, ~Person.is_admin, ~Person.demo, *nothing,
    )  # fmt: skip


def _forget_their_mails(session: Session, ids: Sequence[UUID]) -> None:
    """What was mailed to the address about the account: there is none any more."""
    addresses = select(Person.email).where(Person.id.in_(ids))
    session.execute(delete(Mail).where(Mail.to.in_(addresses), Mail.about.startswith("person.")))
