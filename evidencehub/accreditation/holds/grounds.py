"""On which grounds an accreditation may be put on hold, as data."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True)
class Ground:
    """``label`` is what the editor chooses; ``told`` what everybody reads, after "because"."""

    slug: str
    label: str
    told: str


@cache
def grounds() -> Mapping[str, Ground]:
    """By slug, in the order of the file."""
    text = (Path(__file__).parent / "grounds.toml").read_text(encoding="utf-8")
    return {row["slug"]: Ground(**row) for row in tomllib.loads(text)["grounds"]}
