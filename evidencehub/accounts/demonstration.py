"""The sign-ins of the demonstration: made for each hub and kept in its home.

The terminal shows them and, while trying out, so does the sign-in page.
"""

import json
import os
from dataclasses import dataclass
from pathlib import Path

_NAME = "demonstration.json"


@dataclass(frozen=True)
class SignIns:
    password: str
    people: tuple[tuple[str, str], ...]  # (email, what they are)


def read(home: Path) -> SignIns | None:
    try:
        raw = json.loads((home / _NAME).read_text())
    except FileNotFoundError:
        return None
    return SignIns(raw["password"], tuple((email, role) for email, role in raw["people"]))


def write(home: Path, sign_ins: SignIns) -> None:
    with os.fdopen(os.open(home / _NAME, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump({"password": sign_ins.password, "people": sign_ins.people}, file)


def forget(home: Path) -> None:
    (home / _NAME).unlink(missing_ok=True)
