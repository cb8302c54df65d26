"""The worker: one process takes what is due and does it. On one machine a lock keeps a second one away."""

import fcntl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial

from flask import Flask

from evidencehub.accounts import login, resetting, typed
from evidencehub.accounts import services as accounts
from evidencehub.accounts.blueprint import AccountLinks
from evidencehub.accreditation import appealed, expiring, publishing, putting_off
from evidencehub.accreditation.hold_views import HoldLinks
from evidencehub.accreditation.holds import services as holding
from evidencehub.accreditation.letter_loading import leads_of
from evidencehub.accreditation.renewal_views import RenewalLinks
from evidencehub.accreditation.renewals import waiting as renewals
from evidencehub.api.own import once as keyed_calls
from evidencehub.brokerage import timing, working
from evidencehub.brokerage.pages.blueprint import HelpLinks
from evidencehub.catalogue.alerts import sending, services
from evidencehub.catalogue.index import embedding, indexing, unanswered
from evidencehub.catalogue.outcomes import recomputing
from evidencehub.catalogue.outcomes.certainty import leaving as certainty_leaving
from evidencehub.catalogue.outcomes.certainty import reminding as certainty_reminding
from evidencehub.catalogue.pages.certainty_views import CertaintyLinks
from evidencehub.catalogue.pages.cited_at import this_hub
from evidencehub.catalogue.pages.follow_views import AlertLinks
from evidencehub.cli import schema
from evidencehub.consultation import seeing
from evidencehub.feedback.mistakes import reminding as mistakes
from evidencehub.feedback.pages.blueprint import MistakeLinks
from evidencehub.harvest.destiny import keeping as exchange
from evidencehub.harvest.dois import planning as dois
from evidencehub.harvest.dois import sending as doi_sending
from evidencehub.harvest.oai import keeping
from evidencehub.interchange.retractions import comparing
from evidencehub.meaning import asking
from evidencehub.notices import telling
from evidencehub.notices.blueprint import NoticeLinks
from evidencehub.notices.reading import may_its_person_read
from evidencehub.preservation.backup import nightly, trying
from evidencehub.privacy import copies, erasing_work, erasures, sweeping
from evidencehub.privacy.blueprint import PrivacyLinks
from evidencehub.projects import extracting, public, recognising
from evidencehub.projects.copies import announcing, making
from evidencehub.projects.disclosure import services as disclosing
from evidencehub.projects.on_request import services as report_requests
from evidencehub.projects.on_request import waiting as report_waiting
from evidencehub.projects.pages.blueprint import PlanLinks, ReportRequestLinks, TransferLinks
from evidencehub.projects.plans import reminding as plans
from evidencehub.projects.transfers import services as transfers
from evidencehub.projects.transfers import waiting as transfer_waiting
from evidencehub.projects.uploads import services as uploads
from evidencehub.projects.uploads.models import KEPT_FOR as UPLOADS_KEPT_FOR
from evidencehub.review import discussing, joined, leaving, owning, pending, reminding, seating
from evidencehub.review.agreeing import keeping as agreeing
from evidencehub.review.appeals import handling as appeals
from evidencehub.review.appeals import stepping as appealing
from evidencehub.review.corrections import reminding as facts
from evidencehub.review.pages.blueprint import ReviewLinks
from evidencehub.review.questions import answering, stepping
from evidencehub.shared import due, heartbeat, jobs, mail
from evidencehub.shared.clock import hub_today, utc_now
from evidencehub.shared.db import db, reading_only
from evidencehub.shared.errors import HubError
from evidencehub.shared.file_parts import PartStore
from evidencehub.shared.heartbeat import WORKER
from evidencehub.shared.settings import Settings

SWEPT_EVERY = timedelta(hours=1)
MODEL_LOADS_SECONDS = 10  # of the process that holds it, which starts with the worker
CUT_OFF_AFTER = timedelta(days=1)  # nobody's upload is still being written then: a request lasts minutes


class AlreadyRunning(HubError):
    """Another worker holds this hub's lock."""


def quick_handlers(settings: Settings) -> dict[str, due.Handler]:
    """What somebody waits for: done in well under a second each."""
    records = keeping.handler(this_hub, utc_now)
    return {
        "joined": joined.handler(ReviewLinks(), utc_now),
        accounts.NO_EDITOR: due.both(
            owning.handler(ReviewLinks(), utc_now), appeals.leaving_handler(ReviewLinks(), utc_now)
        ),
        accounts.NO_REVIEWER: due.both(
            leaving.handler(ReviewLinks(), utc_now), certainty_leaving.handler(CertaintyLinks(), utc_now)
        ),
        pending.KIND: putting_off.handler(leads_of, ReviewLinks(), utc_now),
        publishing.KIND: publishing.handler(leads_of, utc_now),
        discussing.DISCUSSED: discussing.handler(ReviewLinks(), utc_now),
        seating.REMIND: reminding.handler(ReviewLinks(), utc_now),
        stepping.DUE: answering.handler(ReviewLinks(), utc_now),
        appealing.DUE: appeals.handler(ReviewLinks(), utc_now),
        facts.DUE: facts.handler(ReviewLinks(), utc_now),
        appealed.KIND: appealed.handler(leads_of, utc_now),
        "reset": resetting.handler(AccountLinks(), utc_now),
        disclosing.KIND: disclosing.handler(utc_now),
        report_requests.KIND: report_waiting.handler(ReportRequestLinks(), utc_now),
        transfers.KIND: transfer_waiting.handler(TransferLinks(), utc_now),
        public.INDEX: indexing.handler(settings),
        public.SYNTHESIS: recomputing.handler(utc_now),
        public.RECORDS: dois.following(records) if settings.datacite else records,
        agreeing.KIND: agreeing.handler(utc_now),
        **alert_handlers(settings),
    }


def alert_handlers(settings: Settings) -> dict[str, due.Handler]:
    """What goes out on time, and nobody waits for by the minute."""
    engine = partial(indexing.engine_of, settings)
    return {
        holding.KIND: holding.handler(HoldLinks(), utc_now),
        timing.DUE: working.handler(HelpLinks(), utc_now),
        renewals.DUE: renewals.handler(RenewalLinks(), utc_now),
        expiring.KIND: expiring.handler(ReviewLinks(), utc_now, in_a_row=settings.light_renewals),
        services.KIND: sending.handler(engine, settings.secret_key, AlertLinks(), utc_now),
        telling.KIND: telling.handler(may_its_person_read, NoticeLinks(), utc_now),
        plans.DUE: plans.handler(PlanLinks(), utc_now),
        mistakes.DUE: mistakes.handler(MistakeLinks(), utc_now),
        certainty_reminding.REMINDER: certainty_reminding.handler(CertaintyLinks(), utc_now),
    }


def mail_handlers(settings: Settings) -> dict[str, due.Handler]:
    """What waits for a server of somebody else's."""
    gate = telling.Gate(settings.secret_key, NoticeLinks())
    return {"mail": mail.handler(mail.settings_of(settings), utc_now, gate)}


def slow_handlers(settings: Settings) -> dict[str, due.Handler]:
    """What may take half a minute each."""
    return {
        "extract": extracting.handler(settings, utc_now),
        making.KIND: making.handler(settings, utc_now, announcing.announce),
        comparing.KIND: comparing.handler(settings.retractions, utc_now),
        copies.KIND: copies.handler(settings, utc_now, PrivacyLinks()),
        erasures.KIND: erasing_work.handler(settings, utc_now, PrivacyLinks(), HelpLinks()),
    }


def meaning_handlers(settings: Settings) -> dict[str, due.Handler]:
    """What takes minutes after an import, and nobody waits for."""
    return {embedding.KIND: embedding.handler(settings, indexing.engine_of)}


def handlers_of_lanes(settings: Settings) -> dict[str, dict[str, due.Handler]]:
    """By the names of ``jobs.LANES``. The two slow ones share their handlers, which know whose turn it is."""
    slow = slow_handlers(settings)
    return {
        "quick": quick_handlers(settings), "mail": mail_handlers(settings), "slow": slow, "slow too": slow,
        "scans": {recognising.KIND: recognising.handler(settings)}, "meaning": meaning_handlers(settings),
        "backups": {
            nightly.KIND: nightly.handler(settings, utc_now),
            trying.KIND: trying.handler(settings, trying.Tables(schema.upgrade, schema.revisions), utc_now),
        },
        "dois": {dois.KIND: doi_sending.handler(settings.datacite, this_hub, utc_now)},
    }  # fmt: skip


def run_due(app: Flask) -> int:
    """Do all that is due now, and return how many rows were taken."""
    settings = app.config["SETTINGS"]
    with app.app_context():
        indexing.mend(db.sessionmaker, settings)
        every = {kind: handler for lane in handlers_of_lanes(settings).values() for kind, handler in lane.items()}
        return due.run(db.sessionmaker, every)


class Lane:
    """Runs one set of handlers, never twice at once; being woken while it runs makes it look again."""

    def __init__(self, app: Flask, handlers: dict[str, due.Handler], first: Callable[[], None] | None = None) -> None:
        self._app, self._handlers, self._first = app, handlers, first
        self._running, self._wanted = threading.Lock(), False

    def run(self) -> None:
        self._wanted = True
        while self._wanted and self._running.acquire(blocking=False):
            try:
                self._wanted = False
                with self._app.app_context():
                    if self._first is not None:
                        self._first()
                    due.run(db.sessionmaker, self._handlers)
            finally:
                self._running.release()


class Sweep:
    """Now and then removes uploads that a crash cut off; what was received whole is never touched, whoever names it."""

    def __init__(self, settings: Settings) -> None:
        self._store = PartStore(settings.files_url)
        self._next: datetime | None = None

    def run(self) -> None:
        now = utc_now()
        if self._next is None or now >= self._next:
            self._next = now + SWEPT_EVERY
            self._store.sweep(before=now - CUT_OFF_AFTER)
            self._store.sweep_parts(before=now - UPLOADS_KEPT_FOR - CUT_OFF_AFTER)


def beat(app: Flask) -> None:
    """Write down that this worker lives."""
    with app.app_context():
        heartbeat.beat(db.sessionmaker, WORKER, utc_now())


def forget_searches(app: Flask) -> None:
    """Words that nobody asked for in a year."""
    today = hub_today()
    with app.app_context():
        with reading_only(), db.sessionmaker() as session:
            if not unanswered.has_old(session, today=today):
                return
        with db.sessionmaker.begin() as session:
            unanswered.forget_old(session, today=today)


def note_standards(app: Flask) -> None:
    """Versions that came with a release, or that an operator added."""
    with app.app_context():
        with reading_only(), db.sessionmaker() as session:
            found = seeing.not_seen_yet(session)
        if found:
            with db.sessionmaker.begin() as session:
                seeing.note(session, found, now=utc_now())


def renew_copies(app: Flask) -> None:
    """Copies for reviewers that were made before more was taken out of files."""
    with app.app_context():
        with reading_only(), db.sessionmaker() as session:
            if not making.has_older(session):
                return
        with db.sessionmaker.begin() as session:
            making.renew(session)


def renew_exchange(app: Flask) -> None:
    """The file of graded studies for the evidence repository: once a day, and a while after something changed."""
    home = app.config["SETTINGS"].home
    with app.app_context():
        hub, day = this_hub(), hub_today()
        if exchange.is_wanted(home, db.engine, hub, utc_now(), day):
            exchange.fresh(home, db.engine, db.sessionmaker, hub, day)


def forget_typed(app: Flask) -> None:
    """What was typed and not sent is kept for an hour; to look whether there is any takes no lock."""
    now = utc_now()
    with app.app_context():
        with reading_only(), db.sessionmaker() as session:
            if not typed.has_old(session, now=now):
                return
        with db.sessionmaker.begin() as session:
            typed.forget_old(session, now=now)


def forget_uploads(app: Flask) -> None:
    """Files of which the rest never came."""
    now = utc_now()
    with app.app_context():
        with reading_only(), db.sessionmaker() as session:
            if not uploads.has_old(session, now=now):
                return
        with db.sessionmaker.begin() as session:
            uploads.forget_old(session, now=now)


def forget_people(app: Flask) -> None:
    """What of people is kept no longer than the page on it says."""
    settings: Settings = app.config["SETTINGS"]
    now, over = utc_now(), sweeping.rules(login.limits(settings), timedelta(days=settings.mails_kept_days))
    with app.app_context():
        with reading_only(), db.sessionmaker() as session:
            if not sweeping.has_old(session, over, now=now):
                return
        with db.sessionmaker.begin() as session:
            sweeping.forget_old(session, over, now=now)


def plan_retractions(app: Flask) -> None:
    """Papers are compared as soon as the setting names a file, and then once a week."""
    if app.config["SETTINGS"].retractions is None:
        return
    with app.app_context():
        with reading_only(), db.sessionmaker() as session:
            if comparing.is_planned(session):
                return
        with db.sessionmaker.begin() as session:
            comparing.plan(session)


def forget_keyed_calls(app: Flask) -> None:
    """Answers to calls that nobody sends again."""
    now = utc_now()
    with app.app_context():
        with reading_only(), db.sessionmaker() as session:
            if not keyed_calls.has_old(session, now=now):
                return
        with db.sessionmaker.begin() as session:
            keyed_calls.forget_old(session, now=now)


def plan_backup(app: Flask) -> None:
    """One is made as soon as the setting names a folder, and then each night; each week the newest is restored."""
    if app.config["SETTINGS"].backup_dir is None:
        return
    with app.app_context():
        with reading_only(), db.sessionmaker() as session:
            missing = [each for each in (nightly, trying) if not each.is_planned(session)]
        if missing:
            with db.sessionmaker.begin() as session:
                for each in missing:
                    each.plan(session)


def due_vectors(app: Flask) -> Callable[[], None]:
    """Of records that have none: looked for once, since later changes name their projects themselves."""
    settings: Settings = app.config["SETTINGS"]
    left = [settings] if settings.meaning else []

    def look() -> None:
        while left:
            asking.wait_for(settings.home, seconds=MODEL_LOADS_SECONDS)
            with app.app_context(), db.sessionmaker.begin() as session:
                embedding.make_missing_due(session, indexing.engine_of(left.pop()))

    return look


def due_dois(app: Flask) -> Callable[[], None]:
    """Of all graded projects, once: the settings may be new, and later changes name their projects themselves."""
    left = [True] if app.config["SETTINGS"].datacite else []

    def look() -> None:
        while left:
            with app.app_context(), db.sessionmaker.begin() as session:
                dois.make_all_due(session)
            left.pop()

    return look


@contextmanager
def only_one(settings: Settings) -> Iterator[None]:
    """:raises AlreadyRunning: another worker works for this home folder."""
    with open(settings.home / "worker.lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning(f"A worker is running already for {settings.home}.") from None
        yield


def lanes(app: Flask) -> list[Callable[[], None]]:
    """What the worker runs at its start and once a minute; those of ``jobs.LANES``, the first, are woken as well."""
    settings: Settings = app.config["SETTINGS"]
    first = {
        "quick": lambda: indexing.mend(db.sessionmaker, settings), "meaning": due_vectors(app), "dois": due_dois(app),
    }  # fmt: skip
    handlers = handlers_of_lanes(settings)
    woken = [Lane(app, handlers[name], first.get(name)).run for name in jobs.LANES]
    each_time = (
        beat, forget_typed, forget_uploads, forget_searches, forget_keyed_calls, note_standards, renew_copies,
        renew_exchange, plan_retractions, plan_backup, forget_people,
    )  # fmt: skip
    return [*woken, Sweep(settings).run, *(partial(each, app) for each in each_time)]


def work(app: Flask) -> None:
    settings: Settings = app.config["SETTINGS"]
    with only_one(settings):
        jobs.work_until_stopped(settings, lanes(app))
