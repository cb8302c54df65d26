"""One connection: what it is doing, since when, and how much of it has moved.

waitress itself knows only when the last byte came or went, so that a byte a minute keeps a connection for ever.
"""

import contextlib
import fcntl
import socket
import struct
import termios
import time
from collections.abc import Iterator
from typing import Any

from waitress.channel import HTTPChannel

from evidencehub.cli.serving.limits import Doing, Limits
from evidencehub.cli.serving.parsing import Parser

_WORDS = b"This took too long to arrive, so the hub stopped waiting. Try again on a faster line.\n"
TOO_SLOW = (
    b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\n"
    b"Content-Length: %d\r\n\r\n%s" % (len(_WORDS), _WORDS)
)


class Channel(HTTPChannel):
    parser_class = Parser

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.since = time.monotonic()  # when it began what it is doing now
        self.sent = 0  # bytes of the answer that were given to the system
        super().__init__(*args, **kwargs)

    def received(self, data: bytes) -> bool:
        before = self.request
        answer: bool = super().received(data)
        if self.request is not before:
            self.since = time.monotonic()
        return answer

    def service(self) -> None:
        if self.server.is_stopping:  # the answer tells the other side not to send another request here
            self.requests[0].headers["CONNECTION"] = "close"
        super().service()

    def write_soon(self, data: Any) -> int:
        if not self.total_outbufs_len:
            self.since, self.sent = time.monotonic(), 0
        written: int = super().write_soon(data)
        return written

    def send(self, data: bytes, do_close: bool = True) -> int:
        sent: int = super().send(data, do_close=do_close) or 0
        self.sent += sent
        return sent

    @property
    def taken(self) -> int:
        """What the other side took of the answer: not what waits for it in the system, which may be megabytes."""
        try:
            (waits,) = struct.unpack("i", fcntl.ioctl(self.socket, termios.TIOCOUTQ, bytes(4)))
        except OSError:  # where the system does not tell
            return self.sent
        return self.sent - int(waits)

    @property
    def doing(self) -> Doing:
        if self.requests:
            return Doing.WORKING
        if self.total_outbufs_len:
            return Doing.READING
        if self.request is None:
            return Doing.IDLE
        return Doing.BODY if self.request.headers_finished else Doing.HEADER

    @property
    def is_under_way(self) -> bool:
        return self.doing is not Doing.IDLE

    @property
    def waiting_bytes(self) -> int:
        """What has come of a body that is not whole yet."""
        return self.request.body_bytes_received if self.request is not None else 0

    def is_overdue(self, now: float, limits: Limits) -> bool:
        doing = self.doing
        moved = self.taken if doing is Doing.READING else self.waiting_bytes
        return now - self.since > limits.seconds_for(doing, moved)

    def cut(self) -> None:
        """End it now. ``will_close`` would wait until the other side takes a byte, which it may never do."""
        doing = self.doing
        with contextlib.suppress(OSError):
            if doing in {Doing.HEADER, Doing.BODY}:
                self.socket.send(TOO_SLOW)
            if doing is Doing.READING:  # what the system holds of the answer goes too
                self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.handle_close()


def to_make_room(channels: list[Channel], limits: Limits) -> Iterator[Channel]:
    """Which connections go when there are too many, the oldest first, or hold too much, the largest first."""
    unfinished = sorted((each for each in channels if each.doing is not Doing.WORKING), key=lambda each: each.since)
    yield from unfinished[: max(0, len(channels) - limits.connections)]
    held = sum(each.waiting_bytes for each in channels)
    for each in sorted(unfinished, key=lambda each: -each.waiting_bytes):
        if held <= limits.waiting_bytes:
            return
        held -= each.waiting_bytes
        yield each
