"""What tells one release, with its files, from another: for copies that hang on code and not on records alone."""

import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from evidencehub.shared.paths import PACKAGE, own_standards_dir, standards_dir


def fingerprint() -> str:
    """A name for this code and the standards that it finds; read once for each process, as they are."""
    return _of(standards_dir(), own_standards_dir())


@cache
def _of(standards: Path, own: Path | None) -> str:
    digest = hashlib.sha256()
    _add(digest, PACKAGE, PACKAGE.rglob("*.py"))
    for folder in filter(None, (standards, own)):
        _add(digest, folder, folder.rglob("*.toml"))
    return digest.hexdigest()[:32]


def _add(digest: "hashlib._Hash", folder: Path, paths: Iterable[Path]) -> None:
    for path in sorted(paths):
        digest.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes() + b"\0")
