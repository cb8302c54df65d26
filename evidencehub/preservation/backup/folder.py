"""The folder of the nightly backups: their names, how many are kept, and what was removed for good since each."""

import json
import re
import shutil
from collections.abc import Collection
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from evidencehub.preservation.backup.archive import CannotWrite
from evidencehub.preservation.backup.manifest import NotABackup
from evidencehub.preservation.backup.opening import open_archive

REMOVED = "removed-for-good.json"  # ids of redactions by when they were made; beside the backups, for who restores one
_NAME = re.compile(r"evidencehub-\d{8}T\d{6}Z\.zip")


def name_at(at: datetime) -> str:
    return f"evidencehub-{at.astimezone(UTC):%Y%m%dT%H%M%SZ}.zip"


def backups(folder: Path) -> list[Path]:
    """Ours, the newest first; files of other names are nobody's business."""
    return sorted((path for path in folder.iterdir() if _NAME.fullmatch(path.name)), reverse=True)


def refuse_full(folder: Path) -> None:
    """:raises CannotWrite: the disk has less room than the last backup took; filling it would stop others."""
    newest = next(iter(backups(folder)), None)
    wanted, free = newest.stat().st_size if newest else 0, shutil.disk_usage(folder).free
    if free < wanted:
        raise CannotWrite(
            f"{folder} has room for {free / 1e6:,.0f} MB, and the last backup took {wanted / 1e6:,.0f} MB: keep fewer, "
            "or give it more room."
        )


def thin(folder: Path, *, keep: int, removed: Collection[str]) -> list[Path]:
    """Delete what is more than ``keep``, and every backup that does not know of all that was removed for good."""
    gone = [
        path for number, path in enumerate(backups(folder)) if number >= keep or _is_older(path, removed)
    ]  # fmt: skip
    for path in gone:
        path.unlink(missing_ok=True)
    return gone


def _is_older(path: Path, removed: Collection[str]) -> bool:
    """A file that cannot be read may hold anything: where something was removed for good, it goes too."""
    try:
        with open_archive(path) as archive:
            return not set(removed) <= set(archive.manifest.redactions)
    except NotABackup:
        return bool(removed)


def note_removed(folder: Path, redactions: dict[str, datetime]) -> None:
    """Write down beside the backups what was removed for good, by id; what stands there stays."""
    known = {key: at.isoformat() for key, at in redactions.items()}
    path = folder / REMOVED
    part = path.with_name(f".{path.name}.{uuid4().hex}")
    part.write_text(json.dumps({**_removed(folder), **known}, indent=1) + "\n", encoding="utf-8")
    part.replace(path)


def removed_since(folders: Collection[Path], known: Collection[str]) -> list[str]:
    """When something was removed for good of which a backup does not know, as noted in these folders, oldest first."""
    noted = {key: at for folder in folders for key, at in _removed(folder).items()}
    return sorted(at for key, at in noted.items() if key not in known)


def _removed(folder: Path) -> dict[str, str]:
    try:
        read = json.loads((folder / REMOVED).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(key): str(at) for key, at in read.items()} if isinstance(read, dict) else {}
