"""What a year came to, in figures read from the records."""

import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from evidencehub.accounts.models import Person
from evidencehub.projects.models import Submission
from evidencehub.review.models import Assignment, Decision
from evidencehub.shared.audit import AuditEntry
from evidencehub.shared.db import reading_only
from evidencehub.shared.mail import Mail
from evidencehub.simulation.world import World

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Figures:
    """Days are from sending to the letter; loads are reviews sent in by those who are reviewers at the end."""

    cases: Mapping[str, int]  # by how they ended
    days_median: float | None
    days_p90: float | None
    invitations: int
    declined: int
    conflicts: int  # declared, or found by the machine
    replaced: int
    reminders: int
    thirds: int
    questions: int
    load: tuple[int, float, int] | None  # min, median, max
    agreed: int  # answers that both gave alike, before anybody talked
    compared: int
    mails: int
    audit_entries: int


def read(world: World) -> Figures:
    with reading_only(), world.sessions() as session:
        states = session.scalars(select(Submission.state)).all()
        seats = Counter(one.value for one in session.scalars(select(Assignment.state)))
        days = [at / DAY for at in _to_letter(session)]
        agreed, compared = session.execute(
            select(func.sum(Decision.agreed_first), func.sum(Decision.compared))
        ).one()  # fmt: skip
        return Figures(
            cases=dict(sorted(Counter(one.value for one in states).items())),
            days_median=statistics.median(days) if days else None, days_p90=_p90(days), invitations=sum(seats.values()),
            declined=seats["declined"], conflicts=seats["conflict"], replaced=seats["replaced"],
            reminders=_entries(session, "assignment.reminded") + _entries(session, "question.reminded"),
            thirds=_entries(session, "assignment.third-asked"), questions=_entries(session, "question.send"),
            load=_load(session), agreed=agreed or 0, compared=compared or 0,
            mails=session.scalar(select(func.count()).select_from(Mail)) or 0,
            audit_entries=session.scalar(select(func.max(AuditEntry.number))) or 0,
        )  # fmt: skip


def _to_letter(session: Session) -> list[timedelta]:
    query = select(Submission.submitted_at, Submission.decided_at).where(Submission.decided_at.is_not(None))
    return [decided - sent for sent, decided in session.execute(query) if sent and decided]


def _p90(values: Sequence[float]) -> float | None:
    return statistics.quantiles(values, n=10, method="inclusive")[8] if len(values) > 1 else None


def _entries(session: Session, action: str) -> int:
    query = select(func.count()).select_from(AuditEntry).where(AuditEntry.action == action)
    return session.scalar(query) or 0


def _load(session: Session) -> tuple[int, float, int] | None:
    sent = select(Assignment.reviewer_id, func.count()).where(Assignment.sent_at.is_not(None))
    counts = {row[0]: row[1] for row in session.execute(sent.group_by(Assignment.reviewer_id))}
    reviewers = session.scalars(select(Person.id).where(Person.is_reviewer, Person.is_active))
    loads = [counts.get(one, 0) for one in reviewers]
    return (min(loads), statistics.median(loads), max(loads)) if loads else None


def in_words(figures: Figures) -> list[str]:
    """One line each, for a terminal."""
    lines = [f"{count:>6,}  cases {state}" for state, count in figures.cases.items()]
    if figures.days_median is not None and figures.days_p90 is not None:
        lines.append(f"{figures.days_median:>6.0f}  days from sending to the letter (median)")
        lines.append(f"{figures.days_p90:>6.0f}  days, nine of ten cases")
    counts = {
        "invitations to grade": figures.invitations, "of them declined": figures.declined,
        "ended by a conflict of interest": figures.conflicts, "given to somebody else": figures.replaced,
        "reminders": figures.reminders, "third reviewers asked": figures.thirds,
        "questions to teams": figures.questions, "mails": figures.mails, "audit entries": figures.audit_entries,
    }  # fmt: skip
    lines += [f"{count:>6,}  {what}" for what, count in counts.items()]
    if figures.load is not None:
        low, middle, high = figures.load
        lines.append(f"{middle:>6.3g}  reviews by each reviewer (median; {low} to {high})")
    if figures.compared:
        share = figures.agreed / figures.compared
        lines.append(f"{share:>6.0%}  of {figures.compared:,} answers were alike before anybody talked")
    return lines
