"""Whose case it is. The editor who takes a case runs it, and mails about it go there; a case may also be nobody's."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from evidencehub.accounts.models import Membership, Person
from evidencehub.accounts.queries import actor_for
from evidencehub.authz.policies import permits
from evidencehub.authz.values import Actor, Facts, Permission
from evidencehub.projects.models import Submission
from evidencehub.projects.states import SubmissionState
from evidencehub.review import access, cases, moving, owner_mails
from evidencehub.review.cases import is_editor, owner_of
from evidencehub.review.links import IN_WORDS, Links
from evidencehub.shared import audit, due
from evidencehub.shared.errors import Invalid, WrongState

_TEAMS = selectinload(Person.memberships).joinedload(Membership.organisation)


def take(
    session: Session, submission: Submission, *, actor: Actor, facts: Facts, now: datetime, links: Links = IN_WORDS
) -> None:
    """Run a case from now on; whoever ran it is told. Of one's own case nothing happens.

    :raises WrongState: the case is over.
    """
    before = _wait(session, submission, facts)
    if before is not None and before.id == actor.id:
        return
    submission.owner_id = actor.id
    session.flush()
    _note(session, submission, "case.taken", actor=actor, now=now)
    if before is not None:
        owner_mails.taken_over(session, submission, before, now=now, links=links)


def hand_over(
    session: Session, submission: Submission, to: UUID, *, actor: Actor, facts: Facts, now: datetime,
    links: Links = IN_WORDS,
) -> None:  # fmt: skip
    """Give a case to another editor, who is told; so is whoever ran it, if that is a third person.

    :raises Invalid: that person cannot run it.
    :raises WrongState: the case is over.
    """
    before = _wait(session, submission, facts)
    if before is not None and before.id == to:
        return
    person = next((each for each in who_could(session, submission) if each.id == to), None)
    if person is None:
        raise Invalid("They cannot run this case", {"to": "Choose one of the editors below"})
    submission.owner_id = person.id
    session.flush()
    _note(session, submission, "case.handed-over", actor=actor, now=now, details={"to": str(person.id)})
    if person.id != actor.id:
        owner_mails.handed_over(session, submission, person, now=now, links=links)
    if before is not None and before.id != actor.id:
        owner_mails.taken_over(session, submission, before, now=now, links=links)


def who_could(session: Session, submission: Submission) -> list[Person]:
    """Editors who may act on a case, by name, but the one who runs it."""
    query = select(Person).where(Person.is_editor, Person.is_active, Person.confirmed_at.is_not(None)).options(_TEAMS)
    query = query.where(Person.demo.is_(submission.demo))
    return [
        person
        for person in session.scalars(query.order_by(Person.name, Person.id))
        if person.id != submission.owner_id
        and permits(Permission.CASE_OWN, access.case_facts(session, actor_for(person), submission))
    ]


def release(session: Session, submission: Submission, *, now: datetime, links: Links) -> None:
    """The case is nobody's: whoever ran it cannot any more. All editors are told."""
    submission.owner_id = None
    session.flush()
    audit.record(
        session, "case.released", subject_type=moving.KIND, subject_id=submission.id, actor_id=None, at=now
    )  # fmt: skip
    asked = frozenset(one.reviewer.email for one in cases.assignments_of(session, submission))
    owner_mails.nobodys(session, submission, now=now, links=links, but_not=asked)


def handler(links: Links, now: Callable[[], datetime]) -> due.Handler:
    """Rows that accounts add of somebody who is no editor any more, or is switched off."""

    def work(payloads: Sequence[Mapping[str, Any]], _new_session: due.NewSession) -> due.Finish:
        def finish(session: Session) -> None:
            for payload in payloads:
                _release_all(session, UUID(payload["person"]), now=now(), links=links)

        return finish

    return due.Handler(work)


def _release_all(session: Session, person_id: UUID, *, now: datetime, links: Links) -> None:
    person = session.get(Person, person_id)
    if person is None or is_editor(person):
        return  # made an editor again meanwhile
    running = [state for state in SubmissionState if state.is_under_way]
    query = select(Submission).where(Submission.owner_id == person_id, Submission.state.in_(running))
    for submission in session.scalars(query.order_by(Submission.id)).all():
        cases.lock(session, submission)
        if submission.owner_id == person_id:
            release(session, submission, now=now, links=links)


def _wait(session: Session, submission: Submission, facts: Facts) -> Person | None:
    """Take the case's turn, and say who runs it now."""
    cases.lock(session, submission)
    cases.require(facts, Permission.CASE_OWN)
    if not submission.state.is_under_way:
        raise WrongState(f"This case is {submission.state.in_words} now; nobody has to run it.")
    return owner_of(session, submission)


def _note(
    session: Session, submission: Submission, action: str, *, actor: Actor, now: datetime,
    details: Mapping[str, str] | None = None,
) -> None:  # fmt: skip
    audit.record(
        session, action, subject_type=moving.KIND, subject_id=submission.id, actor_id=actor.id, at=now,
        details=details or {},
    )  # fmt: skip
