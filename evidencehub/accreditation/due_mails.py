"""What a team hears of an award that is due for another look, or was."""

from datetime import datetime

from sqlalchemy.orm import Session

from evidencehub.accreditation.models import Accreditation
from evidencehub.accreditation.states import AccreditationState, in_short
from evidencehub.projects.frozen.keeping import name_sent
from evidencehub.review.links import Links
from evidencehub.review.telling import letter, tell_team
from evidencehub.shared.words import day

_SEND_AGAIN = (
    "To have it looked at again, put what is new on the project's pages and send it. If nothing is new, the same "
    "studies can be sent again."
)


_RENEW = (
    "If little has changed and you do not want a higher step, your team can have it renewed on its word: three short "
    "questions on the page of the letter."
)


def tell(
    session: Session, accreditation: Accreditation, *, days: int, now: datetime, links: Links, is_renewable: bool
) -> None:
    """:param days: that are left; 0 when the last is over. :param is_renewable: on the team's word."""
    if accreditation.valid_until is None:
        return
    graded = accreditation.graded_at
    name, number, until = name_sent(accreditation.submission), accreditation.number, day(accreditation.valid_until)
    since = f"“{in_short(AccreditationState.EXPIRED, graded_at=graded, renewed_at=accreditation.renewed_at)}”"
    if days:
        left = "1 day is left" if days == 1 else f"{days} days are left"
        subject, about = f"Due for another look by {until}: {name}", "accreditation.due"
        told = [
            f"Accreditation {number} of {name} stands until {until}. {left}.",
            f"After that day it stays in the register and says {since}. The Standard it reached does not change.",
        ]
    else:
        subject, about = f"Not rechecked: {name}", "accreditation.expired"
        told = [
            f"Accreditation {number} of {name} was due for another look by {until}. It stays in the register and now "
            f"says {since}. The Standard it reached has not changed.",
        ]
    body = letter("Hello,", *told, *([_RENEW] if is_renewable else []), _SEND_AGAIN, links.projects())
    tell_team(session, accreditation.submission, subject=subject, body=body, about=about, now=now)
