"""Whether a hub can do its work: what `/readyz` asks, each part by whoever knows it."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from flask import Flask, current_app
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from evidencehub.shared.db import db
from evidencehub.shared.settings import Settings

Check = Callable[[], str | None]  # what is wrong, in a few words that everybody may read; None: nothing
PROBE_BYTES = 64 * 1024


def init_app(app: Flask, **checks: Check) -> None:
    """Ask these too, by the names they have in the answer."""
    app.extensions["readiness"] = {"database": _database, "disk": _disk, **checks}


def problems() -> dict[str, str]:
    """What is wrong, by name; nothing else is asked where the database does not answer."""
    found: dict[str, str] = {}
    checks: dict[str, Check] = current_app.extensions["readiness"]
    for name, check in checks.items():
        if said := check():
            found[name] = said
        if "database" in found:
            break
    return found


def _database() -> str | None:
    try:
        db.session.execute(text("SELECT 1"))
    except DBAPIError:
        return "does not answer"
    return None


def _disk() -> str | None:
    settings: Settings = current_app.config["SETTINGS"]
    for place in _places(settings):
        try:
            with tempfile.NamedTemporaryFile(dir=place, prefix=".readyz-") as probe:
                probe.write(bytes(PROBE_BYTES))
                probe.flush()
        except OSError as error:
            return f"cannot be written: {error.strerror}"
        if shutil.disk_usage(place).free < max(settings.max_upload_bytes, settings.max_file_bytes):
            return "nearly full: it has no room for the largest file that may be sent"
    return None


def folders(settings: Settings) -> dict[str, Path]:
    """What the hub writes to on this machine, by what lies there; of a folder that is not made yet, the one above."""
    urls = {"database": settings.database_url, "index": settings.search_url, "files": settings.files_url}
    local = {
        name: Path(unquote(urlsplit(url).path))
        for name, url in urls.items()
        if url.startswith(("sqlite:///", "whoosh:///", "file:///"))
    }
    found = {"home": settings.home, **local}
    if settings.backup_dir is not None:
        found["backups"] = settings.backup_dir
    return {name: next(each for each in (path, *path.parents) if each.is_dir()) for name, path in found.items()}


def _places(settings: Settings) -> Iterator[Path]:
    """One folder on each disk that the hub cannot do without."""
    disks = set()
    for name, place in folders(settings).items():
        if name == "backups":
            continue
        disk = os.stat(place).st_dev
        if disk not in disks:
            disks.add(disk)
            yield place
