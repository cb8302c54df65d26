"""A port that outlives the hub behind it, as systemd holds it, and readers who never stop asking."""

import contextlib
import http.client
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.served import ROOT

# What systemd does between fork and exec: the port as file 3, and the number of the process that it is meant for.
_EXEC = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.environ |= {"LISTEN_PID": str(os.getpid()), "LISTEN_FDS": "1"}
os.execv(sys.executable, [sys.executable, "-m", "evidencehub.cli", "serve", *sys.argv[2:]])
"""


def start(listener: socket.socket, env: dict[str, str], *arguments: str) -> subprocess.Popen[str]:
    log = Path(env["EVIDENCEHUB_HOME"]) / "serve.log"
    with log.open("a") as errors:
        return subprocess.Popen(
            [sys.executable, "-c", _EXEC, str(listener.fileno()), *arguments], env=env, cwd=ROOT, text=True,
            pass_fds=(listener.fileno(),), stdout=errors, stderr=errors,
        )  # fmt: skip


def stop(process: subprocess.Popen[str]) -> None:
    """As `systemctl stop`: asked, and waited for."""
    process.send_signal(signal.SIGTERM)
    process.wait(timeout=60)


@dataclass
class Readers:
    """What became of their requests: answers by status, and errors by their kind."""

    answers: Counter[str] = field(default_factory=Counter)
    longest_seconds: float = 0.0


@contextlib.contextmanager
def reading(port: int, addresses: list[str], *, readers: int) -> Iterator[Readers]:
    """Ask all the time, each request on a connection of its own, as nginx does; the last answers are waited for."""
    told, done = Readers(), threading.Event()

    def read(number: int) -> None:
        while not done.is_set():
            begun = time.monotonic()
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
            try:
                connection.request("GET", addresses[number % len(addresses)], headers={"Connection": "close"})
                answer = connection.getresponse()
                answer.read()
                told.answers[str(answer.status)] += 1
            except (OSError, http.client.HTTPException) as error:
                told.answers[type(error).__name__] += 1
            finally:
                connection.close()
            told.longest_seconds = max(told.longest_seconds, time.monotonic() - begun)
            number += 1

    threads = [threading.Thread(target=read, args=(number,)) for number in range(readers)]
    for thread in threads:
        thread.start()
    try:
        yield told
    finally:
        done.set()
        for thread in threads:
            thread.join()
