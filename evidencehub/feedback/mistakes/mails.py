"""What editors and those who reported a mistake are told. Nobody's words go into a mail but an editor's own answer."""

from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from evidencehub.accounts import queries as accounts
from evidencehub.feedback.mistakes.models import Correction, MistakeReport
from evidencehub.shared import mail
from evidencehub.shared.words import day


class Links(Protocol):
    """Addresses for mails; the web edge supplies them, so that services know no URLs."""

    def report(self, made: MistakeReport) -> str: ...

    def page(self, made: MistakeReport) -> str: ...

    def mistakes(self) -> str: ...


def answered(session: Session, made: MistakeReport, *, now: datetime, links: Links) -> None:
    _tell(
        session, made, "Your report is answered",
        f"Thank you for telling us on {day(made.sent_at)} that something may be wrong. We looked at it, and changed "
        "nothing. This is why:",
        made.words.answer, f"Your report: {links.report(made)}", about="mistake.answered", now=now,
    )  # fmt: skip


def corrected(session: Session, made: MistakeReport, correction: Correction, *, now: datetime, links: Links) -> None:
    _tell(
        session, made, "What you reported is corrected",
        f"Thank you for telling us on {day(made.sent_at)} that something was wrong. The page says now what was "
        "corrected, with the date:",
        correction.said, made.words.answer, f"The page: {links.page(made)}",
        about="mistake.corrected", now=now,
    )  # fmt: skip


def reports_wait(session: Session, *, now: datetime, links: Links) -> None:
    """One mail to each editor when the desk was empty before, and not one for each report."""
    body = f"Hello,\n\nSomebody reported a mistake on a public page. It waits for you:\n\n{links.mistakes()}"
    for address in accounts.editor_emails(session):
        mail.queue(session, to=address, subject="A report of a mistake", body=body, about="mistake.waiting", at=now)


def still_waits(session: Session, made: MistakeReport, *, now: datetime, links: Links) -> None:
    """To every editor, before the day by which it is to be answered and after it."""
    by = day(made.due_at)
    if made.is_late(now):
        subject, told = "A report of a mistake is late", f"was to be answered by {by}, and is late"
    else:
        subject, told = f"Please answer a report of a mistake by {by}", f"is to be answered by {by}"
    body = f"Hello,\n\nA report of a mistake, sent on {day(made.sent_at)}, {told}:\n\n{links.mistakes()}"
    for address in accounts.editor_emails(session):
        mail.queue(session, to=address, subject=subject, body=body, about="mistake.still-waits", at=now)


def _tell(session: Session, made: MistakeReport, subject: str, *paragraphs: str, about: str, now: datetime) -> None:
    if made.words.email:
        body = "\n\n".join(["Hello,", *paragraphs])
        mail.queue(session, to=made.words.email, subject=subject, body=body, about=about, at=now)
