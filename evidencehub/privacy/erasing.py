"""Taking somebody out of the record: their rows and words go as the table says, and what they did stays by nobody.

Nothing that was found or decided changes. Copies of what is public are renewed where a name may have stood.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, delete, false, func, or_, select, update
from sqlalchemy.orm import Session

from evidencehub.accounts import services as accounts
from evidencehub.accounts.models import Person
from evidencehub.accounts.queries import actor_for
from evidencehub.authz.values import facts_of
from evidencehub.brokerage import contacts
from evidencehub.brokerage import services as brokerage
from evidencehub.brokerage.mails import Links as HelpLinks
from evidencehub.brokerage.models import HelpContact, HelpNotice
from evidencehub.catalogue.outcomes.certainty.models import Judgement, Seat
from evidencehub.catalogue.outcomes.models import SynthesisVersion
from evidencehub.notices.models import Notice
from evidencehub.privacy.gathering import whose
from evidencehub.privacy.held import Held
from evidencehub.privacy.table import TABLE
from evidencehub.projects import public
from evidencehub.projects.models import Submission
from evidencehub.review.models import Assignment
from evidencehub.review.voices.models import NameAnswer
from evidencehub.shared import audit, due, everywhere
from evidencehub.shared.db import Base
from evidencehub.shared.mail import Mail
from evidencehub.shared.passages import REMOVED, Passage

_AT_ONCE = 500  # rows; an older SQLite takes 999 parameters
_DOMAIN = "erased.invalid"  # a top that leads nowhere, for ever (RFC 2606)


def erase(
    session: Session, person: Person, passages: Sequence[Passage], *, password_hash: str, now: datetime,
    links: HelpLinks,
) -> list[UUID]:  # fmt: skip
    """Do it, and return which mails lost words, of which a folder may hold files.

    :param passages: their name and their address, taken out of what the hub itself wrote to others.
    :param password_hash: of a password that nobody knows.
    """
    projects = _where_a_name_may_stand(session, person)
    _end_help(session, person, now=now, links=links)
    mails = _their_mails(session, person)
    for kept in TABLE:
        for one in kept.held:
            _take(session, one, person)
    seats = select(Assignment.id).where(Assignment.reviewer_id == person.id)
    session.execute(update(NameAnswer).where(NameAnswer.assignment_id.in_(seats)).values(may_stand=False, at=now))
    session.execute(update(Seat).where(Seat.person_id == person.id).values(is_named=False))
    session.expire_all()
    accounts.switch_off(session, person, actor_id=None, now=now)
    _rename(person, password_hash)
    session.flush()
    mails += _out_of_mails(session, passages)
    for project_id in projects:
        public.changed(session, project_id)
    audit.record(session, "person.erased", subject_type="person", subject_id=person.id, actor_id=None, at=now)
    session.flush()
    return mails


def named(person: Person) -> str:
    """What stands in place of their name."""
    role = "a reviewer" if person.is_reviewer else "an editor" if person.is_editor else "somebody"
    return f"{role} who has left"


def _rename(person: Person, password_hash: str) -> None:
    person.name, person.email = named(person), f"{person.id.hex}@{_DOMAIN}"
    person.password_hash = password_hash
    person.session_version += 1
    person.confirmed_at = person.trained_at = None
    person.is_editor = person.is_reviewer = person.is_admin = False


def _where_a_name_may_stand(session: Session, person: Person) -> set[UUID]:
    graded = select(Submission.project_id).join(Assignment).where(Assignment.reviewer_id == person.id)
    judged = select(SynthesisVersion.project_id).join(Judgement, Judgement.version_id == SynthesisVersion.id)
    judged = judged.join(Seat).where(Seat.person_id == person.id)
    return {*session.scalars(graded), *session.scalars(judged)}


def _end_help(session: Session, person: Person, *, now: datetime, links: HelpLinks) -> None:
    """What they offer or ask for ends; who waits for an answer of theirs hears that none comes."""
    mine = HelpNotice.person_id == person.id
    actor = actor_for(person)
    for notice in session.scalars(select(HelpNotice).where(mine)).all():
        if notice.state.counts:
            facts = facts_of(actor).and_(team=True, contributor=True, public=notice.state.is_published)
            brokerage.end(session, notice, actor=actor, facts=facts, now=now)
    query = select(HelpContact).join(HelpNotice).where(or_(mine, HelpContact.person_id == person.id))
    for contact in session.scalars(query).all():
        if contact.state.is_open:
            contact.until = now - timedelta(seconds=1)
            session.flush()
            contacts.lapse(session, contact.id, now=now, links=links)


def _their_mails(session: Session, person: Person) -> list[UUID]:
    """Those to them lose their words, and do not go out any more."""
    told = select(Notice.mail_id).where(Notice.person_id == person.id)
    by_address = func.lower(Mail.to) == person.email if person.confirmed_at else false()
    theirs = select(Mail.id).where(or_(Mail.id.in_(told), by_address))
    ids = list(session.scalars(theirs))
    gone = {"subject": REMOVED, "body": REMOVED, "stop_at": "", "refused_because": ""}
    gone["to"] = f"{person.id.hex}@{_DOMAIN}"
    for start in range(0, len(ids), _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        session.execute(update(Mail).where(Mail.id.in_(some)).values(gone))
        due.forget(session, due.keyed(session, "mail", [str(each) for each in some]))
    return ids


def _take(session: Session, one: Held, person: Person) -> None:
    table = Base.metadata.tables[one.table]
    if one.goes:
        session.execute(delete(table).where(whose(one, person)))
    elif one.empties:
        emptied = {name: _empty(table.c[name]) for name in one.empties}
        session.execute(update(table).where(whose(one, person)).values(emptied))


def _empty(column: Any) -> Any:
    if column.nullable:
        return None
    return [] if isinstance(column.type, JSON) else ""


def _out_of_mails(session: Session, passages: Sequence[Passage]) -> list[UUID]:
    """What the hub wrote to others about them, such as that they joined the team."""
    others = [table for table in everywhere.tables() if table != Mail.__tablename__]
    connection, changed = session.connection(), set[UUID]()
    for passage in passages:
        found = everywhere.rows_holding(connection, passage, but_not=others).get(Mail.__tablename__, [])
        changed |= {key for (key,) in found}
        everywhere.take_out(connection, passage, but_not=others)
    session.expire_all()
    return list(changed)
