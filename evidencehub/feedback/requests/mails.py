"""What those who asked and editors are told. A mail goes only to an address that was left, after an editor looked."""

from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from evidencehub.accounts import queries as accounts
from evidencehub.feedback.requests.models import EvidenceRequest
from evidencehub.shared import mail
from evidencehub.shared.words import day


class Links(Protocol):
    """Addresses for mails; the web edge supplies them, so that services know no URLs."""

    def request(self, request: EvidenceRequest) -> str: ...

    def new_request(self) -> str: ...

    def desk(self) -> str: ...


def _tell(
    session: Session, request: EvidenceRequest, subject: str, *paragraphs: str, about: str, now: datetime
) -> None:
    if request.words.email:
        body = "\n\n".join(["Hello,", *paragraphs])
        mail.queue(session, to=request.words.email, subject=subject, body=body, about=about, at=now)


def published(session: Session, request: EvidenceRequest, *, now: datetime, links: Links) -> None:
    _tell(
        session, request, "Your request for evidence is public",
        f"On {day(request.sent_at)} you asked for evidence. Everybody can read that now, and may answer:",
        links.request(request),
        "We will write once more, when it is answered. Then we forget your address.",
        about="request.published", now=now,
    )  # fmt: skip


def refused(session: Session, request: EvidenceRequest, *, now: datetime, links: Links) -> None:
    _tell(
        session, request, "Your request for evidence is not public",
        f"We have not published what you asked on {day(request.sent_at)}. This is why:",
        request.words.reason,
        "You can ask again in other words. We have forgotten your address.",
        links.new_request(),
        about="request.refused", now=now,
    )  # fmt: skip


def answered(session: Session, request: EvidenceRequest, *, now: datetime, links: Links) -> None:
    _tell(
        session, request, "An answer to your request for evidence",
        f"On {day(request.sent_at)} you asked for evidence. This is what was found:",
        request.words.answer,
        "It stands with your request:",
        links.request(request),
        "We have forgotten your address.",
        about="request.answered", now=now,
    )  # fmt: skip


def requests_wait(session: Session, *, now: datetime, links: Links) -> None:
    """One mail to each editor when the desk was empty before, and not one for each request."""
    body = f"Hello,\n\nSomebody asks for evidence, and waits for an editor:\n\n{links.desk()}"
    for address in accounts.editor_emails(session):
        mail.queue(
            session,
            to=address,
            subject="A request for evidence waits for you",
            body=body,
            about="request.waiting",
            at=now,
        )
