"""The processes of a running hub: forked from one that has all loaded, watched, started again, stopped together."""

import os
import select
import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import FrameType

import structlog

from evidencehub.cli.serving import child
from evidencehub.cli.serving.pulse import Pulse

log = structlog.get_logger()

GRACE_SECONDS = 20.0  # for what is under way when the hub stops
FROZEN_SECONDS = 60.0  # a web process that has not taken a turn for so long is ended: nothing else would notice
AT_ONCE_SECONDS = 5.0  # a process that ends within them is started again after a pause: first 1 s, then twice as long
LONGEST_PAUSE_SECONDS = 30.0


def _only_wake(_number: int, _frame: FrameType | None) -> None:
    pass


@dataclass(frozen=True)
class Role:
    """What one process does. ``run`` returns after SIGTERM; ``beats`` says whether it calls its pulse."""

    name: str
    run: Callable[[Pulse], None]
    beats: bool = False


@dataclass
class Member:
    role: Role
    pulse: Pulse = field(default_factory=Pulse)
    pid: int | None = None
    started: float = 0.0
    due: float = 0.0  # when it is to be started again
    pause: float = 0.0


class Family:
    """The parent's side. It holds no database connection and no thread, so that children can be forked at any time."""

    def __init__(self, roles: Sequence[Role]) -> None:
        self._members = [Member(role) for role in roles]
        self._lifeline = os.pipe()  # nothing is ever written: children see its end when the parent is gone
        self._news = os.pipe()
        self._told_to_stop = False

    def run(self, *, after_start: Callable[[], None], before_stop: Callable[[], None]) -> None:
        """Start all, and watch them until SIGTERM, SIGINT or SIGHUP; then stop them."""
        for number in child.HANDLED:
            signal.signal(number, self._stop if number != signal.SIGCHLD else _only_wake)
        for end in self._news:
            os.set_blocking(end, False)
        signal.set_wakeup_fd(self._news[1], warn_on_full_buffer=False)
        self._start_due()
        after_start()
        while not self._told_to_stop:
            self._wait(1.0)
            self._bury()
            self._end_frozen()
            self._start_due()
        before_stop()
        self._stop_all()

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self._told_to_stop = True

    def _wait(self, seconds: float) -> None:
        """Until a signal comes, or so long."""
        if select.select([self._news[0]], [], [], seconds)[0]:
            os.read(self._news[0], 4096)

    def _start_due(self) -> None:
        now = time.monotonic()
        for member in self._members:
            if member.pid is None and now >= member.due and not self._told_to_stop:
                member.started = now
                member.pulse.beat()
                member.pid = self._fork(member)

    def _fork(self, member: Member) -> int:
        signal.pthread_sigmask(signal.SIG_BLOCK, child.HANDLED)
        try:
            pid = os.fork()
            if pid == 0:
                for end in (self._lifeline[1], *self._news):
                    os.close(end)
                child.live(
                    lambda: member.role.run(member.pulse), lifeline=self._lifeline[0], grace_seconds=GRACE_SECONDS
                )
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, child.HANDLED)
        return pid

    def _bury(self) -> None:
        for member in self._members:
            if member.pid is None:
                continue
            pid, status = os.waitpid(member.pid, os.WNOHANG)
            if pid == 0:
                continue
            now, member.pid = time.monotonic(), None
            at_once = now - member.started < AT_ONCE_SECONDS
            member.pause = min(max(1.0, 2 * member.pause), LONGEST_PAUSE_SECONDS) if at_once else 0.0
            member.due = now + member.pause
            if not self._told_to_stop:
                log.error("process_ended", process=member.role.name, code=os.waitstatus_to_exitcode(status))

    def _end_frozen(self) -> None:
        for member in self._members:
            if member.pid is not None and member.role.beats and member.pulse.age() > FROZEN_SECONDS:
                log.error("process_frozen", process=member.role.name)
                os.kill(member.pid, signal.SIGKILL)

    def _stop_all(self) -> None:
        for member in self._members:
            if member.pid is not None:
                os.kill(member.pid, signal.SIGTERM)
        deadline = time.monotonic() + GRACE_SECONDS + 5
        while any(member.pid for member in self._members) and time.monotonic() < deadline:
            self._wait(0.1)
            self._bury()
        for member in self._members:
            if member.pid is not None:
                os.kill(member.pid, signal.SIGKILL)
