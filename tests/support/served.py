"""A hub served by real processes, for a test to attack; and what slow and half-dead clients do."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@dataclass
class Served:
    process: subprocess.Popen[str]
    port: int
    env: dict[str, str]
    greeting: str

    def connect(self, sent: bytes = b"") -> socket.socket:
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        connection.sendall(sent)
        return connection

    def seconds_to_answer(self, path: str = "/healthz") -> float:
        """How long a fresh request takes; an error after half a minute."""
        begun = time.monotonic()
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=30) as answer:
            answer.read()
        return time.monotonic() - begun

    def children(self) -> set[int]:
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return {int(pid) for pid in listed.split()}

    def refuses_connections(self) -> bool:
        with contextlib.suppress(OSError), self.connect():
            return False
        return True


def wait_until(true: Callable[[], bool], what: str, *, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, f"not within {seconds} s: {what}"
        time.sleep(0.05)


@contextlib.contextmanager
def served(command: list[str], env: dict[str, str], port: int, *, ends_with: str) -> Iterator[Served]:
    """Start it, read what it prints until a line holds ``ends_with``, and stop it with everything it started."""
    log = Path(env["EVIDENCEHUB_HOME"]) / "serve.log"
    with open(log, "w") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", *command], env=env, stdout=subprocess.PIPE, stderr=errors, text=True
        )
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line)
        if ends_with in line:
            break
    else:
        raise AssertionError(f"it ended: {log.read_text()}")
    hub = Served(process, port, env, "".join(lines))
    started = hub.children()
    try:
        yield hub
    finally:
        started |= hub.children() if process.poll() is None else set()
        process.terminate()
        try:
            process.wait(timeout=40)
        finally:
            for pid in {process.pid, *started}:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            process.stdout.close()


def environment(home: Path, port: int, **more: str) -> dict[str, str]:
    return {
        **os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", "EVIDENCEHUB_HOME": str(home),
        "EVIDENCEHUB_PORT": str(port), **more,
    }  # fmt: skip


def answer_of(connection: socket.socket) -> bytes:
    """All that comes until the other side closes."""
    parts = []
    with contextlib.suppress(ConnectionResetError):
        while part := connection.recv(65536):
            parts.append(part)
    return b"".join(parts)
