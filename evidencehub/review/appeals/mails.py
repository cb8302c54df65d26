"""What a team and the editors hear of an appeal. None names a reviewer or an editor."""

from datetime import datetime

from sqlalchemy.orm import Session

from evidencehub.projects.appeals.models import Appeal
from evidencehub.projects.frozen.keeping import name_sent
from evidencehub.review.links import Links
from evidencehub.review.seating import emails_of_all_asked
from evidencehub.review.telling import letter, tell_editors, tell_team
from evidencehub.shared.words import day


def sent(session: Session, appeal: Appeal, *, now: datetime, links: Links) -> None:
    """To the whole team, since one of them did it, and to every editor: whoever decided the case cannot take it."""
    name, about = name_sent(appeal.submission), "appeal.sent"
    body = letter(
        "Hello,",
        f"Somebody in your team has appealed against the decision on {name}, {appeal.on.told}. An editor who did not "
        "decide it reads the appeal. If it gives a ground, two new reviewers grade what you contest. What was decided "
        "stands meanwhile, and its public page says that it is under appeal.",
        links.appealed(appeal.submission_id),
    )
    tell_team(session, appeal.submission, subject=f"Your appeal: {name}", body=body, about=about, now=now)
    body = letter(
        "Hello,",
        f"The team of {name} has appealed against the decision, {appeal.on.told}. An editor who neither decided it nor "
        "settled what is contested has to take the appeal.",
        links.appeal(appeal.submission_id),
    )
    _tell_editors(session, appeal, subject=f"An appeal: {name}", body=body, about=about, now=now)


def refused(session: Session, appeal: Appeal, *, now: datetime, links: Links) -> None:
    name = name_sent(appeal.submission)
    body = letter(
        "Hello,",
        f"An editor who did not decide {name} has read your appeal. It is not opened, so what was decided stays as it "
        "is. The editor writes:",
        appeal.answer,
        "Its public page says, with the date, that you appealed and that the appeal was not opened. Your words and "
        "these are not public.",
        links.appealed(appeal.submission_id),
    )
    subject = f"Your appeal is not opened: {name}"
    tell_team(session, appeal.submission, subject=subject, body=body, about="appeal.refused", now=now)


def opened(session: Session, appeal: Appeal, *, due_at: datetime, now: datetime, links: Links) -> None:
    name = name_sent(appeal.submission)
    body = letter(
        "Hello,",
        f"Your appeal about {name} is open. Two new reviewers have been asked to grade what you contest. They work "
        f"apart, are not shown what was found before, and should be done by {day(due_at)}. Then you hear what came of "
        "it, before it is public.",
        "You need not do anything now.",
        links.appealed(appeal.submission_id),
    )
    subject = f"Your appeal is open: {name}"
    tell_team(session, appeal.submission, subject=subject, body=body, about="appeal.opened", now=now)


def both_in(session: Session, appeal: Appeal, *, now: datetime, links: Links) -> None:
    name = name_sent(appeal.submission)
    body = letter(
        "Hello,",
        f"Both reviewers have sent their findings on the appeal about {name}. Next, settle what differs, and close it.",
        links.appeal(appeal.submission_id),
    )
    subject = f"Both reviews of an appeal are in: {name}"
    _tell_editors(session, appeal, subject=subject, body=body, about="appeal.both-in", now=now)


def withdrawn(session: Session, appeal: Appeal, *, now: datetime, links: Links) -> None:
    name, about = name_sent(appeal.submission), "appeal.withdrawn"
    subject = f"The appeal is withdrawn: {name}"
    body = letter(
        "Hello,",
        f"Somebody in your team has taken back the appeal about {name}. What was decided stays as it is. Its public "
        "page says, with the date, that there was an appeal and that you took it back.",
        links.appealed(appeal.submission_id),
    )
    tell_team(session, appeal.submission, subject=subject, body=body, about=about, now=now)
    body = letter(
        "Hello,",
        f"The team of {name} has taken its appeal back. Reviewers who were asked are told. You need not do anything.",
        links.appeal(appeal.submission_id),
    )
    _tell_editors(session, appeal, subject=subject, body=body, about=about, now=now)


def waits(session: Session, appeal: Appeal, *, now: datetime, links: Links) -> None:
    name = name_sent(appeal.submission)
    body = letter(
        "Hello,",
        f"The appeal about {name} has waited since {day(appeal.state_since)}. Next: {appeal.state.told.todo}.",
        links.appeal(appeal.submission_id),
    )
    subject = f"An appeal waits: {name}"
    _tell_editors(session, appeal, subject=subject, body=body, about="appeal.waits", now=now)


def nobodys(session: Session, appeal: Appeal, *, now: datetime, links: Links) -> None:
    name = name_sent(appeal.submission)
    body = letter(
        "Hello,",
        f"The editor who had the appeal about {name} in hand cannot go on with it. Another one, who neither "
        "decided it nor settled what is contested, has to take it.",
        links.appeal(appeal.submission_id),
    )
    subject = f"Nobody has an appeal in hand: {name}"
    _tell_editors(session, appeal, subject=subject, body=body, about="appeal.nobodys", now=now)


def _tell_editors(session: Session, appeal: Appeal, *, subject: str, body: str, about: str, now: datetime) -> None:
    """To whoever has it in hand; to all, where nobody has."""
    but_not = emails_of_all_asked(session, appeal.submission)
    tell_editors(session, appeal, subject=subject, body=body, about=about, now=now, but_not=but_not)
