"""On which grounds a case may end before any reviewer saw it, as data."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True)
class Ground:
    """``label`` is for editors, ``told`` and ``next`` are for the team."""

    slug: str
    label: str
    told: str
    next: str
    stub: str  # "stays" or "goes"

    @property
    def stub_stays(self) -> bool:
        """Title, summary and plan stay public."""
        return self.stub == "stays"


@cache
def grounds() -> Mapping[str, Ground]:
    """By slug, in the order of the file."""
    text = (Path(__file__).parent / "grounds.toml").read_text(encoding="utf-8")
    return {row["slug"]: Ground(**row) for row in tomllib.loads(text)["grounds"]}
