"""What teams and editors hear of a light renewal."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from sqlalchemy.orm import Session

from evidencehub.accreditation.renewals.models import Renewal
from evidencehub.projects.frozen.keeping import name_sent
from evidencehub.review.seating import emails_of_all_asked
from evidencehub.review.telling import letter, tell_editors, tell_team
from evidencehub.shared.words import day


class RenewalLinks(Protocol):
    """Where the mails lead, each as a whole sentence."""

    def read(self, renewal_id: UUID) -> str: ...

    def public(self, number: str) -> str: ...

    def projects(self) -> str: ...


def sent(session: Session, renewal: Renewal, *, now: datetime, links: RenewalLinks) -> None:
    submission = renewal.accreditation.submission
    name = name_sent(submission)
    body = letter(
        "Hello,",
        f"The team of {name} asks to have accreditation {renewal.accreditation.number} renewed on its word. To read "
        "what it says takes about ten minutes.",
        links.read(renewal.id),
    )
    tell_editors(
        session, submission, subject=f"To be read: renewal of {name}", body=body, about="renewal.sent", now=now,
        but_not=emails_of_all_asked(session, submission),
    )  # fmt: skip


def still_waits(session: Session, renewal: Renewal, *, now: datetime, links: RenewalLinks) -> None:
    submission = renewal.accreditation.submission
    name = name_sent(submission)
    body = letter(
        "Hello,",
        f"Since {day(renewal.sent_at)} the team of {name} waits to hear whether accreditation "
        f"{renewal.accreditation.number} is renewed on its word. To read what it says takes about ten minutes.",
        links.read(renewal.id),
    )
    tell_editors(
        session, submission, subject=f"Still to be read: renewal of {name}", body=body, about="renewal.waits", now=now,
        but_not=emails_of_all_asked(session, submission),
    )  # fmt: skip


def accepted(session: Session, renewal: Renewal, *, now: datetime, links: RenewalLinks) -> None:
    award = renewal.accreditation
    body = letter(
        "Hello,",
        f"Accreditation {award.number} of {name_sent(award.submission)} is renewed on your word. It stands until "
        f"{day(award.valid_until)}.",
        "The Standard it reached has not changed. The register says that it was renewed on the team's word, and when "
        "it was last graded. What you wrote stands beside it for everybody to read.",
        links.public(award.number),
    )
    _tell(session, renewal, f"Renewed: accreditation {award.number}", body, "accreditation.renewed", now=now)


def whole_needed(session: Session, renewal: Renewal, *, now: datetime, links: RenewalLinks) -> None:
    award = renewal.accreditation
    body = letter(
        "Hello,",
        f"Thank you for what you wrote about {name_sent(award.submission)}. Before accreditation {award.number} can be "
        "renewed, the project has to be sent in full and graded again. The editor says why:",
        renewal.reason,
        "Until then the award stays in the register, with its dates.",
        links.projects(),
    )
    _tell(session, renewal, f"Please send it in full: {award.number}", body, "renewal.whole-needed", now=now)


def _tell(session: Session, renewal: Renewal, subject: str, body: str, about: str, *, now: datetime) -> None:
    tell_team(session, renewal.accreditation.submission, subject=subject, body=body, about=about, now=now)
