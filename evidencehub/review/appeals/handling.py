"""What an editor does with an appeal: take it in hand, take it over from another, or refuse it with reasons."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidencehub.accounts.models import Person
from evidencehub.authz.values import Actor, Facts, Permission
from evidencehub.projects.appeals.models import Appeal
from evidencehub.projects.appeals.states import AppealState
from evidencehub.review import cases
from evidencehub.review.appeals import mails
from evidencehub.review.appeals.stepping import KIND, checked, take, wait_for_turn
from evidencehub.review.links import IN_WORDS, Links
from evidencehub.shared import audit, due
from evidencehub.shared.errors import WrongState


def take_in_hand(session: Session, appeal: Appeal, *, actor: Actor, facts: Facts, now: datetime) -> None:
    """Take an appeal, or take it over from an editor who has it. Pressed twice, done once.

    :raises WrongState: it is over.
    :raises NotAllowed: they decided the case, settled what is contested, or have a conflict.
    """
    wait_for_turn(session, appeal)
    cases.require(facts, Permission.APPEAL_TAKE)
    if appeal.editor_id == actor.id and not appeal.state.is_sent:
        return
    if not appeal.state.is_with_editors:
        raise WrongState(f"This appeal is {appeal.state.in_words} now; nobody has to take it.")
    appeal.editor_id = actor.id
    if appeal.state.is_sent:
        take(session, appeal, "take", actor=actor, facts=facts, now=now)
        return
    audit.record(
        session, "appeal.taken-over", subject_type=KIND, subject_id=appeal.id, actor_id=actor.id, at=now,
        details={"submission": str(appeal.submission_id)},
    )  # fmt: skip
    session.flush()


def refuse(
    session: Session, appeal: Appeal, *, because: str, actor: Actor, facts: Facts, now: datetime,
    links: Links = IN_WORDS,
) -> None:  # fmt: skip
    """Do not open it, since it gives no ground; the team reads why.

    :raises Invalid: no reason. :raises WrongState: it is not in an editor's hand, or was opened.
    """
    wait_for_turn(session, appeal)
    appeal.answer = checked(because, "because", "Say why it gives no ground")
    take(session, appeal, "refuse", actor=actor, facts=facts, now=now)
    appeal.ended_at = now
    mails.refused(session, appeal, now=now, links=links)
    session.flush()


def handler(links: Links, now: Callable[[], datetime]) -> due.Handler:
    """Rows of appeals that wait for an editor: whoever has one in hand is reminded, or all where nobody has."""

    def work(payloads: Sequence[Mapping[str, Any]], _new_session: due.NewSession) -> due.Finish:
        def finish(session: Session) -> None:
            for payload in payloads:
                appeal = session.get(Appeal, UUID(payload["appeal"]))
                if appeal is not None:
                    _remind(session, appeal, payload["state"], now=now(), links=links)

        return finish

    return due.Handler(work)


def leaving_handler(links: Links, now: Callable[[], datetime]) -> due.Handler:
    """Rows of people who are no editors any more: an appeal that they had in hand is nobody's, and the others hear."""

    def work(payloads: Sequence[Mapping[str, Any]], _new_session: due.NewSession) -> due.Finish:
        def finish(session: Session) -> None:
            for payload in payloads:
                _release_all(session, UUID(payload["person"]), now=now(), links=links)

        return finish

    return due.Handler(work)


def _release_all(session: Session, person_id: UUID, *, now: datetime, links: Links) -> None:
    person = session.get(Person, person_id)
    if person is None or cases.is_editor(person):
        return  # made an editor again meanwhile
    waiting = [state for state in AppealState if state.is_with_editors]
    query = select(Appeal).where(Appeal.editor_id == person_id, Appeal.state.in_(waiting)).order_by(Appeal.id)
    for appeal in session.scalars(query).all():
        release(session, appeal, person_id, now=now, links=links)


def release(session: Session, appeal: Appeal, editor_id: UUID, *, now: datetime, links: Links) -> None:
    """Who has it in hand cannot go on with it: it is nobody's, and the other editors hear."""
    wait_for_turn(session, appeal)
    if appeal.editor_id != editor_id or not appeal.state.is_with_editors:
        return
    appeal.editor_id = None
    session.flush()
    audit.record(
        session, "appeal.released", subject_type=KIND, subject_id=appeal.id, actor_id=None, at=now,
        details={"submission": str(appeal.submission_id)},
    )  # fmt: skip
    mails.nobodys(session, appeal, now=now, links=links)


def _remind(session: Session, appeal: Appeal, state: str, *, now: datetime, links: Links) -> None:
    wait_for_turn(session, appeal)
    if appeal.state.value != state:
        return
    audit.record(
        session, "appeal.reminded", subject_type=KIND, subject_id=appeal.id, actor_id=None, at=now,
        details={"submission": str(appeal.submission_id)},
    )  # fmt: skip
    mails.waits(session, appeal, now=now, links=links)
