"""No notice is missing, and none was sent twice: what the acts had to send against the mails that were queued.

Each act has a moment of its own, which its audit entry and its mails share. What the clock alone sends (of talk about
what differs, of holds that last) is counted.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidencehub.accounts.models import Invitation
from evidencehub.accreditation.holds.services import REMIND_DAYS
from evidencehub.accreditation.models import Hold
from evidencehub.accreditation.publishing import REMIND_BEFORE
from evidencehub.review.discussing import MORNING
from evidencehub.review.models import Remark
from evidencehub.shared import working_days
from evidencehub.shared.audit import AuditEntry
from evidencehub.shared.clock import day_of, end_of
from evidencehub.shared.db import reading_only
from evidencehub.shared.mail import Mail
from evidencehub.simulation.checks import awards, reports
from evidencehub.simulation.checks.expected import RULES, Told
from evidencehub.simulation.checks.history import History
from evidencehub.simulation.world import World

BY_THE_CLOCK = frozenset(
    {
        "review.discussed", "accreditation.hold-lasts", "submission.published-soon", "accreditation.due",
        "accreditation.expired", "mistake.still-waits",
    }
)  # fmt: skip
SHOWN = 20


def problems(world: World) -> list[str]:
    with reading_only(), world.sessions() as session:
        history = History.read(session, world.readers)
        rows = session.execute(select(Mail.created_at, Mail.about, Mail.to)).all()
        wanted = Counter(_by_acts(session, history))
        days, now = world.settings.facts_check_days, world.clock()
        timed = Counter(
            [
                *_of_talk(session, history), *_of_holds(session, history, now), *_of_publishing(history, days),
                *awards.mails(history, now, world.plan.worker_every), *reports.mails(session, history),
            ]
        )  # fmt: skip
    sent = Counter((at, about, to) for at, about, to in rows if about not in BY_THE_CLOCK)
    sent_by_clock = Counter((about, to) for _, about, to in rows if about in BY_THE_CLOCK)
    found = [f"missing: {about} to {to}, {at:%d %B %Y %H:%M}" for at, about, to in (wanted - sent).elements()]
    found += [f"too many: {about} to {to}, {at:%d %B %Y %H:%M}" for at, about, to in (sent - wanted).elements()]
    found += [f"missing: {about} to {to}" for about, to in (timed - sent_by_clock).elements()]
    found += [f"too many: {about} to {to}" for about, to in (sent_by_clock - timed).elements()]
    return sorted(found)


def _by_acts(session: Session, history: History) -> Iterator[tuple[datetime, str, str]]:
    for entry in history.entries:
        for about, to in RULES.get(entry.action, _nothing)(history, entry):  # checks/covered.py has what is in neither
            yield entry.at, about, to
    for one in session.scalars(select(Invitation)):
        yield one.created_at, "invitation.made", one.email


def _nothing(_history: History, _entry: AuditEntry) -> Told:
    return ()


def _of_talk(session: Session, history: History) -> Iterator[tuple[str, str]]:
    """In the morning after somebody wrote, everybody else hears of it once, if it is still being settled."""
    settled = {
        entry.subject_id: entry.at for entry in history.entries
        if entry.action in {"submission.decide", "submission.withdraw"}
    }  # fmt: skip
    mornings: set[tuple[datetime, str, str]] = set()
    planned: dict[tuple[str, str], datetime] = {}
    for remark in session.scalars(select(Remark).order_by(Remark.at)):
        case, morning = history.submissions[remark.submission_id], end_of(day_of(remark.at)) + MORNING
        seats = [one for one in history.by_case[case.id] if one.frozen_at and one.grades_everything]
        heard = [one.reviewer.email for one in seats if one.id != remark.assignment_id
                 and history.is_reviewer(one.reviewer_id, morning)]  # fmt: skip
        if remark.assignment_id is not None:
            entry = next(one for one in history.at_once[remark.at] if one.action == "finding.discussed")
            heard += history.editors(case, entry)
        for to in heard:
            before = planned.get((str(case.id), to))
            if before and before > remark.at:
                mornings.discard((before, str(case.id), to))
            planned[str(case.id), to] = morning
            if settled.get(str(case.id), morning + timedelta(1)) > morning:
                mornings.add((morning, str(case.id), to))
    for _, _, to in mornings:
        yield "review.discussed", to


def _of_holds(session: Session, history: History, now: datetime) -> Iterator[tuple[str, str]]:
    for held in session.scalars(select(Hold)):
        case = history.submissions[held.accreditation.submission_id]
        for days in REMIND_DAYS:
            at = held.at + timedelta(days=days)
            if at <= now and (held.ended_at is None or held.ended_at > at):
                before = (one for one in history.entries if one.at <= at and history.appeal_of(one) is None)
                entry = max(before, key=lambda one: one.number)  # whoever has an appeal in hand has no part in this
                for to in history.editors(case, entry):
                    yield "accreditation.hold-lasts", to


def _of_publishing(history: History, days: int) -> Iterator[tuple[str, str]]:
    """Three working days before what was found becomes public its team hears of it, unless it has replied."""
    if days <= REMIND_BEFORE:
        return
    over = {"submission.accredit", "submission.not-accredit", "submission.replied"}
    done = {entry.subject_id: entry.at for entry in reversed(history.entries) if entry.action in over}
    for case in history.submissions.values():
        if case.decided_at is not None:
            at = working_days.start_of(days + 1 - REMIND_BEFORE, after=case.decided_at)
            if done.get(str(case.id), at) >= at:
                for to in history.team(case, at):
                    yield "submission.published-soon", to
