"""What is read when metrics are asked for: work that waits, the way of cases, the worker, backups, disks.

Only numbers. Stages of cases are wider than their states: that two reviewers differ, or how a case was decided, is
nobody's to know from a number that rose by one.
"""

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from importlib.metadata import version

from prometheus_client import Metric
from prometheus_client.core import GaugeMetricFamily as Gauge
from prometheus_client.core import InfoMetricFamily as Info
from sqlalchemy import case, func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from evidencehub.projects.models import Submission
from evidencehub.projects.public import INDEX
from evidencehub.projects.states import SubmissionState
from evidencehub.projects.uploads.models import Upload
from evidencehub.review import board_cases
from evidencehub.shared import heartbeat, outages, readiness
from evidencehub.shared.due import MAX_ATTEMPTS, DueRow
from evidencehub.shared.mail import Mail
from evidencehub.shared.public_version import PublicVersion
from evidencehub.shared.settings import Settings

Read = Callable[[Session, Settings, datetime], Iterator[Metric]]
_S = SubmissionState
STAGES = {
    _S.DRAFT: "draft",
    **dict.fromkeys((_S.SUBMITTED, _S.SCREENING), "new"),
    _S.RETURNED: "returned",
    **dict.fromkeys((_S.IN_REVIEW, _S.RECONCILING), "review"),
    **dict.fromkeys((_S.DECIDED, _S.ACCREDITED, _S.NOT_ACCREDITED), "decided"),
    **dict.fromkeys((_S.WITHDRAWN, _S.REJECTED), "ended"),
}


def read_all(session: Session, settings: Settings, now: datetime) -> list[Metric]:
    """Every figure; where the database does not answer, that and what can be read without it."""
    found = [Info("evidencehub_build", "The release that runs", {"version": version("evidencehub")}), *_disks(settings)]
    try:
        found += [metric for read in _FROM_DATABASE for metric in read(session, settings, now)]
    except DBAPIError:
        session.rollback()
        return [*found, Gauge("evidencehub_database_up", "Whether the database answers", 0)]
    return [*found, Gauge("evidencehub_database_up", "Whether the database answers", 1)]


def _disks(settings: Settings) -> Iterator[Metric]:
    free = Gauge("evidencehub_disk_free_bytes", "Room on the disk of a folder", labels=("place",))
    size = Gauge("evidencehub_disk_size_bytes", "Size of the disk of a folder", labels=("place",))
    for name, folder in readiness.folders(settings).items():
        usage = shutil.disk_usage(folder)
        free.add_metric((name,), usage.free)
        size.add_metric((name,), usage.total)
    yield from (free, size)


def _jobs(session: Session, _settings: Settings, now: datetime) -> Iterator[Metric]:
    state = case(
        (DueRow.attempts >= MAX_ATTEMPTS, "given-up"), (DueRow.attempts > 0, "failing"), (DueRow.due_at > now, "later"),
        else_="due",
    )  # fmt: skip
    query = select(DueRow.kind, state, func.count(), func.min(DueRow.due_at)).group_by(DueRow.kind, state)
    count = Gauge("evidencehub_jobs", "Work that waits for the worker, by kind and state", labels=("kind", "state"))
    oldest = Gauge("evidencehub_job_oldest_due_seconds", "How long the oldest has been due", labels=("kind",))
    for kind, its_state, number, since in session.execute(query.order_by(DueRow.kind, state)):
        count.add_metric((kind, its_state), number)
        if its_state == "due":
            oldest.add_metric((kind,), (now - since).total_seconds())
    yield from (count, oldest)


def _index(session: Session, _settings: Settings, now: datetime) -> Iterator[Metric]:
    """The index is as new as the database where no row of its kind waits, however often that failed."""
    since = session.scalar(select(func.min(DueRow.created_at)).where(DueRow.kind == INDEX))
    lag = (now - since).total_seconds() if since else 0.0
    yield Gauge("evidencehub_index_lag_seconds", "How long the oldest change has not been in the index", lag)
    changes = session.scalar(select(PublicVersion.number)) or 0
    yield Gauge("evidencehub_public_version", "How often anything public may have changed", changes)


def _mails(session: Session, _settings: Settings, now: datetime) -> Iterator[Metric]:
    """A mail waits for a server while it has a due row; one that its reader has in a daily mail has none."""
    queued = select(func.count(), func.min(DueRow.created_at)).where(DueRow.kind == "mail")
    number, since = session.execute(queued).one()
    yield Gauge("evidencehub_mails_waiting", "Mails that wait for the mail server", number)
    age = (now - since).total_seconds() if since else 0.0
    yield Gauge("evidencehub_mail_oldest_waiting_seconds", "How long the oldest mail has waited", age)
    refused = select(func.count()).select_from(Mail).where(Mail.refused_at.is_not(None))
    yield Gauge("evidencehub_mails_refused", "Mails that the server refused for good", session.scalar(refused) or 0)


def _uploads(session: Session, _settings: Settings, _now: datetime) -> Iterator[Metric]:
    number = session.scalar(select(func.count()).select_from(Upload)) or 0
    yield Gauge("evidencehub_uploads_unfinished", "Files of which the rest has not come yet", number)


def _cases(session: Session, _settings: Settings, now: datetime) -> Iterator[Metric]:
    held = {(stage, invented): 0 for stage in dict.fromkeys(STAGES.values()) for invented in (False, True)}
    query = select(Submission.state, Submission.demo, func.count()).group_by(Submission.state, Submission.demo)
    for state, invented, number in session.execute(query):
        held[STAGES[state], invented] += number
    stages = Gauge("evidencehub_submissions", "Submissions by the stage they are at", labels=("stage", "invented"))
    for (stage, invented), number in held.items():
        stages.add_metric((stage, str(invented).lower()), number)
    late = {True: 0, False: 0}
    for row in board_cases.open_rows(session, editor_id=None, now=now):
        late[row.demo] += row.is_late
    overdue = Gauge("evidencehub_cases_overdue", "Cases of which a step is late", labels=("invented",))
    for invented, number in late.items():
        overdue.add_metric((str(invented).lower(),), number)
    yield from (stages, overdue)


def _running(session: Session, settings: Settings, _now: datetime) -> Iterator[Metric]:
    """Moments, not ages: what reads metrics compares them with its own clock. One that never was is left out."""
    told = {
        heartbeat.WORKER: ("evidencehub_worker_seen_timestamp_seconds", "When a worker last said that it lives"),
        heartbeat.BACKUP: ("evidencehub_backup_made_timestamp_seconds", "When the last nightly backup was made"),
        heartbeat.BACKUP_TRIED: (
            "evidencehub_backup_restored_timestamp_seconds", "When a backup was last restored to try it"
        ),
    }  # fmt: skip
    for name, (metric, says) in told.items():
        if at := heartbeat.last(session, name):
            yield Gauge(metric, says, at.timestamp())
    wanted = settings.backup_dir is not None
    yield Gauge("evidencehub_backup_wanted", "Whether nightly backups are set up", int(wanted))
    since = Gauge(
        "evidencehub_outage_started_timestamp_seconds", "Since when something is out of order", labels=("name",)
    )
    for outage in outages.current(session):
        since.add_metric((outage.name,), outage.since.timestamp())
    yield since


_FROM_DATABASE: tuple[Read, ...] = (_jobs, _index, _mails, _uploads, _cases, _running)
