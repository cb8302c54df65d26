"""Files from elsewhere: what is said of one that cannot be used, or of a row of it, and what a file is known by."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from marshmallow import ValidationError

from evidencehub.shared.errors import HubError


class UnusableFile(HubError):
    """The file as a whole cannot be read; the message is one plain line that names it."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that stays out, and why."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file} line {self.line}: {self.reason}"


def reasons(error: ValidationError) -> str:
    """ "Outcome_Sample_Size: not a number ('12x')"; several joined by semicolons.

    What lies deeper is told by its place, from 1: "results 2, primary: not true or false".
    """
    return "; ".join(f"{where}: {' '.join(map(str, texts))}" for where, texts in _by_place(error.messages_dict, ""))


def _by_place(messages: Mapping[Any, Any], above: str) -> Iterator[tuple[str, Any]]:
    for key, told in messages.items():
        where = f"{above} {key + 1}" if isinstance(key, int) else f"{above}, {key}" if above else str(key)
        if isinstance(told, dict):
            yield from _by_place(told, where)
        else:
            yield where, told


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
