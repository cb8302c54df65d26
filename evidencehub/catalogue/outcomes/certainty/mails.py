"""What those who judge, and editors, are told. No mail names anybody who judges to another of them."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from sqlalchemy.orm import Session

from evidencehub.accounts import queries as accounts
from evidencehub.catalogue.outcomes.certainty.models import Judgement, Seat
from evidencehub.catalogue.outcomes.wording import outcome_label
from evidencehub.projects.transfers.queries import emails_behind
from evidencehub.shared import mail
from evidencehub.shared.words import day


class Links(Protocol):
    """Where a mail sends its reader, as a whole sentence; the web edge supplies addresses, services know none."""

    def seat(self, seat_id: UUID) -> str: ...

    def desk(self, version_id: UUID) -> str: ...

    def page(self, version_id: UUID) -> str: ...


def _about(judgement: Judgement) -> str:
    return f"{judgement.version.project.name}, {outcome_label(judgement.version.outcome)}"


def _tell(session: Session, seat: Seat, subject: str, *paragraphs: str, about: str, now: datetime) -> None:
    body = "\n\n".join([f"Hello {seat.person.name},", *paragraphs])
    mail.queue(session, to=seat.person.email, subject=subject, body=body, about=about, at=now)


def asked(session: Session, seat: Seat, *, now: datetime, links: Links) -> None:
    _tell(
        session, seat, "How sure can we be? Will you judge it?",
        "We would like you to judge how sure we can be of what several studies found together. We have found no "
        "conflict of interest. You will be asked whether you know of one, and then "
        f"{len(seat.only) or 'eight'} {'question' if len(seat.only) == 1 else 'questions'}.",
        f"Please send what you found by {day(seat.judgement.due_at)}. If you cannot do it, say so there in one press."
        if not seat.only else "If you cannot do it, say so there in one press.",
        links.seat(seat.id), about="certainty.asked", now=now,
    )  # fmt: skip


def reminded(session: Session, seat: Seat, *, now: datetime, links: Links) -> None:
    _tell(
        session, seat, "How sure can we be? We have not heard from you yet",
        f"We asked you on {day(seat.asked_at)} to judge how sure we can be of what several studies found together, by "
        f"{day(seat.judgement.due_at)}. If you cannot do it, say so there: somebody else can be asked then.",
        links.seat(seat.id), about="certainty.reminded", now=now,
    )  # fmt: skip


def thanks(session: Session, seat: Seat, *, now: datetime, links: Links) -> None:
    _tell(
        session, seat, "Thank you: what you judged is public",
        "An editor has published how sure we can be of what several studies found together. What you found, and your "
        "reasons, stand beside it.",
        links.page(seat.judgement.version_id), about="certainty.thanks", now=now,
    )  # fmt: skip


def stopped(session: Session, seat: Seat, *, now: datetime) -> None:
    _tell(
        session, seat, "A judgement was stopped",
        "An editor has stopped the judgement that we asked you for. You need not do anything more there. Thank you for "
        "your work.",
        about="certainty.stopped", now=now,
    )  # fmt: skip


def replaced(session: Session, seat: Seat, *, now: datetime) -> None:
    _tell(
        session, seat, "Somebody else judges how sure we can be",
        f"On {day(seat.asked_at)} we asked you to judge how sure we can be of what several studies found together. An "
        "editor has given your place to somebody else. You need not do anything more there. Thank you for your time.",
        about="certainty.replaced", now=now,
    )  # fmt: skip


def both_in(session: Session, judgement: Judgement, *, now: datetime, links: Links) -> None:
    _tell_editors(
        session, judgement, f"Both have judged: {_about(judgement)}",
        "Both people have sent how sure they think we can be. Next, settle what differs.", about="certainty.both-in",
        now=now, links=links,
    )  # fmt: skip


def third_in(session: Session, judgement: Judgement, *, now: datetime, links: Links) -> None:
    _tell_editors(
        session, judgement, f"A third person has judged: {_about(judgement)}",
        "A third person has sent what they think of the questions on which the first two differ. Where they say the "
        "same as one of the two, that holds. Next, settle what is left, or see what follows.",
        about="certainty.third-in", now=now, links=links,
    )  # fmt: skip


def seat_open(session: Session, judgement: Judgement, *, now: datetime, links: Links) -> None:
    _tell_editors(
        session, judgement, f"Somebody else is needed: {_about(judgement)}",
        "One of those who were asked how sure we can be cannot judge it. Please ask another.",
        about="certainty.seat-open", now=now, links=links,
    )  # fmt: skip


def _tell_editors(
    session: Session, judgement: Judgement, subject: str, text: str, *, about: str, now: datetime, links: Links
) -> None:
    """One mail to each editor but those who judge, and but those of the team."""
    left_out = {seat.person.email for seat in judgement.seats} | emails_behind(session, judgement.version.project)
    body = f"Hello,\n\n{text}\n\n{links.desk(judgement.version_id)}"
    for address in accounts.editor_emails(session):
        if address not in left_out:
            mail.queue(session, to=address, subject=subject, body=body, about=about, at=now)
