"""Processes of a hub, as an operator starts them, on the database and the home folder of a test."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from evidencehub.shared.settings import Settings

ROOT = Path(__file__).parents[2]


def environment(settings: Settings, **more: str) -> dict[str, str]:
    return {
        **os.environ, "PYTHONPATH": str(ROOT), "EVIDENCEHUB_HOME": str(settings.home),
        "EVIDENCEHUB_DATABASE_URL": settings.database_url, "EVIDENCEHUB_SECRET_KEY": settings.secret_key, **more,
    }  # fmt: skip


def start_worker(settings: Settings, **more: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "evidencehub.cli", "worker"]
    return subprocess.Popen(
        command, env=environment(settings, **more), stderr=subprocess.DEVNULL, start_new_session=True
    )


def kill(process: subprocess.Popen[bytes]) -> None:
    os.killpg(process.pid, signal.SIGKILL)
    process.wait(timeout=10)


@contextmanager
def a_worker(settings: Settings, **more: str) -> Iterator[None]:
    process = start_worker(settings, **more)
    try:
        yield
    finally:
        kill(process)
