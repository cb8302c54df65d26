"""On which grounds a case may end before any reviewer saw it, as data."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from evidencehub.shared.data_rows import by_slug


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
    return by_slug(Path(__file__).parent / "grounds.toml", "grounds", Ground)
