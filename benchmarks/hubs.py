"""Hubs that are started for a measurement, each in a folder of its own, and stopped at its end."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode


@dataclass(frozen=True)
class Hub:
    port: int
    home: Path

    def get(self, path: str) -> bytes:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=60) as answer:
            read: bytes = answer.read()
        return read


@contextmanager
def started(checkout: Path | None = None, *, demonstration: bool = False, **settings: str) -> Iterator[Hub]:
    """Serve a new hub as ``serve`` does by default, with its worker.

    :param checkout: another build, set up with ``make setup``; ours where it is None.
    :param settings: of the hub, without ``EVIDENCEHUB_``.
    """
    with TemporaryDirectory() as home:
        port = free_port()
        python = [str(checkout / ".venv" / "bin" / "python")] if checkout else [sys.executable]
        given = {f"EVIDENCEHUB_{name}": value for name, value in settings.items()}
        env = {**os.environ, "EVIDENCEHUB_HOME": home, "EVIDENCEHUB_PORT": str(port), **given}
        command = [*python, "-m", "evidencehub.cli"]
        for first in [["db", "upgrade"], *([["demo", "load"]] if demonstration else [])]:
            subprocess.run([*command, *first], env=env, check=True, cwd=checkout, stdout=subprocess.DEVNULL)
        with serving([*command, "serve"], port, env=env, cwd=checkout):
            yield Hub(port, Path(home))


@contextmanager
def serving(command: list[str], port: int, **options: object) -> Iterator[None]:
    """Run a command that serves ``/healthz`` at a port; the block begins when it answers."""
    quietly = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(command, **quietly, **options)  # type: ignore[call-overload]
    try:
        while seconds_for_health(port) is None:
            if process.poll() is not None:
                raise RuntimeError(f"it ended with {process.returncode} and served nothing: {' '.join(command)}")
            time.sleep(0.1)
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def seconds_for_health(port: int) -> float | None:
    """How long ``/healthz`` takes on a new connection; None where nothing answers."""
    begun = time.monotonic()
    with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=30) as answer:
        answer.read()
        return time.monotonic() - begun
    return None


def until_indexed(hub: Hub) -> None:
    """Wait until nothing waits for the worker."""
    while any(json.loads(hub.get("/readyz"))["waiting"].values()):
        time.sleep(0.2)


def cookie_of_somebody(hub: Hub) -> str:
    """The value of a Cookie header of a member of the demonstration who has just signed in."""
    known = json.loads((hub.home / "demonstration.json").read_text())
    jar = CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    address = f"http://127.0.0.1:{hub.port}/sign-in"
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', browser.open(address).read().decode())
    if token is None:
        raise RuntimeError("the page for signing in has no form")
    form = {"csrf_token": token[1], "email": known["people"][0][0], "password": known["password"]}
    browser.open(address, urlencode(form).encode()).read()
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)
