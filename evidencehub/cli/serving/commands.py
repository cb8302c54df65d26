"""``serve`` and ``worker``: the processes of a running hub."""

import os
import secrets
import socket
import sys
from contextlib import nullcontext
from urllib.parse import urlsplit

import click

from evidencehub.app import create_app
from evidencehub.cli import greeting, schema
from evidencehub.cli import worker as working
from evidencehub.cli.serving import preloading, roles
from evidencehub.cli.serving.family import Family
from evidencehub.cli.serving.limits import Limits, raise_open_files
from evidencehub.cli.serving.listening import listen
from evidencehub.meaning.errors import CannotMean
from evidencehub.meaning.holding import held_if_possible
from evidencehub.meaning.model import source
from evidencehub.operations.metrics.processes import counting_together
from evidencehub.shared.settings import Settings, load_settings


@click.command()
@click.option("--threads", default=8, show_default=True, help="Requests answered at once by each web process.")
@click.option("--processes", type=click.IntRange(1), show_default="as many as cores", help="Web processes.")
@click.option("--worker/--no-worker", "with_worker", default=True, show_default=True, help="Start the worker too.")
def serve(threads: int, processes: int | None, with_worker: bool) -> None:
    """Start the web server and the worker, and print where to look."""
    settings = load_settings()
    schema.require_current(settings)
    raise_open_files()
    listener = listen(settings.host, settings.port)
    with counting_together(settings):
        _run(settings, listener, threads=threads, processes=processes, with_worker=with_worker)


def _run(
    settings: Settings, listener: socket.socket, *, threads: int, processes: int | None, with_worker: bool
) -> None:
    app = preloading.load(settings)
    greeted = greeting.text(app, make_code=lambda: secrets.token_hex(4))
    preloading.settle(app)
    members = roles.web(
        app, listener, Limits(body_bytes=app.config["MAX_CONTENT_LENGTH"]).within_open_files(), threads=threads,
        count=processes or _cores(), name=urlsplit(settings.base_url).hostname or settings.host,
        at_end=lambda: preloading.close_connections(app),
    )  # fmt: skip
    if with_worker:
        members.append(roles.worker(app, listener))
    if settings.meaning:
        try:
            source(settings.meaning_model)
            members.append(roles.meaning(settings, listener))
        except CannotMean as error:
            click.echo(f"Searches are ordered by words only: {error}", err=True)
    Family(members).run(after_start=lambda: click.echo(greeted), before_stop=listener.close)


def _cores() -> int:
    """Those that this process may use, which may be fewer than the machine has."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@click.command()
def worker() -> None:
    """Do what is due: send mails, read documents, keep the index. `serve` starts one."""
    app = create_app()
    settings = app.config["SETTINGS"]
    with held_if_possible(settings.home, settings.meaning_model) if settings.meaning else nullcontext():
        working.work(app)


COMMANDS = (serve, worker)
