"""The file of graded studies, kept in the hub's folder and made anew when anything public changed, or a day began.

Its name says what it was made of, so that nobody gets a file that says more than pages do: where the one that fits is
not there, it is made first.
"""

import fcntl
import hashlib
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine

from evidencehub.catalogue.cited.hub import Hub
from evidencehub.harvest.destiny.lines import lines
from evidencehub.shared import due, public_version
from evidencehub.shared.db import reading_only
from evidencehub.shared.whole_files import written_whole

FOLDER = "exchange"  # in the hub's folder
METHOD = 1  # rises with each release that writes the lines otherwise
_REST = timedelta(minutes=10)  # between two makings that nobody asked for


def fresh(home: Path, engine: Engine, new_session: due.NewSession, hub: Hub, day: date) -> Path:
    """The file as of now; one process makes it, and who asks meanwhile waits."""
    folder = home / FOLDER
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        path = folder / _name(engine, hub, day)
        if not path.exists():
            with reading_only(), new_session() as session, written_whole(path) as file:
                for line in lines(session, hub):
                    file.write(line)
            _clear(folder, but=path)
    return path


def forget(home: Path) -> None:
    """Words were removed for good: what was made before holds them, and who asks next has it made anew."""
    folder = home / FOLDER
    if folder.exists():
        with (folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            _clear(folder)


def _clear(folder: Path, but: Path | None = None) -> None:
    """Also what a process that was killed left half written."""
    for each in (*folder.glob("destiny-*.jsonl"), *folder.glob(".destiny-*.part")):
        if each != but:
            each.unlink(missing_ok=True)


def is_wanted(home: Path, engine: Engine, hub: Hub, now: datetime, day: date) -> bool:
    """Whether the worker makes it, so that nobody has to wait: once a day, and a while after something changed."""
    if (home / FOLDER / _name(engine, hub, day)).exists():
        return False
    made = [each.stat().st_mtime for each in (home / FOLDER).glob(f"destiny-{day}-*.jsonl")]
    return not made or now.timestamp() - max(made) > _REST.total_seconds()


def _name(engine: Engine, hub: Hub, day: date) -> str:
    text = f"{METHOD} {hub.name} {hub.where.terms()} {public_version.current(engine)}"
    return f"destiny-{day}-{hashlib.sha256(text.encode()).hexdigest()[:16]}.jsonl"
