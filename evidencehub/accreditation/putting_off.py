"""Deciding with time to take it back: what was pressed is checked at once, and done when the time is up."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from evidencehub.accounts.models import Person
from evidencehub.accounts.queries import actor_for
from evidencehub.accreditation import services
from evidencehub.accreditation.leads import Leads
from evidencehub.authz.policies import permits
from evidencehub.authz.values import Actor, Facts, Permission
from evidencehub.projects.frozen.keeping import name_sent
from evidencehub.projects.models import Submission
from evidencehub.review import access, cases, pending, seating, telling
from evidencehub.review.links import Links
from evidencehub.review.reconciling import compare, reason_against_deciding
from evidencehub.review.telling import letter
from evidencehub.shared import audit, due, mail


def decide_later(
    session: Session, submission: Submission, *, strengths: str, actor: Actor, facts: Facts, now: datetime,
    seen_then: str, minutes: int,
) -> datetime:  # fmt: skip
    """Take a decision that is done when the time is up; everything that would refuse it now is refused now.

    :return: when the letter goes out.
    :raises Overtaken: something changed after the page was opened.
    :raises WrongState: as :func:`services.decide`, and where a decision waits already.
    """
    strengths, _ = services.ready(session, submission, strengths=strengths, facts=facts, seen_then=seen_then)
    return pending.put_off(
        session, submission, strengths=strengths, seen=seen_then, actor=actor, now=now, minutes=minutes
    )  # fmt: skip


def handler(leads: Callable[[Submission], Leads], links: Links, now: Callable[[], datetime]) -> due.Handler:
    """The worker's handler: decide as it was pressed, or tell whoever pressed it why not. Never by halves."""

    def work(payloads: Sequence[Mapping[str, Any]], _new_session: due.NewSession) -> due.Finish:
        def finish(session: Session) -> None:
            for payload in payloads:
                submission = session.get(Submission, UUID(payload["submission"]))
                person = session.get(Person, UUID(payload["editor"]))
                if submission is not None and person is not None:
                    _decide(session, submission, person, payload, now=now(), leads=leads, links=links)

        return finish

    return due.Handler(work)


def _decide(
    session: Session, submission: Submission, person: Person, payload: Mapping[str, Any], *, now: datetime,
    leads: Callable[[Submission], Leads], links: Links,
) -> None:  # fmt: skip
    cases.lock(session, submission)
    waits = pending.pending_of(session, submission)
    if waits is None or waits.press != payload.get("press", ""):
        return  # taken back while the worker had it in hand, and perhaps decided anew
    actor = actor_for(person)
    facts = access.case_facts(session, actor, submission)
    if against := _against(session, submission, person, facts, payload["seen"]):
        _tell_not_done(session, submission, person, against, now=now, links=links)
        return
    services.decide(
        session, submission, strengths=payload["strengths"], actor=actor, facts=facts, now=now,
        leads=leads(submission),
    )  # fmt: skip


def _against(session: Session, submission: Submission, person: Person, facts: Facts, seen: str) -> str | None:
    if not submission.state.is_settling:
        return f"the case is {submission.state.in_words} now"
    if not _may_decide(person, facts):
        return "the editor who decided may not do so any more"
    comparison = compare(session, submission)
    if services.seen_of(comparison) != seen:
        return "somebody settled a question anew, or wrote about one, in the meantime"
    return reason_against_deciding(comparison)


def _may_decide(person: Person, facts: Facts) -> bool:
    return cases.is_editor(person) and permits(Permission.CASE_DECIDE, facts)


def _tell_not_done(
    session: Session, submission: Submission, person: Person, against: str, *, now: datetime, links: Links
) -> None:
    name = name_sent(submission)
    audit.record(
        session, "submission.decision-void", subject_type="submission", subject_id=submission.id, actor_id=None, at=now
    )
    subject, about = f"Not decided: {name}", "review.decision-void"
    said = f"It did not: {against}. No letter was sent, and nothing is public. Please look again."
    if not _may_decide(person, access.case_facts(session, actor_for(person), submission)):
        body = letter("Hello,", f"{name} was decided, and it was to go out now. {said}", links.case(submission.id))
        but_not = seating.emails_of_all_asked(session, submission)
        telling.tell_editors(session, submission, subject=subject, body=body, about=about, now=now, but_not=but_not)
        return
    body = letter(
        f"Hello {person.name},", f"You decided {name}, and it was to go out now. {said}", links.case(submission.id)
    )
    mail.queue(session, to=person.email, subject=subject, body=body, about=about, at=now)
