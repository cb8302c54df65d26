"""What the team and the editors hear of a hold. What they read is public."""

from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from evidencehub.accreditation.holds.grounds import grounds
from evidencehub.accreditation.models import Hold
from evidencehub.projects.frozen.keeping import name_sent
from evidencehub.review.telling import letter, tell_editors, tell_team
from evidencehub.shared.words import day


class HoldLinks(Protocol):
    """Where a mail sends its reader, as a whole sentence."""

    def public(self, number: str) -> str: ...

    def contact(self) -> str:
        """ "" for a hub that names nobody to write to."""

    def decide(self, number: str) -> str: ...


def put_on_hold(session: Session, held: Hold, *, now: datetime, links: HoldLinks) -> None:
    number, name = held.accreditation.number, name_sent(held.accreditation.submission)
    body = letter(
        "Hello,",
        f"Accreditation {number} of {name} is on hold from today, because {grounds()[held.ground].told}. The editor "
        f"writes: “{held.because}”",
        "As long as it lasts your project shows no Standard, and its page says on which ground. What was found stays "
        f"public. By {day(held.until)} the award is released or withdrawn; if nobody decides by then, it is released.",
        *filter(None, [links.contact()]),
        links.public(number),
    )
    subject, submission = f"Accreditation {number} is on hold", held.accreditation.submission
    tell_team(session, submission, subject=subject, body=body, about="accreditation.on-hold", now=now)


def ended(session: Session, held: Hold, *, now: datetime, links: HoldLinks) -> None:
    number, submission = held.accreditation.number, held.accreditation.submission
    name = name_sent(submission)
    if held.outcome == "released":
        subject, about = f"Accreditation {number} is released", "accreditation.released"
        what = f"Accreditation {number} of {name} is no longer on hold: it stands as before."
    else:
        subject, about = f"Accreditation {number} is withdrawn", "accreditation.revoked"
        what = (
            f"Accreditation {number} of {name}, which was on hold, is withdrawn. Your project shows no Standard any "
            "more. What was found stays public. You can send the project again: it is graded anew."
        )
    body = letter("Hello,", what, f"The reason, which is public: “{held.reason}”", links.public(number))
    tell_team(session, submission, subject=subject, body=body, about=about, now=now)


def remind(session: Session, held: Hold, *, now: datetime, links: HoldLinks) -> None:
    number, submission = held.accreditation.number, held.accreditation.submission
    body = letter(
        "Hello,",
        f"Accreditation {number} of {name_sent(submission)} is on hold since {day(held.at)}. If nobody releases or "
        f"withdraws it by {day(held.until)}, it is released by itself.",
        links.decide(number),
    )
    subject, about = f"Still on hold: {number}", "accreditation.hold-lasts"
    tell_editors(session, submission, subject=subject, body=body, about=about, now=now, but_not=frozenset())
