"""The text that is answered: requests as counted this moment, and figures that are a few seconds old at most."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from threading import Lock

from prometheus_client import CollectorRegistry, Metric
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector
from sqlalchemy.orm import Session

from evidencehub.operations.metrics.counting import Requests
from evidencehub.operations.metrics.figures import read_all
from evidencehub.shared.settings import Settings

KEPT_FOR = timedelta(seconds=10)  # so that several who ask, or one who asks in a circle, cost the database no more


class _Both(Collector):
    """What was counted and what was read, one after the other."""

    def __init__(self, counted: CollectorRegistry, read: list[Metric]) -> None:
        self._counted, self._read = counted, read

    def collect(self) -> Iterator[Metric]:
        yield from self._counted.collect()
        yield from self._read


class Metrics:
    """Of one process, which remembers what it read last."""

    def __init__(self, settings: Settings, requests: Requests) -> None:
        self._settings, self._requests = settings, requests
        self._read: list[Metric] = []
        self._read_at: datetime | None = None
        self._reading = Lock()

    def answer(self, session: Session, accepted: str, now: datetime) -> tuple[bytes, str]:
        """The text, and its content type, in the form that a header ``Accept`` asks for."""
        encode, kind = choose_encoder(accepted)
        return encode(_Both(self._requests.registry(), self._figures(session, now))), kind

    def _figures(self, session: Session, now: datetime) -> list[Metric]:
        with self._reading:
            if self._read_at is None or now - self._read_at >= KEPT_FOR:
                self._read, self._read_at = read_all(session, self._settings, now), now
            return self._read
