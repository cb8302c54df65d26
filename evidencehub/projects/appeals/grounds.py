"""On which grounds a team may appeal, as data."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from evidencehub.shared.data_rows import by_slug


@dataclass(frozen=True)
class Ground:
    """``label`` and ``means`` are for the team; ``told`` is what everybody reads, after "appealed"."""

    slug: str
    label: str
    means: str
    told: str


@cache
def grounds() -> Mapping[str, Ground]:
    """By slug, in the order of the file."""
    return by_slug(Path(__file__).parent / "grounds.toml", "grounds", Ground)
