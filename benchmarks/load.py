"""A client that asks for one page again and again on a few connections, as fast as it is answered."""

import selectors
import socket
import statistics
import time
from dataclasses import dataclass, field

CONNECTIONS = 8


@dataclass
class Rate:
    """How one page was answered: requests a second for each round, and the seconds that each answer took."""

    rounds: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    bytes: int = 0

    @property
    def a_second(self) -> float:
        return statistics.median(self.rounds)

    @property
    def median_ms(self) -> float:
        return 1000 * statistics.median(self.seconds)


@dataclass
class _Connection:
    socket: socket.socket
    sent: float = 0.0
    received: bytearray = field(default_factory=bytearray)


def drive(rate: Rate, port: int, request: bytes, *, for_seconds: float, connections: int = CONNECTIONS) -> None:
    """Add one round. :raises RuntimeError: an answer is not 200."""
    with selectors.DefaultSelector() as selector:
        for _ in range(connections):
            made = _Connection(socket.create_connection(("127.0.0.1", port), timeout=60))
            selector.register(made.socket, selectors.EVENT_READ, made)
            _send(made, request)
        begun, done = time.monotonic(), 0
        while (now := time.monotonic()) < begun + for_seconds:
            for key, _ in selector.select(timeout=60):
                if _read(key.data, rate):
                    done += 1
                    _send(key.data, request)
        rate.rounds.append(done / (now - begun))
        for key in list(selector.get_map().values()):
            key.data.socket.close()


def _send(connection: _Connection, request: bytes) -> None:
    connection.sent = time.monotonic()
    connection.received.clear()
    connection.socket.sendall(request)


def _read(connection: _Connection, rate: Rate) -> bool:
    """Whether the answer is whole."""
    received = connection.received
    received += connection.socket.recv(256 * 1024)
    head, ends, _ = received.partition(b"\r\n\r\n")
    if not ends:
        return False
    if not head.startswith(b"HTTP/1.1 200 "):
        raise RuntimeError(bytes(head.splitlines()[0]).decode())
    lengths = [line for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
    whole = len(head) + 4 + int(lengths[0].split(b":")[1])
    if len(received) < whole:
        return False
    rate.seconds.append(time.monotonic() - connection.sent)
    rate.bytes = whole
    return True
