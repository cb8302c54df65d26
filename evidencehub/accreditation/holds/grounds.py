"""On which grounds an accreditation may be put on hold, as data."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from evidencehub.shared.data_rows import by_slug


@dataclass(frozen=True)
class Ground:
    """``label`` is what the editor chooses; ``told`` what everybody reads, after "because"."""

    slug: str
    label: str
    told: str


@cache
def grounds() -> Mapping[str, Ground]:
    """By slug, in the order of the file."""
    return by_slug(Path(__file__).parent / "grounds.toml", "grounds", Ground)
