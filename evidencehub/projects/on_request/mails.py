"""What a team is told of who asks for its report, and what they are told who asked."""

from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from evidencehub.accounts.queries import owner_emails
from evidencehub.projects.on_request.models import ReportRequest
from evidencehub.projects.on_request.states import DAYS
from evidencehub.shared import mail
from evidencehub.shared.words import day


class Links(Protocol):
    """Addresses for mails; the web edge supplies them, so that services know no URLs."""

    def to_decide(self, request: ReportRequest) -> str: ...

    def given(self, request: ReportRequest) -> str: ...

    def study(self, request: ReportRequest) -> str: ...


def _tell_owners(
    session: Session, request: ReportRequest, subject: str, body: str, about: str, now: datetime
) -> None:  # fmt: skip
    organisation_id = request.document.project.organisation_id
    for address in owner_emails(session, organisation_id) if organisation_id else ():
        mail.queue(session, to=address, subject=subject, body=body, about=about, at=now)


def sent(session: Session, request: ReportRequest, *, now: datetime, links: Links) -> None:
    """One mail when nobody waited before, and not one for each who asks."""
    body = (
        f"Hello,\n\nSomebody asks for the full report of {request.document.project.name}. You decide: yes for a time, "
        f"or no with a reason. Please answer within {DAYS} days:\n\n{links.to_decide(request)}"
    )
    _tell_owners(session, request, "Somebody asks for your full report", body, "report-request.sent", now)


def remind(session: Session, request: ReportRequest, until: datetime, *, now: datetime, links: Links) -> None:
    body = (
        f"Hello,\n\nOn {day(request.sent_at)} somebody asked for the full report of {request.document.project.name}, "
        f"and has no answer yet. After {day(until)} we tell them that none came:\n\n{links.to_decide(request)}"
    )
    _tell_owners(session, request, "Somebody waits for your answer", body, "report-request.remind", now)


def _tell(session: Session, request: ReportRequest, subject: str, *paragraphs: str, about: str, now: datetime) -> None:
    if request.email:
        mail.queue(
            session, to=request.email, subject=subject, body="\n\n".join(["Hello,", *paragraphs]), about=about, at=now
        )


def given(session: Session, request: ReportRequest, *, now: datetime, links: Links) -> None:
    _tell(
        session, request, "You can read the full report",
        f"On {day(request.sent_at)} you asked for a full report. The team gives it to you, to read until "
        f"{day(request.ends_at)}:",
        links.given(request),
        "It is not public. Please do not pass it or this link on. The study is described here:",
        links.study(request),
        about="report-request.given", now=now,
    )  # fmt: skip


def refused(session: Session, request: ReportRequest, *, now: datetime, links: Links) -> None:
    _tell(
        session, request, "The team does not give you the full report",
        f"On {day(request.sent_at)} you asked for a full report. The team says no, and why:",
        request.reason,
        "What everybody can read of the study stands here. We have forgotten your address.",
        links.study(request),
        about="report-request.refused", now=now,
    )  # fmt: skip


def taken_back(session: Session, request: ReportRequest, *, now: datetime, links: Links) -> None:
    _tell(
        session, request, "The full report is not given any more",
        f"On {day(request.sent_at)} you asked for a full report. It is not given to those who ask any more, so your "
        "request has ended. That says nothing about you or your question.",
        "What everybody can read of the study stands here. We have forgotten your address.",
        links.study(request),
        about="report-request.taken-back", now=now,
    )  # fmt: skip


def taken_down(session: Session, request: ReportRequest, *, now: datetime, links: Links) -> None:
    _tell(
        session, request, "The full report is not given any more",
        f"On {day(request.sent_at)} you asked for a full report. All public pages of the project are taken down now, "
        "so your request has ended. That says nothing about you or your question, and nothing about the evidence.",
        "If the pages come back, you can ask again here. We have forgotten your address.",
        links.study(request),
        about="report-request.taken-back", now=now,
    )  # fmt: skip


def lapsed(session: Session, request: ReportRequest, *, now: datetime, links: Links) -> None:
    _tell(
        session, request, "The team did not answer about the full report",
        f"On {day(request.sent_at)} you asked for a full report. The team did not answer within {DAYS} days, so your "
        "request has ended. You can ask again:",
        links.study(request),
        "We have forgotten your address.",
        about="report-request.lapsed", now=now,
    )  # fmt: skip
