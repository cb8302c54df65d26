"""What one connection may take: the web server of the hub before a few lines of application, with short limits."""

import json
import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.support.served import Served, answer_of, environment, free_port, served, wait_until
from tests.support.small_server import LARGE

GET = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
UPLOAD = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 500000\r\n\r\n"


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., Served]]:
    with ExitStack() as running:

        def start(*, processes: int = 1, **limits: float) -> Served:
            port = free_port()
            command = ["tests.support.small_server", str(port), str(processes), json.dumps(limits)]
            return running.enter_context(served(command, environment(tmp_path, port), port, ends_with="listening"))

        yield start


def dribble(connection: socket.socket) -> float:
    """Send a byte every 50 ms, and return the seconds until the other side has had enough."""
    begun = time.monotonic()
    connection.settimeout(0.05)
    while time.monotonic() - begun < 30:
        try:
            connection.sendall(b"x")
            if not connection.recv(65536):
                break
        except TimeoutError:
            continue
        except OSError:
            break
    return time.monotonic() - begun


def test_a_header_that_comes_byte_by_byte_is_cut_by_our_clock(serve):
    hub = serve(header_seconds=1)
    with hub.connect(b"GET / HTTP/1.1\r\nX-Slow: ") as slow:
        assert 0.5 < dribble(slow) < 10


def test_a_body_that_comes_byte_by_byte_is_cut_and_told_why(serve):
    hub = serve(patience_seconds=1)
    with hub.connect(UPLOAD) as slow:
        time.sleep(0.2)
        slow.sendall(b"x")
        answer = answer_of(slow)
    assert answer.startswith(b"HTTP/1.1 408 ") and b"too long to arrive" in answer


def test_a_body_that_comes_steadily_has_the_time_that_its_length_needs(serve):
    hub = serve(patience_seconds=2, slowest=5_000)
    with hub.connect(UPLOAD) as steady:
        for _ in range(40):  # four seconds
            steady.sendall(bytes(12_500))
            time.sleep(0.1)
        assert steady.recv(100).startswith(b"HTTP/1.1 200 ")


def test_the_whole_request_has_a_limit_however_steadily_it_comes(serve):
    hub = serve(whole_seconds=1, slowest=1)
    with hub.connect(UPLOAD) as steady:
        assert 0.5 < dribble(steady) < 10


def test_a_reader_who_takes_nothing_is_cut_and_holds_no_thread(serve):
    hub = serve(patience_seconds=2, slowest=10**6)
    with ExitStack() as open_ones:
        readers = [
            open_ones.enter_context(hub.connect(b"GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n")) for _ in range(6)
        ]
        assert hub.seconds_to_answer() < 5  # six readers, four threads
        time.sleep(5)
        assert all(len(answer_of(reader)) < LARGE for reader in readers)


def test_a_connection_on_which_nothing_happens_is_closed(serve):
    hub = serve(idle_seconds=2)
    with hub.connect() as silent, hub.connect(GET) as answered:
        assert answer_of(silent) == b""
        assert answer_of(answered).startswith(b"HTTP/1.1 200 ")


def test_work_takes_what_it_takes(serve):
    hub = serve(header_seconds=0.5, patience_seconds=0.5, idle_seconds=0.5, whole_seconds=0.5)
    with hub.connect(GET.replace(b"/ ", b"/wait/3 ", 1)) as waiting:
        assert waiting.recv(100).startswith(b"HTTP/1.1 200 ")


def test_when_connections_are_many_the_oldest_unfinished_go_and_new_ones_are_answered(serve):
    hub = serve(connections=50)
    with ExitStack() as open_ones:
        worked_on = open_ones.enter_context(hub.connect(GET.replace(b"/ ", b"/wait/5 ", 1)))
        half_sent = [open_ones.enter_context(hub.connect(b"GET / HT")) for _ in range(200)]
        assert max(hub.seconds_to_answer() for _ in range(5)) < 5
        assert answer_of(half_sent[0]).startswith(b"HTTP/1.1 408 ")
        half_sent[-1].sendall(b"TP/1.1\r\nHost: localhost\r\n\r\n")
        assert half_sent[-1].recv(100).startswith(b"HTTP/1.1 200 ")
        assert worked_on.recv(100).startswith(b"HTTP/1.1 200 ")


def test_bodies_that_have_not_arrived_may_not_fill_the_disk(serve):
    hub = serve(waiting_bytes=2_000_000)
    with ExitStack() as open_ones:
        uploads = [open_ones.enter_context(hub.connect(UPLOAD + bytes(499_999))) for _ in range(8)]
        wait_until(lambda: sum(_is_cut(each) for each in uploads) >= 4, "enough are cut")
        assert sum(_is_cut(each) for each in uploads) == 4


def _is_cut(connection: socket.socket) -> bool:
    connection.settimeout(0.01)
    try:
        return connection.recv(1, socket.MSG_PEEK) in {b"", b"H"}
    except TimeoutError:
        return False
    except ConnectionResetError:
        return True


def test_a_header_that_is_too_long_is_refused(serve):
    hub = serve()
    with hub.connect(b"GET / HTTP/1.1\r\nX: " + b"y" * 40_000 + b"\r\n\r\n") as long:
        assert b" 431 " in answer_of(long)[:14]


def test_a_request_with_two_lengths_is_refused_and_nothing_behind_it_is_answered(serve):
    hub = serve()
    lengths = b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    with hub.connect(b"POST / HTTP/1.1\r\nHost: localhost\r\n" + lengths + GET) as both:
        answer = answer_of(both)
        assert b" 400 " in answer[:14] and answer.count(b"HTTP/1.1 ") == 1


def test_a_process_that_ends_at_once_is_started_again_after_a_pause(serve):
    hub = serve()
    for _ in range(2):
        (before,) = hub.children()
        with hub.connect(b"GET /die HTTP/1.1\r\nHost: localhost\r\n\r\n") as fatal:
            answer_of(fatal)
        wait_until(lambda old=before: hub.children() and old not in hub.children(), "a new process")
    assert hub.seconds_to_answer() < 5


@pytest.mark.soak
def test_a_process_that_takes_no_turn_for_a_minute_is_ended_and_started_again(serve):
    hub = serve()
    (frozen,) = hub.children()
    os.kill(frozen, signal.SIGSTOP)
    wait_until(lambda: hub.children() and frozen not in hub.children(), "a new process", seconds=90)
    assert hub.seconds_to_answer() < 5


def test_who_is_answered_while_the_server_stops_is_told_to_send_nothing_more_here(serve):
    hub = serve()
    with hub.connect(b"GET / HTTP/1.1\r\nHost: localhost\r\n") as half, hub.connect(GET) as kept_alive:
        assert b"Connection: close" not in kept_alive.recv(1000)
        hub.process.terminate()
        wait_until(hub.refuses_connections, "the port is closed")
        half.sendall(b"\r\n")
        answer = answer_of(half)
    assert answer.startswith(b"HTTP/1.1 200 ") and b"\r\nConnection: close\r\n" in answer


def test_forwarding_headers_are_neither_stripped_nor_invented(serve):
    hub = serve()
    with hub.connect(GET.replace(b"/ ", b"/headers ", 1)) as plain:
        assert b"FORWARDED" not in plain.recv(65536)
    forwarded = b"GET /headers HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
    forwarded += b"X-Forwarded-For: 192.0.2.1\r\nX-Forwarded-Proto: https\r\n\r\n"
    with hub.connect(forwarded) as behind_a_proxy:
        seen = json.loads(answer_of(behind_a_proxy).split(b"\r\n\r\n", 1)[1])
    assert (seen["HTTP_X_FORWARDED_FOR"], seen["HTTP_X_FORWARDED_PROTO"]) == ("192.0.2.1", "https")
    assert (seen["REMOTE_ADDR"], seen["wsgi.url_scheme"]) == ("127.0.0.1", "http")
