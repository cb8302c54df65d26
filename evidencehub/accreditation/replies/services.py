"""The team replies to a decision in 250 words; an editor may hold back a reply that names somebody."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidencehub.accreditation.replies import mails
from evidencehub.accreditation.replies.models import TeamReply
from evidencehub.accreditation.replies.states import ReplyState
from evidencehub.accreditation.replies.transitions import REPLY
from evidencehub.authz.policies import permitting
from evidencehub.authz.values import Actor, Facts, Permission
from evidencehub.projects import public
from evidencehub.projects.models import Submission
from evidencehub.review import cases
from evidencehub.review.cases import MAX_REASON
from evidencehub.review.moving import KIND as SUBMISSION_KIND
from evidencehub.shared import audit, transitions
from evidencehub.shared.errors import Invalid, WrongState
from evidencehub.shared.words import words_in

MAX_WORDS = 250
MAX_TEXT = 5_000  # characters, of a text without spaces too
KIND = "reply"  # in the audit chain


class Links(Protocol):
    """Where mails about a reply lead, as whole sentences."""

    def letter(self, submission_id: UUID) -> str: ...


class _NoAddresses:
    def letter(self, submission_id: UUID) -> str:
        return "Sign in to the hub to read it there."


NO_ADDRESSES: Links = _NoAddresses()


def latest(session: Session, submission: Submission) -> TeamReply | None:
    """The reply that stands or is held back; None where there is none, or the team took it back."""
    query = select(TeamReply).where(
        TeamReply.submission_id == submission.id, TeamReply.state.in_([ReplyState.STANDS, ReplyState.HELD])
    )
    return session.scalars(query.order_by(TeamReply.sent_at.desc(), TeamReply.id).limit(1)).first()


def reply(
    session: Session, submission: Submission, *, text: str, actor: Actor, facts: Facts, now: datetime, links: Links
) -> None:
    """Keep the team's reply in the place of the one before; an empty one takes that back. Pressed twice, done once.

    :raises NotAllowed: not the team, or there is no letter yet.
    :raises Invalid: it has too many words, or is the one that is held back.
    """
    text = text.strip()
    if (count := words_in(text)) > MAX_WORDS:
        message = f"Your reply must be {MAX_WORDS} words or fewer. It has {count:,}"
        raise Invalid(message, {"reply": message})
    if len(text) > MAX_TEXT:
        message = f"Your reply must be {MAX_TEXT:,} characters or fewer"
        raise Invalid(message, {"reply": message})
    cases.lock(session, submission)
    cases.require(facts, Permission.LETTER_REPLY)
    before = latest(session, submission)
    if before is not None and before.text == text:
        if before.state.is_held:
            message = "This is the reply that is held back. Write it without the name"
            raise Invalid(message, {"reply": message})
        return
    if before is not None:
        _move(session, before, "replace", facts=facts, actor=actor, now=now)
    if text:
        session.add(TeamReply(submission_id=submission.id, text=text, sent_at=now, sent_by=actor.id))
        mails.replied(session, submission, now=now, link=links.letter(submission.id))
    _show(session, submission, text, at=now if text else None)
    audit.record(
        session, "submission.replied", subject_type=SUBMISSION_KIND, subject_id=submission.id, actor_id=actor.id, at=now
    )  # fmt: skip


def hold_back(
    session: Session, submission: Submission, *, because: str, seen: UUID, actor: Actor, facts: Facts, now: datetime,
    links: Links,
) -> None:  # fmt: skip
    """Let nobody but team and editors read a reply that names somebody; the team is told why, and may write another.

    :param seen: the reply that the editor read.
    :raises WrongState: the team wrote another one since, or another editor was faster.
    :raises Invalid: no reason, or too long a one.
    """
    because = because.strip()
    if not because or len(because) > MAX_REASON:
        message = "Say whom it names" if not because else f"It must be {MAX_REASON:,} characters or fewer"
        raise Invalid(message, {"because": message})
    cases.lock(session, submission)
    stands = latest(session, submission)
    if stands is None or stands.id != seen:
        raise WrongState("The team has changed its reply since you opened this page. Read the new one first.")
    _move(session, stands, "hold-back", facts=facts, actor=actor, now=now)
    stands.held_because, stands.held_at, stands.held_by = because, now, actor.id
    _show(session, submission, "", at=stands.sent_at)
    audit.record(
        session, "submission.reply-held-back", subject_type=SUBMISSION_KIND, subject_id=submission.id,
        actor_id=actor.id, at=now,
    )  # fmt: skip
    mails.held_back(session, stands, now=now, link=links.letter(submission.id))


def _show(session: Session, submission: Submission, text: str, *, at: datetime | None) -> None:
    submission.team_reply, submission.replied_at = text, at
    public.changed(session, submission.project_id)
    session.flush()


def _move(session: Session, one: TeamReply, step: str, *, facts: Facts, actor: Actor, now: datetime) -> None:
    transitions.apply(
        session, REPLY, one, step, kind=KIND, states=ReplyState, permitted=permitting(facts), guards={},
        actor_id=actor.id, at=now, details={"submission": str(one.submission_id)},
    )  # fmt: skip
