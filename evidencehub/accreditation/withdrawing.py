"""The team gives an accreditation back. The badge goes; what was found, and that it was accredited, stays public."""

from datetime import datetime

from sqlalchemy.orm import Session

from evidencehub.accreditation import moving
from evidencehub.accreditation.models import Accreditation
from evidencehub.authz.policies import permitting
from evidencehub.authz.values import Actor, Facts
from evidencehub.projects import public
from evidencehub.projects.frozen.keeping import name_sent
from evidencehub.review import telling
from evidencehub.review.moving import KIND
from evidencehub.shared import audit

AT_THE_TEAMS_REQUEST = "at the team’s request"


def withdraw(
    session: Session, accreditation: Accreditation, *, actor: Actor, facts: Facts, now: datetime, leads: str = ""
) -> None:
    """Withdraw it at once, as its team wishes; everybody reads that it was their wish.

    :param leads: a sentence with the address of its page.
    :raises WrongState: it does not stand any more.
    :raises NotAllowed: not the team.
    """
    submission = accreditation.submission
    moving.lock(session, accreditation)
    accreditation.ended_at, accreditation.ended_because = now, AT_THE_TEAMS_REQUEST
    moving.move(session, accreditation, "withdraw", permitted=permitting(facts), actor_id=actor.id, now=now)
    audit.record(
        session, "accreditation.given-back", subject_type=KIND, subject_id=submission.id, actor_id=actor.id,
        at=now, details={"accreditation": str(accreditation.id)},
    )  # fmt: skip
    subject = f"Accreditation {accreditation.number} is withdrawn"
    body = telling.letter(
        "Hello,",
        f"Somebody in the team of {name_sent(submission)} has asked that accreditation {accreditation.number} be "
        "withdrawn, and that is done. The register says so, with the day. What was found stays public.",
        *([leads] if leads else []),
    )
    about = "accreditation.withdrawn"
    telling.tell_team(session, submission, subject=subject, body=body, about=about, now=now)
    telling.tell_editors(
        session, submission, subject=subject, body=body, about=about, now=now, but_not=frozenset()
    )  # fmt: skip
    public.changed(session, accreditation.project_id)
    session.flush()
