"""A web process: waitress takes requests in, whole and within the limits, before a thread of the hub works on them."""

import logging
import socket
import time
from collections import Counter
from collections.abc import Callable
from wsgiref.types import WSGIApplication

import structlog
from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.server import TcpWSGIServer
from waitress.task import ThreadedTaskDispatcher

from evidencehub.cli.serving.channels import Channel, to_make_room
from evidencehub.cli.serving.limits import Limits
from evidencehub.cli.serving.sharing import WAIT_SECONDS, Turn

log = structlog.get_logger()

BACKLOG = 1024  # connections that wait to be accepted
AT_ONCE = 40  # most connections accepted before others are looked at again
NEVER_WAIT = 2**40  # bytes of an answer that may wait for a reader before a thread would wait as well
SYSTEM_HOLDS = 128 * 1024  # bytes of an answer for each connection; left alone, the system takes megabytes
SAID_EVERY_SECONDS = 60
NEWS_SECONDS = 0.5  # on a kept-alive connection the next request may be on its way when the hub stops
_OWN_FILES = 3  # in waitress's map beside connections


class Server(TcpWSGIServer):
    channel_class = Channel

    def __init__(
        self, application: WSGIApplication, listener: socket.socket, limits: Limits, turn: Turn, *, threads: int,
        name: str,
    ) -> None:  # fmt: skip
        adjustments = Adjustments(
            sockets=[listener], threads=threads, backlog=BACKLOG, ident="EvidenceHub", server_name=name,
            asyncore_use_poll=True,  # select() knows no file above 1024
            connection_limit=limits.connections + AT_ONCE + _OWN_FILES,  # reached only when all are being worked on
            max_request_header_size=limits.header_bytes, max_request_body_size=limits.body_bytes,
            outbuf_high_watermark=NEVER_WAIT,
            clear_untrusted_proxy_headers=False,  # who is believed is settled in one place: EVIDENCEHUB_PROXIES
            cleanup_interval=10**9,  # waitress's own clocks are left alone: `_look_after` has ours
            log_socket_errors=False,  # a reader who goes away is no error
        )  # fmt: skip
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a request that waits a moment is no warning
        dispatcher = ThreadedTaskDispatcher()
        dispatcher.set_thread_count(threads)
        self._limits, self._accepting, self._cut = limits, turn, Counter[str]()
        self._next_look = self._next_word = 0.0
        self.is_stopping = False
        super().__init__(
            application, map={}, _sock=listener, dispatcher=dispatcher, adj=adjustments, bind_socket=False,
            sockinfo=(listener.family, listener.type, listener.proto, listener.getsockname()),
        )  # fmt: skip

    def set_socket_options(self, conn: socket.socket) -> None:
        super().set_socket_options(conn)
        conn.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SYSTEM_HOLDS)

    def stop(self) -> None:
        """Take nothing more in; may be called by a signal."""
        self.is_stopping = True
        self.pull_trigger()

    def serve(self, *, alive: Callable[[], None], grace_seconds: float) -> None:
        """Until :meth:`stop`; then what was taken in is finished, within the grace. ``alive`` is called each turn."""
        while not self.is_stopping:
            self._turn()
            alive()
        self._take_in_who_waits()
        wasyncore.dispatcher.close(self)  # the port alone: waitress's own `close` ends what tells us of answers too
        begun = now = time.monotonic()
        while self.active_channels and now < begun + grace_seconds:
            self._turn(at_most=0.1)
            alive()
            now = time.monotonic()
            if now > begun + NEWS_SECONDS:
                self._close_idle()

    def handle_accept(self) -> None:
        """Accept one; more when there are many, so that nobody waits for a turn of a thousand for each of them."""
        if not (self.is_stopping or self._accepting.to_accept()):
            return
        for _ in range(min(AT_ONCE, 1 + len(self.active_channels) // 20)):
            before = len(self.active_channels)
            super().handle_accept()
            if len(self.active_channels) == before:
                break
        self._accepting.has(len(self.active_channels))

    def readable(self) -> bool:
        return not self._accepting.is_waiting and bool(super().readable())

    def _turn(self, at_most: float = 1) -> None:
        wasyncore.loop(
            timeout=WAIT_SECONDS if self._accepting.is_waiting else at_most, use_poll=True, map=self._map, count=1
        )
        # Not within a turn: a connection accepted in it could get the number of one that was cut, and its news.
        self._look_after(time.monotonic())
        self._accepting.has(len(self.active_channels))

    def _look_after(self, now: float) -> None:
        channels = self.active_channels
        if len(channels) > self._limits.connections or now >= self._next_look:
            self._next_look = now + 1
            for channel in [each for each in channels.values() if each.is_overdue(now, self._limits)]:
                self._end(channel, "overdue")
            for channel in list(to_make_room(list(channels.values()), self._limits)):
                self._end(channel, "to make room")
        if self._cut and now >= self._next_word:
            self._next_word = now + SAID_EVERY_SECONDS
            log.warning("connections_cut", connections=len(channels), **self._cut)
            self._cut.clear()

    def _end(self, channel: Channel, why: str) -> None:
        self._cut[f"{channel.doing.value} {why}".replace(" ", "_")] += 1
        channel.cut()

    def _take_in_who_waits(self) -> None:
        """Who was let in by the system before the port closes, and may have sent a request already."""
        before = -1
        while len(self.active_channels) > before:
            before = len(self.active_channels)
            self.handle_accept()
        wasyncore.loop(timeout=0, use_poll=True, map=self._map, count=1)

    def _close_idle(self) -> None:
        idle = [each for each in self.active_channels.values() if not each.is_under_way]
        for channel in idle:
            channel.handle_close()
