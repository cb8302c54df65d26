"""Where things lie: beside the package in a checkout, under ``evidencehub/_data`` in an installed wheel."""

import os
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent
_BUNDLED = PACKAGE / "_data"
_CHECKOUT = PACKAGE.parent


def _shipped(name: str) -> Path:
    bundled = _BUNDLED / name
    return bundled if bundled.is_dir() else _CHECKOUT / name


def standards_dir() -> Path:
    return _shipped("standards")


def templates_dir() -> Path:
    return _shipped("templates")


def migrations_dir() -> Path:
    return _shipped("migrations")


def is_checkout() -> bool:
    return not _BUNDLED.is_dir() and (_CHECKOUT / "pyproject.toml").is_file()


def default_home() -> Path:
    """``var/`` in a checkout; the user's data folder for an installed wheel."""
    if is_checkout():
        return _CHECKOUT / "var"
    data = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(data) / "evidencehub"
