"""Asking to be put in touch, and the answer. Names and addresses are told once both agreed, and never before."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from evidencehub.accounts.models import Person
from evidencehub.authz.acts import Course, checked, move
from evidencehub.authz.values import Actor, Facts
from evidencehub.brokerage import mails, meeting, queries, timing
from evidencehub.brokerage.mails import Links
from evidencehub.brokerage.models import HelpContact, HelpNotice
from evidencehub.brokerage.services import MAX_TEXT
from evidencehub.brokerage.states import ContactState
from evidencehub.brokerage.transitions import CONTACT
from evidencehub.projects.models import Project
from evidencehub.review import helpers
from evidencehub.shared import audit, transitions
from evidencehub.shared.errors import Invalid, WrongState

KIND = "help-contact"
ANSWER_DAYS = 14
MAX_OPEN = 10  # of one person at once


def _course(session: Session) -> Course:
    def may_meet(contact: HelpContact) -> str | None:
        return None if meeting.is_passed_on(session, contact) else "it is not open any more"

    return Course(KIND, ContactState, CONTACT, {"may_meet": may_meet})


def ask(
    session: Session, notice: HelpNotice, *, person: Person, project: Project | None, text: str, now: datetime,
    links: Links,
) -> HelpContact:  # fmt: skip
    """Pass on that somebody wants to be put in touch; where the two may not meet it is kept and not passed on.

    :param project: of a team that this person is in, for which they look for help; where the notice is an offer.
    :raises Invalid: nothing is said, no project is chosen, or it is their own.
    :raises WrongState: it is not published any more.
    """
    text = checked(text, "text", "Say what it is about", most=MAX_TEXT)
    if not notice.state.is_published:
        raise WrongState("This is not open any more: it was taken back, or its time is over.")
    if notice.is_offer and project is None:
        raise Invalid("Choose the project that it is for", {"project": "Choose the project that it is for"})
    if queries.asked_already(session, notice.id, person.id):
        raise Invalid("You have asked to be put in touch about this one. You can ask once")
    if queries.open_contacts_of(session, person.id) >= MAX_OPEN:
        raise Invalid(f"You have asked {MAX_OPEN} times and have no answer yet. Wait for one first")
    made = HelpContact(
        id=uuid4(), notice=notice, person=person, project=project if notice.is_offer else None, text=text,
        asked_at=now, until=timing.last_moment(now, ANSWER_DAYS),
    )  # fmt: skip
    organisation_id = made.helped.organisation_id
    if organisation_id and meeting.is_member(session, made.helper.id, organisation_id):
        raise Invalid("This is of your own organisation. Talk to them directly")
    session.add(made)
    session.flush()
    audit.record(session, "help-contact.ask", subject_type=KIND, subject_id=made.id, actor_id=person.id, at=now)
    timing.plan(session, made.id, {"contact": str(made.id)}, made.until)
    if meeting.is_passed_on(session, made):
        mails.asked(session, made, now=now, links=links)
    return made


def agree(session: Session, contact: HelpContact, *, person: Person, actor: Actor, facts: Facts, now: datetime) -> None:
    """Tell each how to reach the other, and keep the helper from grading this team's work.

    :param person: who says yes.
    :raises WrongState: it was answered, its time is over, or the two may not meet any more.
    """
    helped = contact.helped
    move(session, _course(session), contact, "agree", actor=actor, facts=facts, now=now)
    if helped.organisation_id is not None:
        helpers.add(session, contact.helper, helped.organisation_id, now=now)
    mails.agreed(session, contact, person, now=now)


def decline(
    session: Session, contact: HelpContact, *, actor: Actor, facts: Facts, now: datetime, links: Links
) -> None:  # fmt: skip
    """:raises WrongState: it was answered, or its time is over."""
    move(session, _course(session), contact, "decline", actor=actor, facts=facts, now=now)
    mails.declined(session, contact, now=now, links=links)


def lapse(session: Session, contact_id: UUID, *, now: datetime, links: Links) -> None:
    """Nobody answered in time; nothing where somebody did."""
    contact = session.get(HelpContact, contact_id, populate_existing=True)
    if contact is None or not transitions.starts_from(CONTACT, contact, "lapse"):
        return
    if timing.is_over(contact.until, now):
        timing.step(session, _course(session), contact, "lapse", now=now)
        mails.lapsed(session, contact, now=now, links=links)
