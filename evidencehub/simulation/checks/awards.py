"""What time does to an award, told from its dates and the audit chain: how it stands, and when its team is told."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from itertools import pairwise
from uuid import UUID

from evidencehub.accreditation.models import Accreditation
from evidencehub.accreditation.renewals.models import Renewal
from evidencehub.shared.audit import AuditEntry
from evidencehub.shared.clock import day_of, end_of, months_later
from evidencehub.simulation.checks.history import History

DAYS_BEFORE = (90, 30, 7, 0)
VALID_FOR_MONTHS = 36
AFTER: Mapping[str, str] = {  # the step in the audit chain, and the state that it leads to
    "come-due": "expiring", "expire": "expired", "renew": "active", "supersede": "superseded", "hold": "on-hold",
    "release": "active", "withdraw": "withdrawn", "overturn": "withdrawn", "revoke": "withdrawn",
}  # fmt: skip
ENDED = ("submission.accredit", "submission.not-accredit", "submission.reject", "submission.withdraw",
         "submission.return")  # fmt: skip


class Awards:
    def __init__(self, history: History) -> None:
        self._history = history
        self.steps: dict[str, list[AuditEntry]] = {}
        self._ended: dict[str, datetime] = {}
        for entry in history.entries:
            if entry.subject_type == "accreditation":
                self.steps.setdefault(entry.subject_id, []).append(entry)
            elif entry.action in ENDED:
                self._ended.setdefault(entry.subject_id, entry.at)

    def state(self, award: Accreditation, at: datetime) -> str:
        steps = [one for one in self.steps.get(str(award.id), []) if one.at <= at]
        return AFTER[steps[-1].action.partition(".")[2]] if steps else "active"

    def renewals(self, award: Accreditation) -> list[Renewal]:
        return [one for one in self._history.renewals.values() if one.accreditation_id == award.id]

    def periods(self, award: Accreditation) -> list[tuple[datetime, datetime]]:
        """From when until when it is in date: since it was made, since each renewal. An appeal makes it no newer."""
        since = award.accredited_at
        if award.appeal_id is not None:
            every = self._history.awards.values()
            first = [one for one in every if one.submission_id == award.submission_id and one.appeal_id is None]
            since = first[0].accredited_at if first else award.submission.public_from or since
        found = [(award.accredited_at, _until(since))]
        renewed = [one.answered_at for one in self.renewals(award) if one.state.is_accepted and one.answered_at]
        return found + [(at, _until(at)) for at in renewed]

    def is_sent_anew(self, project: UUID, at: datetime) -> bool:
        """A newer version is on its way then."""
        every = [one for one in self._history.submissions.values() if one.project_id == project]
        return any(one.submitted_at and one.submitted_at <= at and self._ended.get(str(one.id), at) >= at
                   for one in every)  # fmt: skip


def _until(since: datetime) -> datetime:
    return months_later(since, VALID_FOR_MONTHS) or since


def mails(history: History, now: datetime, every: timedelta) -> Iterator[tuple[str, str]]:
    """About, to. At night nobody acts but the worker, so an award is looked at as it is when that has been by."""
    awards = Awards(history)
    for award in history.awards.values():
        periods = awards.periods(award)
        for (_, until), (following, _) in pairwise([*periods, (now, now)]):
            for days in DAYS_BEFORE:
                at = end_of(day_of(until)) - timedelta(days=days)
                seen = at + every
                if at <= min(now, following) and _is_to_be_told(awards, award, at, seen):
                    about = "accreditation.due" if days else "accreditation.expired"
                    for to in history.team(award.submission, seen):
                        yield about, to


def _is_to_be_told(awards: Awards, award: Accreditation, at: datetime, seen: datetime) -> bool:
    if awards.state(award, at) not in {"active", "expiring"}:
        return False
    if any(one.sent_at <= at and (one.answered_at or seen) >= seen for one in awards.renewals(award)):
        return False  # they wait for an answer themselves
    return not awards.is_sent_anew(award.project_id, at)
