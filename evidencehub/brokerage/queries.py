"""Reads over offers of help, requests for it, and who asked to be put in touch."""

from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import Session, joinedload

from evidencehub.accounts.models import Person
from evidencehub.authz.values import Actor
from evidencehub.brokerage import meeting
from evidencehub.brokerage.models import HelpContact, HelpNotice, HelpReport, Side
from evidencehub.brokerage.states import ContactState, NoticeState
from evidencehub.projects.models import Project
from evidencehub.shared.paging import Page

SIZE = 25


def public(session: Session, number: int, *, side: Side, kind: str = "", area: str = "") -> Page[HelpNotice]:
    """What everybody may read, the newest first; a row that is about any area is about this one too."""
    query = _published(side, area).order_by(HelpNotice.decided_at.desc(), HelpNotice.id)
    found = [one for one in session.scalars(query) if not kind or kind in one.kinds]  # a list in a column: few rows
    start = (number - 1) * SIZE
    return Page(found[start : start + SIZE], number, SIZE, len(found))


def of_side(session: Session, side: Side, *, area: str, demo: bool) -> Sequence[HelpNotice]:
    """All of one side that everybody may read, of real people or of invented ones, the newest first."""
    query = (
        _published(side, area)
        .where(HelpNotice.demo.is_(demo))
        .options(joinedload(HelpNotice.project), joinedload(HelpNotice.person).selectinload(Person.memberships))
    )
    return session.scalars(query.order_by(HelpNotice.decided_at.desc(), HelpNotice.id)).all()


def _published(side: Side, area: str) -> Select[HelpNotice]:
    wanted: ColumnElement[bool] = HelpNotice.state == NoticeState.PUBLISHED
    wanted &= (HelpNotice.side == side) & _can_be_asked()
    if area:
        wanted &= HelpNotice.outcome_area.in_([area, ""])
    return select(HelpNotice).where(wanted)


def _can_be_asked() -> ColumnElement[bool]:
    """An account that is switched off offers nothing; what a team looks for hangs on nobody alone."""
    return (HelpNotice.side == Side.REQUEST) | HelpNotice.person.has(Person.is_active)


def notice(session: Session, notice_id: UUID) -> HelpNotice | None:
    return session.get(HelpNotice, notice_id)


def contact(session: Session, contact_id: UUID) -> HelpContact | None:
    return session.get(HelpContact, contact_id)


def waiting(session: Session) -> int:
    query = select(func.count()).select_from(HelpNotice).where(HelpNotice.state == NoticeState.WAITING)
    return session.scalar(query) or 0


def open_of(session: Session, person_id: UUID) -> int:
    counting = [state for state in NoticeState if state.counts]
    query = select(func.count()).select_from(HelpNotice)
    return session.scalar(query.where(HelpNotice.person_id == person_id, HelpNotice.state.in_(counting))) or 0


def own(session: Session, actor: Actor) -> Sequence[HelpNotice]:
    """What this person offers, and what their teams look for; the newest first."""
    query = select(HelpNotice).outerjoin(Project).where(_is_own(actor))
    return session.scalars(query.order_by(HelpNotice.sent_at.desc(), HelpNotice.id)).all()


def _is_own(actor: Actor) -> ColumnElement[bool]:
    return or_(
        (HelpNotice.side == Side.OFFER) & (HelpNotice.person_id == actor.id),
        (HelpNotice.side == Side.REQUEST) & Project.organisation_id.in_(tuple(actor.contributes)),
    )


def to_answer(session: Session, actor: Actor) -> list[HelpContact]:
    """Who wants to be put in touch with this person or their teams and may be, the longest waiting first."""
    query = select(HelpContact).join(HelpNotice).outerjoin(Project, HelpNotice.project_id == Project.id)
    query = query.where(_is_own(actor), HelpContact.state == ContactState.ASKED).options(*_WHOLE)
    found = session.scalars(query.order_by(HelpContact.asked_at, HelpContact.id))
    return [one for one in found if meeting.is_passed_on(session, one)]


def asked_by(session: Session, actor: Actor) -> Sequence[HelpContact]:
    """What this person asked, the newest first."""
    query = select(HelpContact).where(HelpContact.person_id == actor.id).options(*_WHOLE)
    return session.scalars(query.order_by(HelpContact.asked_at.desc(), HelpContact.id)).all()


_WHOLE = (
    joinedload(HelpContact.notice).joinedload(HelpNotice.person),
    joinedload(HelpContact.notice).joinedload(HelpNotice.project),
    joinedload(HelpContact.person),
    joinedload(HelpContact.project),
)


def asked_already(session: Session, notice_id: UUID, person_id: UUID) -> bool:
    query = select(HelpContact.id).where(HelpContact.notice_id == notice_id, HelpContact.person_id == person_id)
    return session.scalar(query) is not None


def open_contacts_of(session: Session, person_id: UUID) -> int:
    query = select(func.count()).select_from(HelpContact)
    return session.scalar(query.where(HelpContact.person_id == person_id, HelpContact.state == ContactState.ASKED)) or 0


def reports(session: Session, notice_ids: Collection[UUID]) -> Sequence[HelpReport]:
    """What was reported of these and no editor has settled, the oldest first."""
    query = select(HelpReport).where(HelpReport.notice_id.in_(notice_ids), HelpReport.settled_at.is_(None))
    return session.scalars(query.order_by(HelpReport.at, HelpReport.id)).all()


def desk(session: Session, number: int) -> Page[tuple[HelpNotice, int]]:
    """For editors, each with how many reports wait: reported ones first, then those that wait, then the rest."""
    total = session.scalar(select(func.count()).select_from(HelpNotice)) or 0
    open_reports = (
        select(func.count())
        .where(HelpReport.notice_id == HelpNotice.id, HelpReport.settled_at.is_(None))
        .scalar_subquery()
    )
    is_waiting = HelpNotice.state == NoticeState.WAITING
    query = select(HelpNotice, open_reports).order_by(
        case((open_reports > 0, 0), (is_waiting, 1), else_=2),
        case((is_waiting, HelpNotice.sent_at)),
        HelpNotice.decided_at.desc(),
        HelpNotice.id,
    )
    rows = session.execute(query.limit(SIZE).offset((number - 1) * SIZE))
    return Page([(row[0], row[1]) for row in rows], number, SIZE, total)


def offers(session: Session, kinds: Iterable[str], *, areas: Collection[str], demo: bool) -> list[HelpNotice]:
    """Published offers of any of these kinds of help, in one of these outcome areas or in any, the newest first."""
    wanted = frozenset(kinds)
    query = select(HelpNotice).where(
        HelpNotice.state == NoticeState.PUBLISHED, HelpNotice.side == Side.OFFER,
        HelpNotice.outcome_area.in_([*areas, ""]), HelpNotice.demo.is_(demo), _can_be_asked(),
    )  # fmt: skip
    found = session.scalars(query.order_by(HelpNotice.decided_at.desc(), HelpNotice.id))
    return [one for one in found if wanted.intersection(one.kinds)]
