import time

from evidencehub.cli.serving.sharing import Counts, Turn


def _two():
    counts = Counts(2)
    return Turn(counts, 0), Turn(counts, 1)


def _wait(turn):
    while turn.is_waiting:
        time.sleep(0.0005)


def test_who_has_no_more_connections_than_the_others_accepts():
    first, second = _two()
    assert first.to_accept() and second.to_accept()
    first.has(3)
    second.has(4)
    assert first.to_accept() and not first.is_waiting


def test_who_has_more_waits_a_moment_for_the_others_and_accepts_what_they_left():
    first, second = _two()
    first.has(1)
    assert not first.to_accept() and first.is_waiting
    _wait(first)
    assert first.to_accept()
    assert not first.to_accept()  # the next one is waited for anew
    second.has(1)
    assert first.to_accept()


def test_a_process_that_is_started_again_has_no_connections():
    counts = Counts(2)
    first, _ = Turn(counts, 0), Turn(counts, 1).has(5)
    first.has(1)
    assert first.to_accept()
    Turn(counts, 1)
    assert not first.to_accept()
