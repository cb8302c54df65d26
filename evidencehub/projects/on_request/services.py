"""Asking for a full report, and what its team answers. Services flush; the edge commits."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from evidencehub.authz.acts import checked
from evidencehub.authz.policies import permitting
from evidencehub.authz.values import Actor, Facts
from evidencehub.projects.disclosure import queries as disclosures
from evidencehub.projects.models import Document
from evidencehub.projects.on_request import mails, queries
from evidencehub.projects.on_request.mails import Links
from evidencehub.projects.on_request.models import ReportRequest
from evidencehub.projects.on_request.states import DAYS, REMINDED_AFTER, ReportRequestState
from evidencehub.projects.on_request.transitions import REPORT_REQUEST
from evidencehub.shared import audit, due, transitions
from evidencehub.shared.errors import Invalid
from evidencehub.shared.transitions import Guard

KIND = "report-request"  # in the audit chain, and of due rows
MAX_WHY = 1_000  # characters; of a reason too
MOST_WAITING = 50  # for one document: more are no readers
TAKEN_BACK = "The report is not given to those who ask any more."
DOWN = "All public pages of the project were taken down."
LASTS_DAYS = (7, 30, 90)  # that a link may last


@dataclass(frozen=True)
class Asked:
    name: str
    why: str
    email: str
    person_id: UUID | None = None  # of the account, whose address it is then


def ask(session: Session, document: Document, asked: Asked, *, now: datetime, links: Links) -> ReportRequest | None:
    """Keep the request for the team; None where this address has asked and is not answered, or has a link.

    :raises Invalid: something is missing or too long, or so many wait that the team has to answer first.
    """
    name = checked(asked.name, "name", "Say who you are", most=200)
    why = checked(asked.why, "why", "Say why you need the report", most=MAX_WHY)
    email = asked.email.strip().lower()
    if queries.is_open(session, document.id, email):
        return None
    if queries.waiting_of(session, document.id) >= MOST_WAITING:
        raise Invalid("Many people wait for this report already. Try again in some weeks")
    organisation_id = document.project.organisation_id
    was_empty = organisation_id is None or not queries.waiting_by_organisation(session, [organisation_id])
    request = ReportRequest(
        id=uuid4(), document=document, person_id=asked.person_id, name=name, why=why, email=email, sent_at=now,
        demo=document.project.demo, state=ReportRequestState.WAITING,
    )  # fmt: skip
    session.add(request)
    session.flush()
    audit.record(
        session, "report-request.send", subject_type=KIND, subject_id=request.id, actor_id=asked.person_id, at=now,
        details={"document": str(document.id)},
    )  # fmt: skip
    _wait(session, request, now + timedelta(days=REMINDED_AFTER[0]))
    if was_empty:
        mails.sent(session, request, now=now, links=links)
    return request


def give(
    session: Session, request: ReportRequest, days: int, *, actor: Actor, facts: Facts, now: datetime, links: Links
) -> None:
    """Let this reader open the report for so many days. :raises WrongState: answered already, or not on request."""
    if days not in LASTS_DAYS:
        raise Invalid("Choose how long", {"days": "Choose how long they may read it"})
    _move(session, request, "give", actor=actor, facts=facts, now=now)
    request.ends_at = now + timedelta(days=days)
    _wait(session, request, request.ends_at)
    session.flush()
    mails.given(session, request, now=now, links=links)


def refuse(
    session: Session, request: ReportRequest, reason: str, *, actor: Actor, facts: Facts, now: datetime, links: Links
) -> None:
    """:raises Invalid: no reason. :raises WrongState: it is answered already."""
    reason = checked(reason, "reason", "Say why not", most=MAX_WHY)
    _move(session, request, "refuse", actor=actor, facts=facts, now=now)
    request.reason = reason
    mails.refused(session, request, now=now, links=links)
    _forget(session, request)


def end(session: Session, request: ReportRequest, *, actor: Actor | None, facts: Facts | None, now: datetime) -> None:
    """The link opens nothing from this transaction on. :raises WrongState: it was never given, or has ended."""
    _move(session, request, "end", actor=actor, facts=facts, now=now)
    request.ends_at = min(now, request.ends_at or now)
    _forget(session, request)


def answer_all(session: Session, document_id: UUID, *, now: datetime, links: Links) -> None:
    """Whoever waits for a report that is not given any more hears that now, not when the time is over."""
    for request in queries.all_waiting_of(session, document_id):
        _take_back(session, request, now=now, links=links)


def answer_all_of(session: Session, project_id: UUID, *, now: datetime, links: Links) -> None:
    """The same of all reports of a project that was taken down."""
    for request in queries.all_waiting_of_project(session, project_id):
        _take_back(session, request, now=now, links=links)


def _take_back(session: Session, request: ReportRequest, *, now: datetime, links: Links) -> None:
    _move(session, request, "take-back", actor=None, facts=None, now=now)
    is_down = request.document.project.taken_down_at is not None
    request.reason, request.decided_at = DOWN if is_down else TAKEN_BACK, now
    tell = mails.taken_down if is_down else mails.taken_back
    tell(session, request, now=now, links=links)
    _forget(session, request)


def may_be_read(session: Session, request: ReportRequest, now: datetime) -> bool:
    """Whether the link of this request opens the report: given, in time, and nobody took the report back since."""
    found = disclosures.of_document(session, request.document_id)
    is_offered = found is not None and (found.state.is_on_request or found.state.is_open)
    in_time = request.ends_at is not None and now < request.ends_at
    document = request.document
    is_up = document.project.taken_down_at is None and document.state.is_read and not document.is_held
    return request.state.is_given and in_time and is_offered and is_up


def come(session: Session, request: ReportRequest, *, now: datetime, links: Links) -> None:
    """What the day brings: a reminder, the end of waiting, or the end of a link. Where the report was sealed in a way
    that answers nobody (removed for good, or down before those who wait were told), it brings that answer."""
    if request.state.is_given and request.ends_at is not None:
        if now < request.ends_at:
            _wait(session, request, request.ends_at)
        else:
            end(session, request, actor=None, facts=None, now=now)
    elif request.state.is_waiting and _is_on_request(session, request) is not None:
        _take_back(session, request, now=now, links=links)
    elif request.state.is_waiting:
        until = request.sent_at + timedelta(days=DAYS)
        if now < until:
            mails.remind(session, request, until, now=now, links=links)
            later = [at for days in REMINDED_AFTER if (at := request.sent_at + timedelta(days=days)) > now]
            _wait(session, request, min([*later, until]))
        else:
            _move(session, request, "run-out", actor=None, facts=None, now=now)
            mails.lapsed(session, request, now=now, links=links)
            _forget(session, request)


def _move(
    session: Session, request: ReportRequest, step: str, *, actor: Actor | None, facts: Facts | None, now: datetime
) -> None:
    guards: Mapping[str, Guard] = {
        "is_on_request": lambda one: _is_on_request(session, one),
        "is_on_request_no_more": lambda one: None if _is_on_request(session, one) else "it is given on request still",
        "time_is_over": lambda one: None if now >= one.sent_at + timedelta(days=DAYS) else "there is time left",
    }
    transitions.apply(
        session, REPORT_REQUEST, request, step, kind=KIND, states=ReportRequestState, permitted=permitting(facts),
        guards=guards, actor_id=actor.id if actor else None, at=now, details={"document": str(request.document_id)},
    )  # fmt: skip
    if actor is not None:
        request.decided_at, request.decided_by = now, actor.id


def _is_on_request(session: Session, request: ReportRequest) -> str | None:
    if request.document.project.taken_down_at is not None:
        return "all public pages of the project are taken down"
    found = disclosures.of_document(session, request.document_id)
    return None if found and found.state.is_on_request else "the report is not given on request any more"


def _wait(session: Session, request: ReportRequest, until: datetime) -> None:
    due.forget_key(session, KIND, request.id)
    due.add(session, KIND, request.id, {"request_id": str(request.id)}, at=until)


def _forget(session: Session, request: ReportRequest) -> None:
    """The address, with the last mail to it."""
    request.email = ""
    due.forget_key(session, KIND, request.id)
    session.flush()
