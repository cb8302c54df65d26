"""Sending, publishing, refusing and answering comments. Services flush; the edge commits."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import uuid4

from sqlalchemy.orm import Session

from evidencehub.accounts.models import Person
from evidencehub.authz import acts
from evidencehub.authz.policies import permits, permitting
from evidencehub.authz.values import Actor, Facts, Permission
from evidencehub.consultation import mails, queries
from evidencehub.consultation.mails import Links
from evidencehub.consultation.models import CommentRole, CommentWords, StandardComment
from evidencehub.consultation.states import CommentState
from evidencehub.consultation.subjects import Subject, subject_of
from evidencehub.consultation.transitions import COMMENT
from evidencehub.shared import audit, transitions
from evidencehub.shared.clock import day_of
from evidencehub.shared.errors import Invalid, NotAllowed, WrongState

KIND = "comment"
MAX_TEXT = 5_000  # characters; of a comment, a reason and an answer alike
_checked = partial(acts.checked, most=MAX_TEXT)


@dataclass(frozen=True)
class Typed:
    """What somebody typed into the form."""

    text: str
    role: CommentRole
    part: str = ""  # "" for the whole
    name_shown: str = ""  # "" for somebody signed in


def send(
    session: Session, subject: Subject, typed: Typed, *, author: Person, now: datetime, links: Links
) -> StandardComment:
    """Keep a comment for an editor to read.

    :raises WrongState: the subject is not open for comment.
    :raises Invalid: it has no such part, or the text is empty or too long; ``errors`` names the field.
    """
    if not subject.is_open:
        raise WrongState(subject.status)
    if typed.part not in subject.part_ids:  # also keeps what somebody made up out of the audit chain
        raise Invalid("Choose what it is about", {"part": "Choose what it is about"})
    text = _checked(typed.text, "text", "Write your comment")
    was_empty = queries.waiting(session) == 0
    comment = StandardComment(
        id=uuid4(), subject_kind=subject.kind, subject_id=subject.id, subject_version=subject.version,
        part=typed.part, role=typed.role, author=author, sent_at=now, demo=author.demo,
        words=CommentWords(text=text, name_shown=typed.name_shown, earlier_answers=[]),
    )  # fmt: skip
    session.add(comment)
    session.flush()
    audit.record(
        session, "comment.send", subject_type=KIND, subject_id=comment.id, actor_id=author.id, at=now,
        details={"kind": subject.kind.value, "id": subject.id, "version": subject.version, "part": typed.part},
    )  # fmt: skip
    if was_empty:
        mails.comments_wait(session, now=now, links=links)
    return comment


def publish(
    session: Session, comment: StandardComment, *, actor: Actor, facts: Facts, now: datetime, links: Links
) -> None:
    """Let everybody read a comment. :raises WrongState: it is published already."""
    _move(session, comment, "publish", actor=actor, facts=facts, now=now)
    mails.published(session, comment, subject_of(comment, today=day_of(now)), now=now, links=links)


def refuse(
    session: Session, comment: StandardComment, *, reason: str, actor: Actor, facts: Facts, now: datetime, links: Links
) -> None:
    """Keep a comment from the public, or take it down, with the reason, which goes to its author by mail.

    :raises Invalid: no reason is given. :raises WrongState: it is refused already.
    """
    reason = _checked(reason, "reason", "Say why it cannot be published")
    _move(session, comment, "refuse", actor=actor, facts=facts, now=now)
    comment.words.reason = reason
    mails.refused(session, comment, subject_of(comment, today=day_of(now)), now=now, links=links)


def answer(
    session: Session, comment: StandardComment, *, text: str, actor: Actor, facts: Facts, now: datetime, links: Links
) -> None:
    """Answer a published comment, or correct the answer; an earlier one is kept.

    :raises WrongState: the comment is not published. :raises Invalid: the answer is empty.
    """
    if not permits(Permission.COMMENTS_MANAGE, facts):
        raise NotAllowed("You do not have permission to do this.")
    if not comment.state.is_published:
        raise WrongState("This cannot be done: only a published comment is answered.")
    text = _checked(text, "answer", "Write an answer")
    if text == comment.words.answer:
        raise Invalid("The answer has not changed", {"answer": "The answer has not changed"})
    if comment.words.answer:
        comment.words.earlier_answers = [*comment.words.earlier_answers, comment.words.answer]
    comment.words.answer = text
    comment.answered_at, comment.answered_by = now, actor.id
    session.flush()
    audit.record(session, "comment.answer", subject_type=KIND, subject_id=comment.id, actor_id=actor.id, at=now)
    mails.answered(session, comment, subject_of(comment, today=day_of(now)), now=now, links=links)


def _move(session: Session, comment: StandardComment, name: str, *, actor: Actor, facts: Facts, now: datetime) -> None:
    transitions.apply(
        session, COMMENT, comment, name, kind=KIND, states=CommentState, permitted=permitting(facts), guards={},
        actor_id=actor.id, at=now,
    )  # fmt: skip
    comment.decided_at, comment.decided_by = now, actor.id
