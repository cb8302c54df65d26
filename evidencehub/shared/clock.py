"""The only place that asks what time it is; everything else is handed a time."""

from datetime import UTC, datetime


def utc_now() -> datetime:
    return datetime.now(UTC)
