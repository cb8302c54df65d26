"""To whom a mail about a case goes: its team, its editors, one of its reviewers; and what all such mails share."""

from datetime import datetime

from sqlalchemy.orm import Session

from evidencehub.accounts import queries as accounts
from evidencehub.projects.appeals.models import Appeal
from evidencehub.projects.frozen.keeping import name_sent
from evidencehub.projects.models import Submission
from evidencehub.projects.transfers.queries import emails_behind
from evidencehub.review.cases import owner_of
from evidencehub.review.links import Links
from evidencehub.review.models import Assignment
from evidencehub.shared import mail


def letter(*paragraphs: str) -> str:
    return "\n\n".join(paragraphs)


def of_review(assignment: Assignment) -> str:
    """What a mail to a reviewer tells of."""
    return f"review:{assignment.id}"


def of_desk(case: Submission | Appeal) -> str:
    """What a mail to editors tells of."""
    return f"appeal:{case.submission_id}" if isinstance(case, Appeal) else f"case:{case.id}"


def desk_of(assignment: Assignment, links: Links) -> str:
    """Where an editor sees what became of a seat."""
    return (links.appeal if assignment.is_on_appeal else links.case)(assignment.submission_id)


def tell_team(session: Session, submission: Submission, *, subject: str, body: str, about: str, now: datetime) -> None:
    """One mail to each confirmed member of the team."""
    if submission.project.organisation_id is None:
        return
    for address in accounts.team_emails(session, submission.project.organisation_id):
        mail.queue(
            session, to=address, subject=subject, body=body, about=about, at=now, concerns=f"team:{submission.id}"
        )


def tell_editors(
    session: Session,
    case: Submission | Appeal,
    *,
    subject: str,
    body: str,
    about: str,
    now: datetime,
    but_not: frozenset[str],
    all_of_them: bool = False,
) -> None:
    """One mail to the editor who runs the case or has the appeal in hand; to each, where nobody does.

    :param all_of_them: to each, whoever runs it.

    But to none of these, nor to those of the team: to them they are the team, which hears less.
    """
    left_out = but_not.union(emails_behind(session, (case.submission if isinstance(case, Appeal) else case).project))
    owner = None if all_of_them else owner_of(session, case)
    alone = [owner.email] if owner is not None and owner.email not in left_out else None
    told = [address for address in alone or accounts.editor_emails(session) if address not in left_out]
    for address in told:
        mail.queue(session, to=address, subject=subject, body=body, about=about, at=now, concerns=of_desk(case))
    if not told:
        _nobody_can(session, case, now=now, but_not=left_out)


def _nobody_can(session: Session, case: Submission | Appeal, *, now: datetime, but_not: frozenset[str]) -> None:
    """To the admins, where every editor is in the team or grades the case: what waits is not told here."""
    name = name_sent(case.submission if isinstance(case, Appeal) else case)
    body = letter(
        "Hello,",
        f"Something about {name} waits for an editor, and there is none who may act on it: each is in the team, or "
        "grades it. Please give somebody else the role of an editor.",
    )
    subject = f"No editor can run {name}"
    for address in accounts.admin_emails(session):
        if address not in but_not:
            mail.queue(session, to=address, subject=subject, body=body, about="case.nobody-can", at=now)


def tell_reviewer(
    session: Session, assignment: Assignment, *paragraphs: str, subject: str, about: str, now: datetime
) -> None:  # fmt: skip
    body = letter(f"Hello {assignment.reviewer.name},", *paragraphs)
    mail.queue(
        session, to=assignment.reviewer.email, subject=subject, body=body, about=about, at=now,
        concerns=of_review(assignment),
    )  # fmt: skip
