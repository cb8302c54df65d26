"""Where things lie: beside the package in a checkout, under ``evidencehub/_data`` in an installed wheel."""

import os
from functools import cache
from pathlib import Path

OWN_STANDARDS = "EVIDENCEHUB_STANDARDS"  # read here and not from the settings: `evidencehub standards` builds no app
PACKAGE = Path(__file__).resolve().parent.parent
_BUNDLED = PACKAGE / "_data"
_CHECKOUT = PACKAGE.parent


@cache
def _shipped(name: str) -> Path:
    bundled = _BUNDLED / name
    return bundled if bundled.is_dir() else _CHECKOUT / name


def standards_dir() -> Path:
    return _shipped("standards")


def own_standards_dir() -> Path | None:
    """The operator's own folder of standards, beside those that come with the hub; None where none is named.

    The folder may not be there: whoever starts a hub or a command checks that.
    """
    named = os.environ.get(OWN_STANDARDS)
    own = Path(named).expanduser().resolve() if named else None
    return None if own == standards_dir() else own


def vocabularies_dir(root: Path) -> Path:
    """The word lists for a folder of standards: those in it, or the hub's. An operator's own folder adds none."""
    within = root / "vocabularies"
    return within if within.is_dir() and root != own_standards_dir() else standards_dir() / "vocabularies"


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
