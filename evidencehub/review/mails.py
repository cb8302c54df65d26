"""What reviewers, editors and teams are told. No mail names a reviewer, and none to a reviewer names the team."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from sqlalchemy.orm import Session

from evidencehub.accounts import queries as accounts
from evidencehub.accounts.models import Person
from evidencehub.projects.appeals.models import Appeal
from evidencehub.projects.frozen.keeping import name_sent
from evidencehub.projects.grounds import Ground
from evidencehub.projects.models import Submission
from evidencehub.review.cases import owner_of
from evidencehub.review.models import Assignment
from evidencehub.shared import mail
from evidencehub.shared.words import day, weekday


class Links(Protocol):
    """Where a mail sends its reader, as a whole sentence; the web edge supplies addresses, services know none."""

    def review(self, assignment_id: UUID) -> str: ...

    def decline(self, assignment_id: UUID) -> str: ...

    def confirm(self, assignment_id: UUID, asked_at: datetime) -> str: ...

    def discussion(self, assignment_id: UUID) -> str: ...

    def case(self, submission_id: UUID) -> str: ...

    def projects(self) -> str: ...

    def questions(self, submission_id: UUID) -> str: ...

    def asked(self, assignment_id: UUID) -> str: ...

    def answer(self, question_id: UUID) -> str: ...

    def appeal(self, submission_id: UUID) -> str: ...

    def appealed(self, submission_id: UUID) -> str: ...

    def facts(self, submission_id: UUID) -> str: ...

    def own_facts(self, submission_id: UUID) -> str: ...


class InWords:
    """For those who have no web edge at hand, such as a command."""

    def review(self, assignment_id: UUID) -> str:
        return 'Sign in to the hub and open "Your reviews".'

    def decline(self, assignment_id: UUID) -> str:
        return "If you cannot do it, say so there."

    def confirm(self, assignment_id: UUID, asked_at: datetime) -> str:
        return 'Sign in to the hub and open "Your reviews".'

    def discussion(self, assignment_id: UUID) -> str:
        return 'Sign in to the hub and open "Your reviews".'

    def case(self, submission_id: UUID) -> str:
        return 'Sign in to the hub and open "Cases".'

    def projects(self) -> str:
        return 'Sign in to the hub and open "Your projects".'

    def questions(self, submission_id: UUID) -> str:
        return 'Sign in to the hub and open "Cases".'

    def asked(self, assignment_id: UUID) -> str:
        return 'Sign in to the hub and open "Your reviews".'

    def answer(self, question_id: UUID) -> str:
        return 'Sign in to the hub and open "Your projects".'

    def appeal(self, submission_id: UUID) -> str:
        return 'Sign in to the hub and open "Cases".'

    def appealed(self, submission_id: UUID) -> str:
        return 'Sign in to the hub and open "Your projects".'

    def facts(self, submission_id: UUID) -> str:
        return 'Sign in to the hub and open "Cases".'

    def own_facts(self, submission_id: UUID) -> str:
        return 'Sign in to the hub and open "Your projects".'


IN_WORDS: Links = InWords()


def letter(*paragraphs: str) -> str:
    return "\n\n".join(paragraphs)


def of_review(assignment: Assignment) -> str:
    """What a mail to a reviewer tells of."""
    return f"review:{assignment.id}"


def invite(session: Session, assignment: Assignment, *, now: datetime, links: Links) -> None:
    asked = len(assignment.only)
    what = f"{asked} {'question' if asked == 1 else 'questions'} about a submission" if asked else "a submission"
    body = letter(
        f"Hello {assignment.reviewer.name},",
        f"We would like you to grade {what}. We have found no conflict of interest. You will see how long it is "
        "first, then whose it is, and you say whether you know of a conflict.",
        f"Please send your findings by {day(assignment.due_at)}.",
        links.review(assignment.id),
        links.decline(assignment.id),
    )
    subject = "Will you grade an evaluation?"
    mail.queue(
        session,
        to=assignment.reviewer.email,
        subject=subject,
        body=body,
        about="review.invited",
        at=now,
        concerns=of_review(assignment),
    )


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
    team = (case.submission if isinstance(case, Appeal) else case).project.organisation_id
    left_out = but_not.union(accounts.team_emails(session, team) if team else ())
    owner = None if all_of_them else owner_of(session, case)
    alone = [owner.email] if owner is not None and owner.email not in left_out else None
    told = [address for address in alone or accounts.editor_emails(session) if address not in left_out]
    for address in told:
        mail.queue(session, to=address, subject=subject, body=body, about=about, at=now, concerns=of_desk(case))
    if not told:
        _nobody_can(session, case, now=now, but_not=left_out)


def of_desk(case: Submission | Appeal) -> str:
    """What a mail to editors tells of."""
    return f"appeal:{case.submission_id}" if isinstance(case, Appeal) else f"case:{case.id}"


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


def desk_of(assignment: Assignment, links: Links) -> str:
    """Where an editor sees what became of a seat."""
    return (links.appeal if assignment.is_on_appeal else links.case)(assignment.submission_id)


def returned(session: Session, submission: Submission, *, now: datetime, links: Links) -> None:
    name = name_sent(submission)
    body = letter(
        "Hello,",
        f"Thank you for sending us {name}. Before reviewers can grade it, something has to change:",
        submission.returned_reason,
        "What you sent is kept. Change it and send it again when it suits you.",
        links.projects(),
    )
    subject = f"Please look again: {name}"
    tell_team(session, submission, subject=subject, body=body, about="submission.returned", now=now)


def rejected(session: Session, submission: Submission, ground: Ground, *, now: datetime, links: Links) -> None:
    name = name_sent(submission)
    stays = "Its title and plan stay public, with a note that it was not taken on, and without the reason."
    body = letter(
        "Hello,",
        f"Thank you for sending us {name}. We have looked through it and cannot take it on for grading. "
        f"{ground.told} This is no judgement of your evidence or your organisation.",
        "The editor writes:",
        submission.ended_because,
        f"What you can do: {ground.next[:1].lower()}{ground.next[1:]}",
        f"What you sent is kept. {stays if ground.stub_stays else 'Nothing of it is public any more.'}",
        links.projects(),
    )
    subject = f"We cannot take on {name}"
    tell_team(session, submission, subject=subject, body=body, about="submission.rejected", now=now)


def withdrawn(
    session: Session, submission: Submission, *, now: datetime, links: Links, but_not: frozenset[str]
) -> None:
    """To the whole team, since one of them did it, and to the editors."""
    name, about = name_sent(submission), "submission.withdrawn"
    body = letter(
        "Hello,",
        f"Somebody in your team has withdrawn {name}. It is not graded any more. What you sent is kept, and its title "
        "and plan stay public, with a note that the team withdrew it.",
        "You can send it again when it suits you.",
        links.projects(),
    )
    tell_team(session, submission, subject=f"{name} is withdrawn", body=body, about=about, now=now)
    body = letter(
        "Hello,",
        f"The team has withdrawn {name}, so the case has ended. Reviewers who had a place on it are told and thanked. "
        "You need not do anything.",
        links.case(submission.id),
    )
    subject = f"The team has withdrawn {name}"
    tell_editors(session, submission, subject=subject, body=body, about=about, now=now, but_not=but_not)


def started(session: Session, submission: Submission, *, due_at: datetime, now: datetime, links: Links) -> None:
    name = name_sent(submission)
    body = letter(
        "Hello,",
        f"Two reviewers have been asked to grade {name}. They work apart and should be done by {day(due_at)}. Then we "
        "settle what they see differently, and you get a letter.",
        "You need not do anything now.",
        links.projects(),
    )
    subject = f"Two reviewers will grade {name}"
    tell_team(session, submission, subject=subject, body=body, about="review.started", now=now)


def both_in(session: Session, submission: Submission, *, now: datetime, links: Links, but_not: frozenset[str]) -> None:
    name = name_sent(submission)
    body = letter(
        "Hello,",
        f"Both reviewers have sent their findings on {name}. Next, settle what differs.",
        links.case(submission.id),
    )
    subject = f"Both reviews are in: {name}"
    tell_editors(session, submission, subject=subject, body=body, about="review.both-in", now=now, but_not=but_not)


def discussed(session: Session, assignment: Assignment, *, now: datetime, links: Links) -> None:
    """Names neither the team nor anybody who wrote."""
    body = letter(
        f"Hello {assignment.reviewer.name},",
        "You and the other reviewer of a case see a question differently, and somebody wrote about it. You can read it "
        "and answer. Your findings stay as you sent them.",
        links.discussion(assignment.id),
    )
    subject = "Something new about a case that you graded"
    mail.queue(
        session,
        to=assignment.reviewer.email,
        subject=subject,
        body=body,
        about="review.discussed",
        at=now,
        concerns=of_review(assignment),
    )


def discussed_by_reviewers(
    session: Session, submission: Submission, *, now: datetime, links: Links, but_not: frozenset[str]
) -> None:
    name = name_sent(submission)
    body = letter("Hello,", f"A reviewer of {name} wrote about what differs.", links.case(submission.id))
    subject = f"Something new on what differs: {name}"
    tell_editors(session, submission, subject=subject, body=body, about="review.discussed", now=now, but_not=but_not)


def third_in(
    session: Session, submission: Submission, *, settled: int, left: int, now: datetime, links: Links,
    but_not: frozenset[str],
) -> None:  # fmt: skip
    name = name_sent(submission)
    told = f"{settled} {'question is' if settled == 1 else 'questions are'} settled by two of three."
    todo = f"{left} {'is' if left == 1 else 'are'} left for you to settle." if left else "Nothing is left to settle."
    body = letter(
        "Hello,",
        f"The third reviewer has sent their findings on {name}. {told} {todo}",
        links.case(submission.id),
    )
    subject = f"The third review is in: {name}"
    tell_editors(session, submission, subject=subject, body=body, about="review.third-in", now=now, but_not=but_not)


_YOUR_WORD = (
    "Once it is public, the page of this review asks whether your name may stand on the record, and why you saw a "
    "question differently. You need not answer: without a word from you no name stands there."
)


def decided_third(
    session: Session, assignment: Assignment, *, reached: str, majority: int, now: datetime, read: str, own: str
) -> None:
    """What became of a third review; as :func:`decided`."""
    name = name_sent(assignment.submission)
    asked = len(assignment.only)
    body = letter(
        f"Hello {assignment.reviewer.name},",
        f"You were the third reviewer of {name}. It has been decided: {reached}. Of the {asked} "
        f"{'question' if asked == 1 else 'questions'} that you graded, {majority} "
        f"{'was' if majority == 1 else 'were'} settled by two of three.",
        read,
        f"{_YOUR_WORD} {own}",
        "Thank you for your work.",
    )
    subject = f"What became of your review: {name}"
    mail.queue(
        session,
        to=assignment.reviewer.email,
        subject=subject,
        body=body,
        about="review.decided",
        at=now,
        concerns=of_review(assignment),
    )


def when_public(since: datetime | None) -> str:
    """For a reviewer, of what was found. :param since: None where it is public now."""
    if since is None:
        return "What was agreed on each question, and the reasons, is public now."
    return (
        f"What was agreed on each question, and the reasons, becomes public on {weekday(since)}, or earlier if the "
        "team says so. Until then please keep it to yourself."
    )


def decided(
    session: Session,
    assignment: Assignment,
    *,
    reached: str,
    agreed: int,
    compared: int,
    now: datetime,
    read: str,
    own: str,
) -> None:
    """What became of a review. All of this is public, or will be, but that this person was one of the two."""
    name = name_sent(assignment.submission)
    questions = "question" if compared == 1 else "questions"
    body = letter(
        f"Hello {assignment.reviewer.name},",
        f"You graded {name}. It has been decided: {reached}. Of the {compared} {questions} that both "
        f"reviewers answered, you answered {agreed} alike before anybody talked.",
        read,
        f"{_YOUR_WORD} {own}",
        "Thank you for your work.",
    )
    subject = f"What became of your review: {name}"
    mail.queue(
        session,
        to=assignment.reviewer.email,
        subject=subject,
        body=body,
        about="review.decided",
        at=now,
        concerns=of_review(assignment),
    )


def conflict_arose(
    session: Session,
    submission: Submission,
    *,
    because: str,
    reviewers: int,
    editors: int,
    now: datetime,
    links: Links,
    but_not: frozenset[str],
) -> None:
    """Counts alone: an editor who is told may have a conflict by now, and may not know who grades."""
    name = name_sent(submission)
    counted = ((reviewers, "reviewer"), (editors, "editor"))
    who = " and ".join(f"{count} {word}{'s' if count > 1 else ''}" for count, word in counted if count)
    body = letter(
        "Hello,",
        f"{because.format(name=name)} Because of that {who} "
        f"{'has' if reviewers + editors == 1 else 'have'} a conflict of interest now. Editors with a conflict can no "
        "longer act on the case.",
        links.case(submission.id),
    )
    subject = f"A conflict of interest has arisen: {name}"
    about = "review.conflict-arose"
    tell_editors(
        session, submission, subject=subject, body=body, about=about, now=now, but_not=but_not, all_of_them=True
    )  # fmt: skip


def handed_over(session: Session, submission: Submission, to: Person, *, now: datetime, links: Links) -> None:
    name = name_sent(submission)
    body = letter(
        f"Hello {to.name},",
        f"Another editor has given you the case {name}. You run it now, and mails about it come to you.",
        links.case(submission.id),
    )
    subject = f"You run a case now: {name}"
    mail.queue(
        session,
        to=to.email,
        subject=subject,
        body=body,
        about="case.handed-over",
        at=now,
        concerns=f"case:{submission.id}",
    )


def taken_over(session: Session, submission: Submission, before: Person, *, now: datetime, links: Links) -> None:
    name = name_sent(submission)
    body = letter(
        f"Hello {before.name},",
        f"Another editor runs the case {name} now, and mails about it go there. You need not do anything more for it.",
        links.case(submission.id),
    )
    subject = f"Another editor runs a case of yours: {name}"
    mail.queue(
        session,
        to=before.email,
        subject=subject,
        body=body,
        about="case.taken-over",
        at=now,
        concerns=f"case:{submission.id}",
    )


def nobodys(session: Session, submission: Submission, *, now: datetime, links: Links, but_not: frozenset[str]) -> None:
    name = name_sent(submission)
    body = letter(
        "Hello,",
        f"Nobody runs the case {name} now: the editor who did cannot do it any more. Please take it.",
        links.case(submission.id),
    )
    subject = f"Nobody runs a case: {name}"
    tell_editors(session, submission, subject=subject, body=body, about="case.nobodys", now=now, but_not=but_not)


def seat_open(
    session: Session, assignment: Assignment, *, now: datetime, links: Links, but_not: frozenset[str]
) -> None:
    submission = assignment.submission
    name = name_sent(submission)
    body = letter(
        "Hello,",
        f"The third reviewer of {name} cannot grade it. You can ask another, or settle what differs yourself."
        if assignment.is_third
        else f"One of the two reviewers of {'the appeal about ' if assignment.is_on_appeal else ''}{name} cannot grade "
        "it. Please choose another.",
        desk_of(assignment, links),
    )
    subject = f"A reviewer is needed: {name}"
    tell_editors(
        session, assignment.appeal or submission, subject=subject, body=body, about="review.seat-open", now=now,
        but_not=but_not,
    )  # fmt: skip
