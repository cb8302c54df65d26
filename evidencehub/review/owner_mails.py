"""Who runs a case, and who cannot any more: told to editors."""

from datetime import datetime

from sqlalchemy.orm import Session

from evidencehub.accounts.models import Person
from evidencehub.projects.appeals.models import Appeal
from evidencehub.projects.frozen.keeping import name_sent
from evidencehub.projects.models import Submission
from evidencehub.review.links import Links
from evidencehub.review.telling import letter, of_desk, tell_editors
from evidencehub.shared import mail


def handed_over(session: Session, submission: Submission, to: Person, *, now: datetime, links: Links) -> None:
    name = name_sent(submission)
    told = f"Another editor has given you the case {name}. You run it now, and mails about it come to you."
    subject = f"You run a case now: {name}"
    _tell(session, submission, to, told, subject=subject, about="case.handed-over", now=now, links=links)


def taken_over(session: Session, submission: Submission, before: Person, *, now: datetime, links: Links) -> None:
    name = name_sent(submission)
    told = (
        f"Another editor runs the case {name} now, and mails about it go there. You need not do anything more for it."
    )
    subject = f"Another editor runs a case of yours: {name}"
    _tell(session, submission, before, told, subject=subject, about="case.taken-over", now=now, links=links)


def _tell(
    session: Session, submission: Submission, person: Person, told: str, *, subject: str, about: str, now: datetime,
    links: Links,
) -> None:  # fmt: skip
    body = letter(f"Hello {person.name},", told, links.case(submission.id))
    mail.queue(session, to=person.email, subject=subject, body=body, about=about, at=now, concerns=of_desk(submission))


def nobodys(session: Session, submission: Submission, *, now: datetime, links: Links, but_not: frozenset[str]) -> None:
    name = name_sent(submission)
    body = letter(
        "Hello,",
        f"Nobody runs the case {name} now: the editor who did cannot do it any more. Please take it.",
        links.case(submission.id),
    )
    subject = f"Nobody runs a case: {name}"
    tell_editors(session, submission, subject=subject, body=body, about="case.nobodys", now=now, but_not=but_not)


def changed_hands(
    session: Session, desk: Submission | Appeal, *, now: datetime, links: Links, but_not: frozenset[str]
) -> None:
    """Whether or not anybody has a conflict of interest by it."""
    name, meanwhile, link = _about(desk, links)
    body = letter(
        "Hello,",
        f"{name} went to another organisation while {meanwhile}. It goes on as it is: what was sent stays frozen, and "
        "the team of now answers for it. Nobody in either team can grade it or act on it. Where that is new for "
        "somebody who does, another mail says so.",
        link,
    )
    subject = f"Another organisation runs {name} now"
    tell_editors(session, desk, subject=subject, body=body, about="case.new-team", now=now, but_not=but_not)


def conflict_arose(
    session: Session,
    desk: Submission | Appeal,
    *,
    because: str,
    reviewers: int,
    editors: int,
    now: datetime,
    links: Links,
    but_not: frozenset[str],
) -> None:
    """Counts alone: an editor who is told may have a conflict by now, and may not know who grades."""
    name, meanwhile, link = _about(desk, links)
    counted = ((reviewers, "reviewer"), (editors, "editor"))
    who = " and ".join(f"{count} {word}{'s' if count > 1 else ''}" for count, word in counted if count)
    body = letter(
        "Hello,",
        f"{because.format(name=name, meanwhile=meanwhile)} Because of that {who} "
        f"{'has' if reviewers + editors == 1 else 'have'} a conflict of interest now. Editors with a conflict can no "
        "longer act on it.",
        link,
    )
    subject = f"A conflict of interest has arisen: {name}"
    about = "review.conflict-arose"
    tell_editors(
        session, desk, subject=subject, body=body, about=about, now=now, but_not=but_not, all_of_them=True
    )  # fmt: skip


def _about(desk: Submission | Appeal, links: Links) -> tuple[str, str, str]:
    """The name that was sent, what is under way, and where."""
    if isinstance(desk, Appeal):
        case = desk.submission
        return name_sent(case), "an appeal about it is open", links.appeal(case.id)
    return name_sent(desk), "the case is running", links.case(desk.id)
