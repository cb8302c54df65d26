"""Offers of help and requests for it: sending, publishing, refusing, ending, and running out. Services flush."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from evidencehub.accounts.models import Person
from evidencehub.authz.acts import Course, checked, move
from evidencehub.authz.values import Actor, Facts
from evidencehub.brokerage import mails, matching, queries, timing
from evidencehub.brokerage.kinds import kinds
from evidencehub.brokerage.mails import Links
from evidencehub.brokerage.models import HelpNotice, HelpReport, Side
from evidencehub.brokerage.states import NoticeState
from evidencehub.brokerage.transitions import NOTICE
from evidencehub.consultation.models import CommentRole
from evidencehub.projects.models import Project
from evidencehub.shared import audit
from evidencehub.shared.errors import Invalid, NotAllowed
from evidencehub.standards.files.vocabulary import load_vocabulary

KIND = "help"
MAX_TEXT = 1_000  # characters; of a notice, a message, a report and a reason alike
MAX_OPEN = 5  # notices of one person at once
STANDS_DAYS = 90
COURSE = Course(KIND, NoticeState, NOTICE)


@dataclass(frozen=True)
class Typed:
    """What somebody typed into the form."""

    side: Side
    kinds: Sequence[str]
    text: str
    role: CommentRole
    outcome_area: str = ""  # "" for any
    place: str = ""  # "" for anywhere
    hours: int | None = None


def send(
    session: Session, typed: Typed, *, person: Person, project: Project | None = None, now: datetime, links: Links
) -> HelpNotice:
    """Keep an offer or a request for an editor to read.

    :param project: of a team that this person is in; for a request.
    :raises Invalid: ``errors`` names what is missing or wrong.
    """
    errors: dict[str, str] = {}
    if not typed.kinds or not set(typed.kinds) <= kinds().keys():
        errors["kinds"] = "Choose what kind of help it is"
    if typed.outcome_area and typed.outcome_area not in load_vocabulary("outcome-areas").by_slug:
        errors["outcome_area"] = "Choose an area of this list"
    if typed.side is Side.REQUEST and project is None:
        errors["project"] = "Choose the project that it is for"
    if errors:
        raise Invalid(next(iter(errors.values())), errors)
    text = checked(typed.text, "text", "Say it in your own words", most=MAX_TEXT)
    if queries.open_of(session, person.id) >= MAX_OPEN:
        raise Invalid(f"You have {MAX_OPEN} offers and requests open. Take one back first")
    was_empty = not queries.waiting(session)
    made = HelpNotice(
        id=uuid4(), side=typed.side, person_id=person.id, project_id=project.id if project else None, role=typed.role,
        kinds=list(dict.fromkeys(typed.kinds)), outcome_area=typed.outcome_area, place=typed.place, hours=typed.hours,
        text=text, sent_at=now, demo=person.demo,
    )  # fmt: skip
    session.add(made)
    session.flush()
    audit.record(
        session, "help.send", subject_type=KIND, subject_id=made.id, actor_id=person.id, at=now,
        details={"side": typed.side.value},
    )  # fmt: skip
    if was_empty:
        mails.waits(session, now=now, links=links)
    return made


def publish(session: Session, notice: HelpNotice, *, actor: Actor, facts: Facts, now: datetime, links: Links) -> None:
    """Let everybody read it for a while, and tell those whose own offer or request it fits.

    :raises WrongState: it is published already.
    """
    move(session, COURSE, notice, "publish", actor=actor, facts=facts, now=now)
    _stands(session, notice, now)
    mails.published(session, notice, now=now, links=links)
    if not notice.demo:  # of invented ones there is nobody to tell
        mails.fits(session, notice, matching.fitting(session, notice), now=now, links=links)


def refuse(
    session: Session, notice: HelpNotice, *, reason: str, actor: Actor, facts: Facts, now: datetime, links: Links
) -> None:
    """Keep it from the public, or take it down, with the reason. What was reported of it is settled by that.

    :raises Invalid: no reason is given. :raises WrongState: it is refused already.
    """
    reason = checked(reason, "reason", "Say why it cannot be published", most=MAX_TEXT)
    move(session, COURSE, notice, "refuse", actor=actor, facts=facts, now=now)
    notice.reason, notice.until = reason, None
    _settle_reports(session, notice, actor=actor, now=now)
    mails.refused(session, notice, now=now, links=links)


def end(session: Session, notice: HelpNotice, *, actor: Actor, facts: Facts, now: datetime) -> None:
    """Take it back. :raises WrongState: it is over already."""
    move(session, COURSE, notice, "end", actor=actor, facts=facts, now=now)
    notice.until = None
    session.flush()


def renew(session: Session, notice: HelpNotice, *, actor: Actor, facts: Facts, now: datetime) -> None:
    """It still holds: everybody reads it for as long again. :raises WrongState: it was never published, or is over."""
    move(session, COURSE, notice, "renew", actor=actor, facts=facts, now=now)
    _stands(session, notice, now)


def report(
    session: Session, notice: HelpNotice, *, text: str, actor: Actor, now: datetime, links: Links
) -> HelpReport:  # fmt: skip
    """Tell the editors why it should not stand there. It stays until one of them takes it down.

    :raises NotAllowed: who asks has no account.
    :raises Invalid: nothing is said.
    """
    text = checked(text, "text", "Say what is wrong with it", most=MAX_TEXT)
    if actor.id is None:
        raise NotAllowed("Sign in to report this.")
    made = HelpReport(id=uuid4(), notice_id=notice.id, person_id=actor.id, text=text, at=now)
    session.add(made)
    session.flush()
    audit.record(session, "help.report", subject_type=KIND, subject_id=notice.id, actor_id=actor.id, at=now)
    mails.reported(session, notice, now=now, links=links)
    return made


def keep(session: Session, notice: HelpNotice, *, actor: Actor, now: datetime) -> None:
    """Nothing is wrong with what was reported: it stands on."""
    if _settle_reports(session, notice, actor=actor, now=now):
        audit.record(session, "help.keep", subject_type=KIND, subject_id=notice.id, actor_id=actor.id, at=now)


def _settle_reports(session: Session, notice: HelpNotice, *, actor: Actor, now: datetime) -> int:
    found = queries.reports(session, [notice.id])
    for one in found:
        one.settled_at, one.settled_by = now, actor.id
    session.flush()
    return len(found)


def _stands(session: Session, notice: HelpNotice, now: datetime) -> None:
    notice.until, notice.reason = timing.last_moment(now, STANDS_DAYS), ""
    session.flush()
    timing.plan(session, notice.id, {"notice": str(notice.id)}, notice.until)


def expire(session: Session, notice_id: UUID, *, now: datetime, links: Links) -> None:
    """End what has stood for its time; nothing where it was renewed or is over."""
    notice = session.get(HelpNotice, notice_id, populate_existing=True)
    if notice is None or not notice.state.is_published or notice.until is None or not timing.is_over(notice.until, now):
        return
    timing.step(session, COURSE, notice, "expire", now=now)
    if not notice.demo:  # of an invented one there is nobody to tell
        mails.expired(session, notice, now=now, links=links)
