"""Sending, publishing, refusing and answering requests for evidence. Services flush; the edge commits."""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy.orm import Session

from evidencehub.authz.acts import Course, checked, move
from evidencehub.authz.values import Actor, Facts
from evidencehub.consultation.models import CommentRole
from evidencehub.feedback.requests import mails, queries
from evidencehub.feedback.requests.mails import Links
from evidencehub.feedback.requests.models import EvidenceRequest, EvidenceRequestWords
from evidencehub.feedback.requests.states import RequestState
from evidencehub.feedback.requests.transitions import REQUEST
from evidencehub.shared import audit
from evidencehub.shared.errors import Invalid
from evidencehub.standards.files.outcomes import load_outcomes
from evidencehub.standards.files.vocabulary import load_vocabulary

KIND = "request"
MAX_TEXT = 1_000  # characters; of a request, a reason and an answer alike
COURSE = Course(KIND, RequestState, REQUEST)


@dataclass(frozen=True)
class Typed:
    """What somebody typed into the form."""

    outcome: str
    text: str
    role: CommentRole
    population: str = ""  # "" for anybody
    email: str = ""  # "" for no answer by mail


def send(session: Session, typed: Typed, *, now: datetime, links: Links) -> EvidenceRequest:
    """Keep a request for an editor to read.

    :raises Invalid: there is no such outcome or kind of people, or the text is empty or too long; ``errors`` names it.
    """
    if typed.outcome not in load_outcomes().by_slug:
        raise Invalid("Choose what should change", {"outcome": "Choose what should change"})
    if typed.population and typed.population not in load_vocabulary("populations").by_slug:
        raise Invalid("Choose who it is about", {"population": "Choose who it is about"})
    text = checked(typed.text, "text", "Say what you need to know", most=MAX_TEXT)
    was_empty = queries.waiting(session) == 0
    request = EvidenceRequest(
        id=uuid4(), outcome=typed.outcome, population=typed.population, role=typed.role, sent_at=now,
        words=EvidenceRequestWords(text=text, email=typed.email),
    )  # fmt: skip
    session.add(request)
    session.flush()
    audit.record(
        session, "request.send", subject_type=KIND, subject_id=request.id, actor_id=None, at=now,
        details={"outcome": typed.outcome, "population": typed.population},
    )  # fmt: skip
    if was_empty:
        mails.requests_wait(session, now=now, links=links)
    return request


def publish(
    session: Session, request: EvidenceRequest, *, actor: Actor, facts: Facts, now: datetime, links: Links
) -> None:
    """Let everybody read a request. :raises WrongState: it is published already."""
    move(session, COURSE, request, "publish", actor=actor, facts=facts, now=now)
    mails.published(session, request, now=now, links=links)


def refuse(
    session: Session, request: EvidenceRequest, *, reason: str, actor: Actor, facts: Facts, now: datetime, links: Links
) -> None:
    """Keep a request from the public, or take it down, with the reason.

    :raises Invalid: no reason is given. :raises WrongState: it is refused already.
    """
    reason = checked(reason, "reason", "Say why it cannot be published", most=MAX_TEXT)
    move(session, COURSE, request, "refuse", actor=actor, facts=facts, now=now)
    request.words.reason = reason
    mails.refused(session, request, now=now, links=links)
    request.words.email = ""


def answer(
    session: Session, request: EvidenceRequest, *, text: str, actor: Actor, facts: Facts, now: datetime, links: Links
) -> None:
    """Say what was found, or correct it. :raises WrongState: it is not published. :raises Invalid: nothing is said."""
    text = checked(text, "answer", "Say what was found, and where", most=MAX_TEXT)
    move(session, COURSE, request, "answer", actor=actor, facts=facts, now=now)
    request.words.answer, request.answered_at = text, now
    mails.answered(session, request, now=now, links=links)
    request.words.email = ""
