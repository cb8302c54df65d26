"""The search engine of a place, of either kind: in a folder, or in a cluster of OpenSearch."""

import hashlib
import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from tempfile import gettempdir

from evidencehub.search.contract import Engine
from evidencehub.search.opening import open_engine

FEW = 10  # of what Hypothesis draws: filling an index of a cluster takes a second


class EngineAt:
    """:param hosts: of a cluster; None for folders."""

    def __init__(self, hosts: Sequence[str] | None) -> None:
        self._hosts = hosts
        self._tried: Counter[str] = Counter()

    @property
    def is_cluster(self) -> bool:
        return self._hosts is not None

    def __call__(self, place: Path) -> Engine:
        return open_engine(self.url(place), place)

    def url(self, place: Path) -> str:
        return "" if self._hosts is None else f"opensearch://{','.join(self._hosts)}/{_prefix(place)}?shards=2"

    def has_tried_enough(self) -> bool:
        """Whether the test that runs has drawn as many examples as are worth their time; asked once for each."""
        self._tried[os.environ["PYTEST_CURRENT_TEST"]] += 1
        return self.is_cluster and self._tried[os.environ["PYTEST_CURRENT_TEST"]] > FEW


def _prefix(place: Path) -> str:
    """A name that only tests of this process use.

    It is the same for all folders that are thrown away with an example: in a cluster each example fills it anew.
    """
    inside = place.relative_to(gettempdir()).parts if place.is_relative_to(gettempdir()) else place.parts
    name = "-".join(inside[1:]) if inside[0].startswith("tmp") else place.as_posix()
    return f"test-{hashlib.sha256(name.encode()).hexdigest()[:10]}-{os.getpid()}"
