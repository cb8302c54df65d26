"""A restart under readers who never stop asking: nobody is refused anything where the port outlives the hub."""

import contextlib
import shutil
import socket

import pytest

from tests.support.restarting import reading, start, stop
from tests.support.sampling import WHOLE
from tests.support.served import answer_of, environment, wait_until

RESTARTS = 5 if WHOLE else 1  # a start loads everything, which takes some seconds of a core


@pytest.fixture
def port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(1024)
        yield listener


def test_a_restart_fails_no_request(tmp_path, sqlite_template, port):
    """The new one is started when the old one has ended, as `systemctl restart` does; who comes meanwhile waits."""
    shutil.copy(sqlite_template, tmp_path / "evidencehub.sqlite3")
    number = port.getsockname()[1]
    env = environment(tmp_path, number)
    process = start(port, env, "--processes", "2")
    try:
        with contextlib.closing(socket.create_connection(("127.0.0.1", number), timeout=60)) as first:
            first.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
            assert b'{"status":"ok"}' in answer_of(first)
        with reading(number, ["/healthz", "/standards", "/search?q=reading"], readers=6) as told:
            for _ in range(RESTARTS):
                before = sum(told.answers.values())
                wait_until(lambda seen=before: sum(told.answers.values()) > seen + 30, "they read", seconds=60)
                stop(process)
                process = start(port, env, "--processes", "2")
            before = sum(told.answers.values())
            wait_until(lambda: sum(told.answers.values()) > before + 30, "they read again", seconds=60)
        print(dict(told.answers), f"longest {told.longest_seconds:.1f} s")
        assert set(told.answers) == {"200"} and told.answers["200"] > 60, told.answers
    finally:
        stop(process)


def test_what_is_handed_over_and_is_no_port_is_told(tmp_path, sqlite_template):
    shutil.copy(sqlite_template, tmp_path / "evidencehub.sqlite3")
    with socket.socket() as closed:
        process = start(closed, environment(tmp_path, 1))
        assert process.wait(timeout=60) == 1
    assert "it takes no connections" in (tmp_path / "serve.log").read_text()
