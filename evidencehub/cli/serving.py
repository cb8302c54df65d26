"""``serve`` and ``worker``: the processes of a running hub."""

import secrets
import signal
import subprocess
import sys
import time
from types import FrameType

import click

from evidencehub.app import create_app
from evidencehub.cli import schema
from evidencehub.cli import worker as working
from evidencehub.shared.settings import Settings, load_settings


@click.command()
@click.option("--threads", default=8, show_default=True, help="Requests answered at once by each web process.")
@click.option("--processes", default=1, show_default=True, help="Web processes.")
@click.option("--worker/--no-worker", "with_worker", default=True, show_default=True, help="Start the worker too.")
def serve(threads: int, processes: int, with_worker: bool) -> None:
    """Start the web server and the worker, and print where to look."""
    settings = load_settings()
    schema.require_current(settings)
    _greet(settings)
    commands = {"web": _web_command(settings, threads, processes)}
    if with_worker:
        commands["worker"] = [sys.executable, "-m", "evidencehub.cli", "worker"]
    sys.exit(_supervise(commands))


@click.command()
def worker() -> None:
    """Do what is due: send mails, read documents, keep the index. `serve` starts one."""
    working.work(create_app())


def _web_command(settings: Settings, threads: int, processes: int) -> list[str]:
    return [
        sys.executable, "-m", "gunicorn", "--bind", f"{settings.host}:{settings.port}", "--worker-class", "gthread",
        "--limit-request-line", "8190",  # answers to many questions stand in one address
        "--threads", str(threads), "--workers", str(processes), "--timeout", "60", "--log-level", "warning",
        "--worker-tmp-dir", "/dev/shm" if sys.platform == "linux" else str(settings.home),  # noqa: S108
        "evidencehub.wsgi:app",
    ]  # fmt: skip


def _greet(settings: Settings) -> None:
    from evidencehub.cli import greeting  # reads the database: not needed by `worker`

    click.echo(greeting.text(settings, make_code=lambda: secrets.token_hex(4)))


def _supervise(commands: dict[str, list[str]]) -> int:
    """Run the processes until a signal or the web server's end; a worker that dies is started again."""
    running = {name: subprocess.Popen(command) for name, command in commands.items()}  # noqa: S603
    stopping: list[int] = []

    def stop(number: int, _frame: FrameType | None) -> None:
        stopping.append(number)

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    code = 0
    while not stopping:
        time.sleep(0.2)
        for name, process in running.items():
            if process.poll() is None:
                continue
            if name == "web":
                code = process.returncode or 1
                stopping.append(0)
            else:
                time.sleep(1)
                running[name] = subprocess.Popen(commands[name])  # noqa: S603
    for process in running.values():
        if process.poll() is None:
            process.terminate()
    for process in running.values():
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
    return code


COMMANDS = (serve, worker)
