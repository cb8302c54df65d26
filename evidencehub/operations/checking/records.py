"""The database, the clock beside it, the audit chain, and whether the files are there that its rows name."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import islice

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from evidencehub.operations.checking.finding import Finding, ok, warning, wrong
from evidencehub.preservation.backup.contents import named_files
from evidencehub.shared import audit
from evidencehub.shared.clock import utc_now
from evidencehub.shared.files import FileStore
from evidencehub.shared.settings import Settings
from evidencehub.shared.words import counted

POSTGRESQL = 130000  # 13: what the tests run on is 15, and older ones get no mends any more
LAST_ENTRIES = 1000
LAST_FILES = 1000
APART = timedelta(seconds=5)


def whole(session: Session, *, full: bool) -> Iterator[Finding]:
    """SQLite reads its pages; PostgreSQL looks after its own."""
    about = "Database"
    if session.get_bind().dialect.name == "postgresql":
        number, name = session.scalar(func.current_setting("server_version_num")), session.scalar(
            func.current_setting("server_version")
        )  # fmt: skip
        if int(number or 0) < POSTGRESQL:
            yield warning(about, f"PostgreSQL is {name}, which gets no mends any more.", "Move to 13 or newer.")
        else:
            yield ok(about, f"PostgreSQL {name} answers.")
        return
    said = session.connection().exec_driver_sql(f"PRAGMA {'integrity_check' if full else 'quick_check'}(5)").scalars()
    if (found := said.all()) != ["ok"]:
        yield wrong(about, f"The file is damaged: {'; '.join(found)}", "Stop the hub, and restore the last backup.")
        return
    if full and (broken := session.connection().exec_driver_sql("PRAGMA foreign_key_check").all()):
        tables = ", ".join(sorted({row[0] for row in broken}))
        yield wrong(
            about, f"{counted(len(broken), 'row names', 'rows name')} one that is gone, in {tables}.", "Restore."
        )
    yield ok(about, "SQLite’s file is whole." if full else "SQLite’s file is whole, as far as a quick look tells.")


def clock(session: Session) -> Iterator[Finding]:
    """Against the database's own, and against what was written last: a clock that was put back is told by that."""
    about = "Clock"
    now = utc_now()
    head = session.scalar(select(audit.AuditEntry.at).order_by(audit.AuditEntry.number.desc()).limit(1))
    if head is not None and head > now + APART:
        yield wrong(
            about, f"The last act in the audit is of {head:%d %B %Y, %H:%M} UTC, and here it is {now:%d %B %Y, %H:%M}.",
            "Set this machine’s clock (timedatectl set-ntp true).",
        )  # fmt: skip
        return
    if session.get_bind().dialect.name == "postgresql":
        there = session.scalar(select(func.clock_timestamp()))
        apart = abs(there - utc_now()) if there else timedelta()
        if apart > APART:
            yield warning(
                about, f"It is {apart.total_seconds():,.0f} seconds from the database’s.", "Let both ask a time server."
            )
            return
    yield ok(about, f"It says {now:%d %B %Y, %H:%M} UTC.")


def audit_chain(session: Session, *, full: bool) -> Iterator[Finding]:
    breaks = audit.verify(session, last=None if full else LAST_ENTRIES)
    if breaks:
        first = breaks[0]
        yield wrong(
            "Audit", f"It does not hold in {counted(len(breaks), 'place', 'places')}, first at entry {first.number}: "
            f"{first.problem}.", "Somebody or something changed the database past the hub. Compare it with a backup.",
        )  # fmt: skip
    else:
        yield ok("Audit", "The chain holds." if full else f"The last {LAST_ENTRIES:,} entries of the chain hold.")


def files(session: Session, settings: Settings, *, full: bool) -> Iterator[Finding]:
    names = named_files(session.connection())
    store = FileStore(settings.files_url)
    looked_at = names if full else [*islice(names, LAST_FILES)]  # in the order of their hashes: a fair part of all
    missing = [name for name in looked_at if not store.exists(name)]
    if missing:
        says = f"Of {len(looked_at):,} files {len(missing):,} are missing in the store, such as {missing[0][:12]}…"
        yield wrong("Files", says, "Bring them back from a backup: each has its hash as its name.")
    else:
        yield ok(
            "Files", f"{counted(len(looked_at), 'file', 'files')} of {len(names):,} looked for, and all are there."
        )
