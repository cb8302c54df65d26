"""The first and the last thing that a forked process does."""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from typing import NoReturn

import click
import structlog

from evidencehub.shared.errors import HubError

log = structlog.get_logger()

HANDLED = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD)  # by the parent, in ways of its own


def live(run: Callable[[], None], *, lifeline: int, grace_seconds: float) -> NoReturn:
    """Run, and end the process: 0 when ``run`` returned, 1 when it could not. Nothing of the parent's runs at its end.

    The signals in ``HANDLED`` are blocked when this is called, so that none is lost before they mean what they should.
    SIGTERM stays so until ``run`` calls :func:`on_stop`: a process that is told to stop while it starts would end at
    once, and reset whoever waits at the port.
    """
    code = 1
    try:
        os.setpgid(0, 0)  # Ctrl+C and the end of a terminal reach the parent, which stops us in order
        signal.set_wakeup_fd(-1)
        for number in HANDLED:
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, set(HANDLED) - {signal.SIGTERM})
        threading.Thread(target=_follow, args=(lifeline, grace_seconds), daemon=True).start()
        run()
        code = 0
    except HubError as error:
        click.echo(f"Error: {error}", err=True)
    except BaseException:
        log.exception("process_failed")
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def on_stop(stop: Callable[[], None]) -> None:
    """What SIGTERM does from now on, also one that came before."""
    signal.signal(signal.SIGTERM, lambda *_: stop())
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})


def _follow(lifeline: int, grace_seconds: float) -> None:
    """Wait for the parent's end, however it came, and stop too: nobody would start us again, or stop us."""
    os.read(lifeline, 1)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(grace_seconds + 5)
    os._exit(1)
