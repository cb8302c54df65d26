"""What runs, and what is made again and again: the index, the worker, backups, and what is out of order."""

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy.orm import Session

from evidencehub.admin.queries import backups as nightly
from evidencehub.catalogue.index import indexing
from evidencehub.operations.checking.finding import Finding, ok, warning, wrong
from evidencehub.search.contract import IndexDamaged, IndexMissing
from evidencehub.shared import due, heartbeat, outages
from evidencehub.shared.clock import utc_now
from evidencehub.shared.settings import Settings
from evidencehub.shared.words import counted

LATE = timedelta(minutes=30)


def index(session: Session, settings: Settings, *, full: bool) -> Iterator[Finding]:
    """All of it is read; with ``full`` it is compared with the database too, which takes as long as making it."""
    about, anew = "Index", "The worker makes it anew by itself; `evidencehub index rebuild` does so at once."
    engine = indexing.engine_of(settings)
    try:
        engine.check()
        engine.verify()
        apart = indexing.verify(session, engine).count if full else 0
    except (IndexDamaged, IndexMissing) as error:
        yield wrong(about, f"Search cannot use it: {error}", anew)
        return
    if apart and not due.ids(session, "index"):
        yield wrong(about, f"{counted(apart, 'document differs', 'documents differ')} from the database.", anew)
    elif apart:
        yield ok(about, "It is whole, and the worker is bringing it up to date.")
    else:
        yield ok(about, "It is whole and says what the database says." if full else "It is whole.")


def worker(session: Session) -> Iterator[Finding]:
    now = utc_now()
    if (told := heartbeat.told(session, heartbeat.WORKER, now)) != "alive":
        says = "None was seen yet." if told == "never seen" else "It has been silent for more than five minutes."
        yield warning("Worker", says, "Start the hub (`evidencehub serve`), or look at its log if it runs.")
    else:
        yield ok("Worker", "It lives.")
    if failed := due.given_up(session):
        kinds = ", ".join(sorted({row.kind for row in failed}))
        yield warning(
            "Worker", f"{counted(len(failed), 'thing', 'things')} could not be done ({kinds}).",
            "The page “Jobs” says why, and has them tried again.",
        )  # fmt: skip


def backups(session: Session, settings: Settings) -> Iterator[Finding]:
    if (found := nightly(session, settings, utc_now())) is None:
        return
    if found.last_at is None:
        yield warning("Backups", f"None was made yet in {found.folder}.", "The worker makes one when it starts.")
    elif found.is_late:
        do = "The page “System” says why; `evidencehub export backup FILE` makes one at once."
        yield wrong("Backups", f"The last was made on {found.last_at:%d %B %Y, %H:%M} UTC.", do)
    else:
        tried = f"{found.tried_at:%d %B %Y}" if found.tried_at else "never yet"
        says = f"The last was made on {found.last_at:%d %B %Y, %H:%M} UTC; one was restored, to try it: {tried}."
        yield ok("Backups", says)


def out_of_order(session: Session) -> Iterator[Finding]:
    for each in outages.current(session):
        says = f"“{each.name}” has been out of order since {each.since:%d %B %Y, %H:%M} UTC: {each.reason}"
        yield warning("Outages", says, "It goes on by itself when that is mended.")
