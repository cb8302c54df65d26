"""A published version never changes: ``standards/published.lock`` holds the SHA-256 of every version file in use.

One line for each, ``<sha256>  <id>/<version>.toml``, sorted by name: the form that ``sha256sum --check`` reads. The
bytes are hashed as they lie on the disk, so that other line ends are a change too. Only version files are locked. Cases
may be added to a published version, and ``standard.toml`` holds what may change, such as which version is the current.
"""

import hashlib
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from evidencehub.shared.errors import WrongState
from evidencehub.standards.files.loading import standard_ids, versions_of
from evidencehub.standards.files.toml_source import TomlSource
from evidencehub.standards.model.errors import BadFile, Problem, UnknownStandard
from evidencehub.standards.model.suggestions import did_you_mean
from evidencehub.standards.validating import validate_file

LOCK = "published.lock"
_NOT_STANDARDS = ("vocabularies",)
_LINE = re.compile(r"([0-9a-f]{64})  ([a-z0-9][a-z0-9-]*)/([A-Za-z0-9][A-Za-z0-9._+-]*)\.toml")
_ADVICE = "A published file never changes: put it back as it was, and write the correction as a new version file"


class CannotPublish(WrongState):
    """The version is a draft, or another file was published under its name."""

    title = "This version cannot be published"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the lock."""

    name: str  # <id>/<version>.toml
    sha256: str
    line: int  # from 1


@dataclass(frozen=True, slots=True)
class Lock:
    """The lock as read: its entries by name, in the order of the file, and every line that cannot be read."""

    path: Path
    entries: Mapping[str, Entry]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Published:
    """What publishing came to."""

    name: str
    sha256: str
    is_new: bool  # False: this very file was published already, and nothing was written


def read_lock(root: Path) -> Lock:
    """Read the lock in the folder of standards; without a file nothing is published yet."""
    path = root / LOCK
    entries: dict[str, Entry] = {}
    problems: list[Problem] = []
    try:
        lines = path.read_bytes().decode("utf-8").splitlines()
    except FileNotFoundError:
        return Lock(path, {}, ())
    except UnicodeDecodeError:
        return Lock(path, {}, (Problem(path, None, "is not UTF-8 text"),))
    for number, line in enumerate(lines, start=1):
        found = _LINE.fullmatch(line)
        if not found or found[2] in _NOT_STANDARDS or found[3] == "standard" or found[3].endswith(".cases"):
            problems.append(Problem(path, number, 'must be "<sha256>  <id>/<version>.toml", for a version file'))
            continue
        entry = Entry(f"{found[2]}/{found[3]}.toml", found[1], number)
        if first := entries.get(entry.name):
            problems.append(Problem(path, number, f"{entry.name} is listed twice (first on line {first.line})"))
        else:
            entries[entry.name] = entry
    return Lock(path, entries, tuple(problems))


def check_lock(root: Path) -> list[Problem]:
    """Return what is wrong: lines that cannot be read, published files that changed or are gone."""
    lock = read_lock(root)
    problems = list(lock.problems)
    for entry in lock.entries.values():
        path = root / entry.name
        try:
            content = path.read_bytes()
        except OSError:
            message = f"{entry.name} was published and is gone, or cannot be read. {_ADVICE}"
            problems.append(Problem(lock.path, entry.line, message))
            continue
        if _sha256(content) != entry.sha256:
            problems.append(Problem(path, None, f"{entry.name} has changed since it was published. {_ADVICE}"))
    return problems


def not_locked(root: Path) -> list[str]:
    """Return the names of version files that are neither drafts nor in the lock: those still to be published."""
    entries = read_lock(root).entries
    known = ((standard_id, version) for standard_id in standard_ids(root) for version in versions_of(standard_id, root))
    names = [f"{standard_id}/{version}.toml" for standard_id, version in known]
    return [name for name in names if name not in entries and not _is_draft(root / name)]


def publish(root: Path, standard_id: str, version: str) -> Published:
    """Add a version to the lock, so that its file can never change again.

    The same file a second time changes nothing.

    :raises UnknownStandard: there is no such standard or version.
    :raises CannotPublish: it is a draft, or another file was published under this name.
    :raises BadFile: the version or the lock itself has problems; carries all of them.
    """
    path = _version_file(root, standard_id, version)
    name = f"{standard_id}/{version}.toml"
    lock = read_lock(root)
    if lock.problems:
        raise BadFile(lock.problems)  # writing it anew would lose the lines that cannot be read
    if _is_draft(path):
        raise CannotPublish(f'{name} is a draft: it says status = "draft"')
    sha256 = _sha256(path.read_bytes())
    if entry := lock.entries.get(name):
        if entry.sha256 != sha256:
            raise CannotPublish(f"{name} was published with other content. {_ADVICE}")
        return Published(name, sha256, is_new=False)
    if problems := validate_file(path):
        raise BadFile(problems)
    hashes = {entry.name: entry.sha256 for entry in lock.entries.values()} | {name: sha256}
    _write(lock.path, "".join(f"{hashes[key]}  {key}\n" for key in sorted(hashes)))
    return Published(name, sha256, is_new=True)


def _version_file(root: Path, standard_id: str, version: str) -> Path:
    if standard_id not in (known := standard_ids(root)):
        raise UnknownStandard(f'no standard "{standard_id}"{did_you_mean(standard_id, known)}')
    if version not in (versions := versions_of(standard_id, root)):
        raise UnknownStandard(f'{standard_id} has no version "{version}"{did_you_mean(version, versions)}')
    return root / standard_id / f"{version}.toml"


def _is_draft(path: Path) -> bool:
    return TomlSource.read(path).data.get("status") == "draft"


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _write(path: Path, text: str) -> None:
    """Replace the file in one step, so that a crash leaves the old lock or the new one, never half of either."""
    partial = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with partial.open("wb") as file:
            file.write(text.encode("utf-8"))
            file.flush()
            os.fsync(file.fileno())
        os.replace(partial, path)
    finally:
        partial.unlink(missing_ok=True)
