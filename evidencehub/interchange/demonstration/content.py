"""The invented content, read from the TOML files beside this one."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
Table = dict[str, Any]

# Which of the people are printed at the start, and what to call them. Keys of people.toml.
SIGN_INS = {
    "team": "Project team",
    "editor": "Editor",
    "reviewer-one": "Reviewer one",
    "reviewer-two": "Reviewer two",
    "reviewer-same": "Reviewer in the team's own organisation",
    "admin": "Admin",
}


def _read(name: str) -> Table:
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))


def organisations() -> list[Table]:
    found: list[Table] = _read("organisations.toml")["organisations"]
    return found


def people() -> list[Table]:
    found: list[Table] = _read("people.toml")["people"]
    return found


def helping() -> list[Table]:
    found: list[Table] = _read("help.toml")["help"]
    return found


def plans() -> list[Table]:
    found: list[Table] = _read("plans.toml")["plans"]
    return found


def log_entries() -> list[Table]:
    found: list[Table] = _read("log.toml")["entries"]
    return found


def later() -> list[Table]:
    found: list[Table] = _read("later.toml")["later"]
    return found


def projects() -> Iterator[Table]:
    for path in sorted(FOLDER.glob("projects-*.toml")):
        yield from _read(path.name)["projects"]
