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


def _places(settings: Settings) -> Iterator[Path]:
    """One folder on each disk that the hub writes to."""
    urls = [settings.database_url, settings.search_url, settings.files_url]
    local = [unquote(urlsplit(url).path) for url in urls if url.startswith(("sqlite:///", "whoosh:///", "file:///"))]
    disks = set()
    for path in (settings.home, *map(Path, local)):
        place = next(each for each in (path, *path.parents) if each.is_dir())
        disk = os.stat(place).st_dev
        if disk not in disks:
            disks.add(disk)
            yield place
