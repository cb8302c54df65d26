"""What a year came to, in figures read from the records."""

import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from evidencehub.accounts.models import Person
from evidencehub.accreditation.models import Accreditation
from evidencehub.accreditation.renewals.models import Renewal
from evidencehub.feedback.mistakes.models import MistakeReport
from evidencehub.projects.appeals.models import Appeal
from evidencehub.projects.models import Submission
from evidencehub.review.corrections.models import FactCorrection
from evidencehub.review.models import Assignment, Decision
from evidencehub.review.reminding import Reminder
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
    silent: int  # reminded once that no answer came
    conflicts: int  # declared, or found by the machine
    replaced: int
    reminders: int
    thirds: int
    questions: int
    appeals: Mapping[str, int]  # by how they ended; of those that were decided, by what came of it
    grounds: Mapping[str, int]  # of appeals
    facts: Mapping[str, int]  # that teams said were wrong, by what became of it
    awards: Mapping[str, int]  # by how they stand
    renewals: Mapping[str, int]  # by what became of them
    reports: Mapping[str, int]  # of mistakes, by readers; by what became of them
    load: tuple[int, float, int] | None  # min, median, max
    agreed: int  # answers that both gave alike, before anybody talked
    compared: int
    mails: int
    audit_entries: int


def read(world: World) -> Figures:
    with reading_only(), world.sessions() as session:
        seats = Counter(one.value for one in session.scalars(select(Assignment.state)))
        appeals = session.scalars(select(Appeal)).all()
        days = [at / DAY for at in _to_letter(session)]
        agreed, compared = session.execute(
            select(func.sum(Decision.agreed_first), func.sum(Decision.compared))
        ).one()  # fmt: skip
        return Figures(
            cases=_by_value(session, Submission.state),
            days_median=statistics.median(days) if days else None, days_p90=_p90(days), invitations=sum(seats.values()),
            declined=seats["declined"], silent=_silent(session), conflicts=seats["conflict"],
            replaced=seats["replaced"],
            reminders=_entries(session, "assignment.reminded") + _entries(session, "question.reminded"),
            thirds=_entries(session, "assignment.third-asked"), questions=_entries(session, "question.send"),
            appeals=dict(sorted(Counter(one.outcome or one.state.value for one in appeals).items())),
            grounds=dict(sorted(Counter(one.ground for one in appeals).items())),
            facts=_by_value(session, FactCorrection.state), awards=_by_value(session, Accreditation.state),
            renewals=_by_value(session, Renewal.state), reports=_by_value(session, MistakeReport.state),
            load=_load(session), agreed=agreed or 0, compared=compared or 0,
            mails=session.scalar(select(func.count()).select_from(Mail)) or 0,
            audit_entries=session.scalar(select(func.max(AuditEntry.number))) or 0,
        )  # fmt: skip


def _by_value(session: Session, column: InstrumentedAttribute[Any]) -> dict[str, int]:
    return dict(sorted(Counter(one.value for one in session.scalars(select(column))).items()))


def _silent(session: Session) -> int:
    query = select(AuditEntry.details).where(AuditEntry.action == "assignment.reminded")
    return sum(details["reminder"] == Reminder.ANSWER.value for details in session.scalars(query))


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
        "invitations to grade": figures.invitations, "ended by a conflict of interest": figures.conflicts,
        "given to somebody else": figures.replaced,
        "reminders": figures.reminders, "third reviewers asked": figures.thirds,
        "questions to teams": figures.questions, "mails": figures.mails, "audit entries": figures.audit_entries,
    }  # fmt: skip
    lines += [f"{count:>6,}  {what}" for what, count in counts.items()]
    if figures.invitations:
        lines.append(f"{figures.declined / figures.invitations:>6.0%}  of invitations were declined")
        lines.append(f"{figures.silent / figures.invitations:>6.0%}  were not answered before a reminder")
    parts = {
        "appeals": figures.appeals, "grounds of appeals": figures.grounds, "facts said to be wrong": figures.facts,
        "awards": figures.awards, "light renewals": figures.renewals, "reports of mistakes": figures.reports,
    }  # fmt: skip
    for what, of in parts.items():
        told = ", ".join(f"{count:,} {name}" for name, count in of.items())
        lines.append(f"{sum(of.values()):>6,}  {what}{': ' if told else ''}{told}")
    if figures.load is not None:
        low, middle, high = figures.load
        lines.append(f"{middle:>6.3g}  reviews by each reviewer (median; {low} to {high})")
    if figures.compared:
        share = figures.agreed / figures.compared
        lines.append(f"{share:>6.0%}  of {figures.compared:,} answers were alike before anybody talked")
    return lines
