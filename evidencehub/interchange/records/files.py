"""Files from elsewhere: what is said of one that cannot be used, or of a row of it, and what a file is known by."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

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
    """ "Outcome_Sample_Size: not a number ('12x')"; several joined by semicolons."""
    messages = error.messages_dict
    return "; ".join(f"{column}: {' '.join(map(str, texts))}" for column, texts in messages.items())


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
