"""How long ``/healthz`` takes while very many clients are slow: bytes one by one, and readers who take nothing."""

import socket
import statistics
import time
from contextlib import suppress
from typing import Any

from benchmarks import hubs

HEADER = b"GET / HTTP/1.1\r\nHost: "
BODY = b"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5000000\r\n\r\n"
MUCH = b"GET /static/hub.css HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" * 50
COMING_SECONDS, STAYING_SECONDS = 5, 15


def measure(connections: int) -> dict[str, Any]:
    """Seconds until ``/healthz`` answers on a new connection, once a quarter of a second, while the others are slow."""
    with hubs.started() as hub:
        port = hub.port
        quiet = [_seconds(port) for _ in range(20)]
        slow = [_Slow(port, number % 3) for number in range(connections)]
        coming = _while_slow(slow, port, COMING_SECONDS)
        staying = _while_slow(slow, port, STAYING_SECONDS)
        for each in slow:
            each.close()
    return {
        "connections": connections, "cut": sum(each.was_cut for each in slow),
        "quiet_median_ms": 1000 * statistics.median(quiet), "coming_longest_ms": 1000 * max(coming),
        "median_ms": 1000 * statistics.median(staying), "longest_ms": 1000 * max(staying), "asked": len(staying),
    }  # fmt: skip


def _while_slow(slow: list["_Slow"], port: int, for_seconds: float) -> list[float]:
    seconds = []
    end = time.monotonic() + for_seconds
    while time.monotonic() < end:
        for each in slow:
            each.send_a_byte()
        seconds.append(_seconds(port))
        time.sleep(0.25)
    return seconds


class _Slow:
    """A client that goes on being slow; cut, it comes back at once."""

    def __init__(self, port: int, kind: int) -> None:
        self._port, self._kind = port, kind
        self.was_cut = 0
        self._connect()

    def _connect(self) -> None:
        self._socket = socket.socket()
        if self._kind == 2:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self._socket.settimeout(10)
        self._socket.connect(("127.0.0.1", self._port))
        self._socket.sendall((HEADER, BODY, MUCH)[self._kind])
        self._socket.setblocking(False)

    def send_a_byte(self) -> None:
        try:
            if self._kind == 2:
                self._socket.recv(1, socket.MSG_PEEK)
            else:
                self._socket.send(b"x")
        except BlockingIOError:
            return
        except OSError:
            self.was_cut += 1
            self._socket.close()
            with suppress(OSError):
                self._connect()

    def close(self) -> None:
        self._socket.close()


def _seconds(port: int) -> float:
    seconds = hubs.seconds_for_health(port)
    if seconds is None:
        raise RuntimeError("/healthz does not answer")
    return seconds


def lines(found: dict[str, Any]) -> list[str]:
    """The readers among them ask for a lot first, which is work: so the seconds in which they come stand apart."""
    return [
        f"{found['connections']:>6} slow connections: /healthz median {found['median_ms']:.0f} ms, longest "
        f"{found['longest_ms']:.0f} ms of {found['asked']}; while they come, longest {found['coming_longest_ms']:.0f} "
        f"ms; without them, median {found['quiet_median_ms']:.1f} ms. {found['cut']} were cut and came back."
    ]
