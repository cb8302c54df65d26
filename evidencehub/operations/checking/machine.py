"""The machine and what lies on it: versions, whose files they are and who may read them, room on disks."""

import os
import re
import shutil
import sqlite3
import stat
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires, version
from itertools import chain
from pathlib import Path

from evidencehub.accreditation.credentials import keys
from evidencehub.operations.checking.finding import Finding, ok, warning, wrong
from evidencehub.shared import readiness
from evidencehub.shared.settings import Settings
from evidencehub.shared.words import counted

SQLITE = (3, 35)  # for RETURNING, which SQLAlchemy writes where it is there
NEARLY_FULL = 0.1  # of a disk
_NEEDS = re.compile(r"(?P<name>[\w.-]+)(?:\[[^]]*])?(?P<versions>[^;]*)(?P<marker>;.*)?")
_BOUND = re.compile(r"(>=|==|<)\s*([\d.]+)")
_SECRETS = ("secret_key", "set-up-code", "demonstration.json")


def versions() -> Iterator[Finding]:
    """Python 3.11 is not looked at: an older one does not get as far as this."""
    python = ".".join(map(str, sys.version_info[:3]))
    if sqlite3.sqlite_version_info < SQLITE:
        yield wrong(
            "Versions", f"SQLite is {sqlite3.sqlite_version}; the hub needs 3.35 or newer.", "Install a newer Python."
        )
    apart = [told for each in requires("evidencehub") or [] if (told := _apart(each))]
    if apart:
        yield wrong(
            "Versions", f"{counted(len(apart), 'library is', 'libraries are')} not as needed: {'; '.join(apart)}.",
            "Install what requirements.txt names, with the release: pip install --require-hashes -r requirements.txt",
        )  # fmt: skip
    else:
        release = version("evidencehub")
        yield ok("Versions", f"EvidenceHub {release}, Python {python}, SQLite {sqlite3.sqlite_version}; libraries fit.")


def _apart(need: str) -> str | None:
    """Why a library does not fit; those of extras are not needed."""
    if not (parts := _NEEDS.fullmatch(need)) or "extra" in (parts["marker"] or ""):
        return None
    try:
        there = version(parts["name"])
    except PackageNotFoundError:
        return f"{parts['name']} is missing"
    has = _numbers(there)
    for sign, bound in _BOUND.findall(parts["versions"]):
        wanted = _numbers(bound)
        fits = {">=": has >= wanted, "==": has == wanted, "<": has < wanted}
        if not fits[sign]:
            return f"{parts['name']} is {there} and has to be {parts['versions'].strip()}"
    return None


def _numbers(text: str) -> tuple[int, ...]:
    """As they are compared; 1.2 is 1.2.0, and what comes after the numbers counts for nothing."""
    found = [int(each) for each in re.findall(r"\d+", re.match(r"[\d.]*", text)[0])]  # type: ignore[index]
    while found and found[-1] == 0:
        found.pop()
    return tuple(found)


def permissions(settings: Settings) -> Iterator[Finding]:
    home = settings.home
    told = [*_open_secrets(settings), *_owners(home)]
    if home.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        told.append(warning("Permissions", f"Others on this machine can look into {home}.", f"Run: chmod 700 {home}"))
    if not os.access(home, os.R_OK | os.W_OK | os.X_OK):
        told.append(wrong("Permissions", f"{home} cannot be written.", "Run this as the user that the hub runs as."))
    yield from told or [ok("Permissions", f"{home} and the keys in it are for their owner alone.")]


def _open_secrets(settings: Settings) -> Iterator[Finding]:
    signing = keys.signing_file(settings.home, settings.credential_key)
    for path in (*(settings.home / name for name in _SECRETS), *filter(None, [signing])):
        if path.exists() and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            yield wrong("Permissions", f"Others on this machine can read {path}.", f"Run: chmod 600 {path}")


def _owners(home: Path) -> Iterator[Finding]:
    """A command that was once run as root leaves files that the hub cannot write: nothing says so until it does."""
    whose = home.stat().st_uid
    others = [each for each in chain(home.iterdir(), home.glob("*/*")) if each.lstat().st_uid != whose]
    if others:
        says = f"Of what lies in {home}, {len(others)} belong to somebody else, such as {others[0]}."
        yield wrong("Permissions", says, f"Run as root: chown -R --reference={home} {home}")


def signing_key(settings: Settings) -> Iterator[Finding]:
    """It is read, and never made."""
    path = keys.signing_file(settings.home, settings.credential_key)
    if path is None:
        yield ok("Signing key", "There is none yet; the hub makes one when it first signs.")
        return
    keys.check(path)
    yield ok("Signing key", f"{path} can be read and signs.")


def disks(settings: Settings) -> Iterator[Finding]:
    most = max(settings.max_upload_bytes, settings.max_file_bytes)
    full = []
    for name, folder in readiness.folders(settings).items():
        usage = shutil.disk_usage(folder)
        says = f"The disk of {name} ({folder}) has {usage.free / 1e9:,.1f} GB free of {usage.total / 1e9:,.0f}."
        if not os.access(folder, os.W_OK):
            full.append(wrong("Disk", f"{folder} cannot be written.", "Look at its owner, and whether it is mounted."))
        elif usage.free < most:
            full.append(wrong("Disk", says, "Make room: there is none for the largest file that may be sent."))
        elif usage.free < NEARLY_FULL * usage.total:
            full.append(warning("Disk", says, "Make room before it is full."))
    yield from full or [ok("Disk", "All folders can be written and have room.")]
