"""`serve`: real processes on a real port, with clients that are slow, half dead or many, and ends of every kind.

Bounds of time are many times what `make bench ARGS=slow` measures, and a tenth of what they guard against.
"""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

import pytest

from tests.support.served import Served, answer_of, environment, free_port, served, wait_until

SERVE = ["evidencehub.cli", "serve", "--processes", "2"]
POST = b"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
HALF_A_FORM = POST + b"Connection: close\r\nContent-Length: 20\r\n\r\nemail=someb"


def _served(home: Path, template: Path) -> AbstractContextManager[Served]:
    shutil.copy(template, home / "evidencehub.sqlite3")
    port = free_port()
    return served(SERVE, environment(home, port, EVIDENCEHUB_MAX_UPLOAD_MB="1"), port, ends_with="Stop with Ctrl+C")


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Served]:
    with _served(tmp_path_factory.mktemp("served"), sqlite_template) as running:
        yield running


@pytest.fixture
def hub_to_end(tmp_path: Path, sqlite_template: Path) -> Iterator[Served]:
    with _served(tmp_path, sqlite_template) as running:
        yield running


def test_eight_half_sent_requests_stop_nobody_else(hub):
    with ExitStack() as open_ones:
        for _ in range(8):
            open_ones.enter_context(hub.connect(b"G"))
        for _ in range(8):
            open_ones.enter_context(hub.connect(HALF_A_FORM))
        assert max(hub.seconds_to_answer() for _ in range(20)) < 5
        assert hub.seconds_to_answer("/search?q=reading") < 5


def test_two_hundred_slow_connections_stop_nobody_else(hub):
    """Headers and bodies that come byte by byte, and readers who ask for much and take nothing."""
    much = b"GET /static/vendor/govuk-frontend.min.css HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" * 100
    with ExitStack() as open_ones:
        headers = [open_ones.enter_context(hub.connect(b"GET / HTTP/1.1\r\nHost: ")) for _ in range(70)]
        bodies = [open_ones.enter_context(hub.connect(HALF_A_FORM.replace(b" 20", b" 5000000"))) for _ in range(70)]
        for _ in range(60):
            open_ones.enter_context(hub.connect(much))
        seconds = []
        for _ in range(10):
            for slow in headers + bodies:
                slow.sendall(b"x")
            seconds.append(hub.seconds_to_answer())
        assert max(seconds) < 5


def test_when_the_greeting_is_printed_the_port_is_bound_and_all_processes_are_there(hub):
    hub.connect().close()
    assert f"http://127.0.0.1:{hub.port}" in hub.greeting
    assert len(hub.children()) == 3


def test_no_process_inherits_a_thread_or_a_connection_to_the_database(hub):
    """The parent has one thread, also none of NumPy's, and holds no file of the database."""
    assert len(os.listdir(f"/proc/{hub.process.pid}/task")) == 1
    files = [os.readlink(f"/proc/{hub.process.pid}/fd/{name}") for name in os.listdir(f"/proc/{hub.process.pid}/fd")]
    assert not [name for name in files if "sqlite" in name]


def test_a_port_that_is_taken_is_told_in_one_line(hub):
    second = subprocess.run([sys.executable, "-m", *SERVE], env=hub.env, capture_output=True, text=True, check=False)
    assert second.returncode == 1 and second.stdout == ""
    (line,) = second.stderr.splitlines()
    assert line.startswith(f"Error: Cannot listen at 127.0.0.1, port {hub.port}: something else listens there")
    assert hub.seconds_to_answer() < 5


def test_a_process_that_dies_is_started_again(hub):
    before = hub.children()
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    wait_until(lambda: len(hub.children() - before) == 3, "three new processes")
    assert hub.seconds_to_answer() < 5


def test_stopping_finishes_what_is_under_way_and_leaves_nothing(hub_to_end):
    with hub_to_end.connect(HALF_A_FORM) as slow, hub_to_end.connect() as idle:
        children = hub_to_end.children()
        hub_to_end.process.terminate()
        wait_until(hub_to_end.refuses_connections, "the port is closed")
        assert idle.recv(1) == b""
        slow.sendall(b"ody&pass=")
        assert answer_of(slow).startswith(b"HTTP/1.1 400 ")  # no token, so refused; but by the hub, and whole
        assert hub_to_end.process.wait(timeout=30) == 0
    assert not [pid for pid in children if Path(f"/proc/{pid}").exists()]


TOLD_TO_STOP_WHILE_IT_STARTS = """
import os, signal, time
from evidencehub.cli.serving import child

reading, _writing = os.pipe()
signal.pthread_sigmask(signal.SIG_BLOCK, child.HANDLED)
pid = os.fork()
if pid == 0:
    stopped = []

    def run():
        time.sleep(0.5)  # it still loads
        child.on_stop(lambda: stopped.append(True))
        while not stopped:
            time.sleep(0.01)

    child.live(run, lifeline=reading, grace_seconds=5)
time.sleep(0.2)
os.kill(pid, signal.SIGTERM)
print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
"""


def test_a_process_that_is_told_to_stop_while_it_starts_stops_in_order():
    """It used to end at once, and the connections that waited at the port were reset."""
    told = subprocess.run(
        [sys.executable, "-c", TOLD_TO_STOP_WHILE_IT_STARTS], capture_output=True, text=True, check=True, timeout=60
    )
    assert told.stdout.strip() == "0"


def test_killing_the_parent_leaves_nothing_on_the_port(hub_to_end):
    children = hub_to_end.children()
    os.kill(hub_to_end.process.pid, signal.SIGKILL)
    wait_until(hub_to_end.refuses_connections, "nobody listens")
    wait_until(lambda: not [pid for pid in children if Path(f"/proc/{pid}").exists()], "no process is left")


def test_a_file_that_is_too_large_is_answered_with_the_page_that_says_so(hub):
    size = 30 * 1024 * 1024
    head = POST.replace(b"application/x-www-form-urlencoded", b"multipart/form-data; boundary=x")
    with hub.connect(head + b"Connection: close\r\nContent-Length: %d\r\n\r\n" % size) as connection:
        connection.sendall(bytes(size))
        answer = answer_of(connection)
    assert answer.startswith(b"HTTP/1.1 413 ") and b"That file is too large" in answer
