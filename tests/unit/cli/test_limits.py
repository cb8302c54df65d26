import resource

import pytest

from evidencehub.cli.serving.limits import Doing, Limits

LIMITS = Limits(
    body_bytes=10**6, header_seconds=15, idle_seconds=60, patience_seconds=30, slowest=2_000, whole_seconds=900
)


@pytest.mark.parametrize(
    ("doing", "moved", "seconds"),
    [
        (Doing.IDLE, 0, 60),
        (Doing.HEADER, 0, 15),
        (Doing.HEADER, 10_000, 15),  # bytes buy no time for a header
        (Doing.BODY, 0, 30),
        (Doing.BODY, 20_000, 40),
        (Doing.READING, 20_000, 40),
        (Doing.BODY, 10**9, 900),
        (Doing.WORKING, 0, float("inf")),
    ],
)
def test_how_long_a_connection_may_be_at_it(doing, moved, seconds):
    assert LIMITS.seconds_for(doing, moved) == seconds


@pytest.mark.parametrize(
    ("files", "connections"), [(100, 20), (1_024, 462), (4_096, 1_500), (resource.RLIM_INFINITY, 1_500)]
)
def test_there_are_no_more_connections_than_open_files_allow(monkeypatch, files, connections):
    monkeypatch.setattr(resource, "getrlimit", lambda _which: (files, files))
    assert LIMITS.within_open_files().connections == connections
