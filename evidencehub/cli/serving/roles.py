"""What each process of the family does."""

import signal
import socket
import sys
from collections.abc import Callable
from functools import partial
from wsgiref.types import WSGIApplication

from flask import Flask

from evidencehub.cli import worker as working
from evidencehub.cli.serving import child
from evidencehub.cli.serving.family import GRACE_SECONDS, Role
from evidencehub.cli.serving.limits import Limits
from evidencehub.cli.serving.pulse import Pulse
from evidencehub.cli.serving.sharing import Counts, Turn
from evidencehub.cli.serving.web import Server
from evidencehub.meaning.holding import Holder
from evidencehub.meaning.model import source
from evidencehub.operations.metrics import processes
from evidencehub.shared.settings import Settings

# After so long a thread that computes lets another go on. With 5 ms, Python's own, a page that takes no time took 36 ms
# (median) beside 16 clients that asked for slow ones, with 1 ms it took 21; as many slow ones were served.
SWITCH_SECONDS = 0.001


def web(
    application: WSGIApplication, listener: socket.socket, limits: Limits, *, count: int, threads: int, name: str,
    at_end: Callable[[], None] = lambda: None,
) -> list[Role]:  # fmt: skip
    """``count`` web processes; ``name`` is what an application is told of itself where a request names no host."""

    counts = Counts(count)

    def run(number: int, pulse: Pulse) -> None:
        sys.setswitchinterval(SWITCH_SECONDS)
        processes.this_is(f"web {number + 1}")
        server = Server(application, listener, limits, Turn(counts, number), threads=threads, name=name)
        child.on_stop(server.stop)
        server.serve(alive=pulse.beat, grace_seconds=GRACE_SECONDS)
        at_end()

    return [Role(f"web {number + 1}", partial(run, number), beats=True) for number in range(count)]


def meaning(settings: Settings, listener: socket.socket) -> Role:
    """Holds the model of search by meaning for all others."""

    def run(_pulse: Pulse) -> None:
        listener.close()
        holder = Holder(settings.home, source(settings.meaning_model))
        child.on_stop(holder.stop)
        holder.serve()

    return Role("meaning", run)


def worker(app: Flask, listener: socket.socket) -> Role:
    def run(_pulse: Pulse) -> None:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})  # it ends at once, until it has work to finish
        listener.close()  # so that a worker who lives on for a moment holds no port
        working.work(app)

    return Role("worker", run)
