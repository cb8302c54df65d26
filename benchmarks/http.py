"""Pages of a hub as `serve` starts it, in turn with an empty Flask page under the same server and another build."""

import os
import re
import socket
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Any

from benchmarks import hubs, programs
from benchmarks.hubs import Hub
from benchmarks.load import Rate, drive
from evidencehub.app import create_app
from evidencehub.cli import schema, worker
from evidencehub.interchange.demonstration import loading
from evidencehub.shared import mail
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.files import FileStore
from evidencehub.shared.settings import load_settings

ROUNDS, FOR_SECONDS, WARM_SECONDS = 5, 1.0, 1.0
NOBODY = "evidencehub=nobody"  # a cookie that names no session: the page is made anew for it
HALF_SENT = 8
WAITING_MAILS = 20


@dataclass(frozen=True)
class Row:
    name: str
    path: str
    cookie: str = ""

    def request(self) -> bytes:
        cookie = f"Cookie: {self.cookie}\r\n" if self.cookie else ""
        return f"GET {self.path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{cookie}\r\n".encode()


def measure(other: Path | None, *, of_hub: bool = False) -> dict[str, Any]:
    """Requests a second for each page, with their ratio to the empty page in the same rounds.

    :param other: the checkout of another build, to be driven in the same rounds.
    :param of_hub: search the records of the hub in EVIDENCEHUB_HOME through the API, not those of the demonstration.
    """
    found: dict[str, Any] = {"processors": os.cpu_count(), "rows": [], "in_process": in_process()}
    found["programs"] = programs.measure(of_hub=of_hub)
    builds = {"this": None, **({"other": other} if other else {})}
    with ExitStack() as at_end:
        running = {name: at_end.enter_context(_hub(checkout)) for name, checkout in builds.items()}
        empty = at_end.enter_context(_empty())
        for row in _rows(running["this"]):
            found["rows"].append(_beside(row, running, empty))
        with half_sent(running["this"]):
            row = Row("search, eight half-sent requests", "/search")
            found["rows"].append(_beside(row, {"this": running["this"]}, empty))
    with ExitStack() as at_end:
        slow = at_end.enter_context(silent_mail_server())
        running = {"this": at_end.enter_context(_hub(None, MAIL_URL=f"smtp://127.0.0.1:{slow}"))}
        empty = at_end.enter_context(_empty())
        queue_mails(running["this"])
        found["rows"].append(_beside(Row("search, mail server silent", "/search", NOBODY), running, empty))
    return found


def _rows(hub: Hub) -> Iterator[Row]:
    project = re.search(r'href="(/projects/[^"#]+)"', hub.get("/search").decode())
    if project is None:
        raise RuntimeError("the demonstration has no project")
    pages = (
        Row("search, 20 cards", "/search"), Row("search, some words", "/search?q=young+people+school"),
        Row("project", project[1]), Row("home", "/"), Row("outcome", "/outcomes/school-attendance"),
    )  # fmt: skip
    for page in pages:
        yield replace(page, name=f"{page.name}, made anew", cookie=NOBODY)
        yield page
    signed_in = hubs.cookie_of_somebody(hub)
    yield Row("search, signed in", "/search", signed_in)
    yield Row("own projects, signed in", "/team", signed_in)


def _beside(row: Row, running: dict[str, Hub], empty: int) -> dict[str, Any]:
    """One row: each build and the empty page in turn, as many times as there are rounds."""
    rates = {name: Rate() for name in (*running, "empty")}
    requests = {name: _request_for(row, name, hub) for name, hub in running.items()}
    for name, hub in running.items():
        drive(Rate(), hub.port, requests[name], for_seconds=WARM_SECONDS)
    for _ in range(ROUNDS):
        for name, hub in running.items():
            drive(rates[name], hub.port, requests[name], for_seconds=FOR_SECONDS)
        drive(rates["empty"], empty, Row("", "/").request(), for_seconds=FOR_SECONDS)
    of_empty = rates["empty"].a_second
    made: dict[str, Any] = {"row": row.name, "empty_a_second": round(of_empty), "bytes": rates["this"].bytes}
    for name in running:
        made[name] = {
            "a_second": round(rates[name].a_second), "of_empty": round(rates[name].a_second / of_empty, 3),
            "median_ms": round(rates[name].median_ms, 1),
        }  # fmt: skip
    return made


def _request_for(row: Row, name: str, hub: Hub) -> bytes:
    if row.cookie in ("", NOBODY) or name == "this":
        return row.request()
    return replace(row, cookie=hubs.cookie_of_somebody(hub)).request()


@contextmanager
def _hub(checkout: Path | None, **settings: str) -> Iterator[Hub]:
    with hubs.started(checkout, demonstration=True, **settings) as hub:
        if "MAIL_URL" not in settings:
            hubs.until_indexed(hub)
        yield hub


@contextmanager
def _empty() -> Iterator[int]:
    port = hubs.free_port()
    with hubs.serving([sys.executable, "-m", "benchmarks.empty", str(port)], port):
        yield port


@contextmanager
def half_sent(hub: Hub) -> Iterator[None]:
    """One byte on each of some connections, and then nothing."""
    with ExitStack() as at_end:
        for _ in range(HALF_SENT):
            at_end.enter_context(socket.create_connection(("127.0.0.1", hub.port))).sendall(b"G")
        yield


@contextmanager
def silent_mail_server() -> Iterator[int]:
    """Accepts and never says a word."""
    taken = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def accept() -> None:
            while True:
                try:
                    taken.append(listener.accept()[0])
                except OSError:
                    return

        Thread(target=accept, daemon=True).start()
        yield listener.getsockname()[1]
    for each in taken:
        each.close()


def queue_mails(hub: Hub) -> None:
    """Some mails that the worker has to give to the server."""
    app = create_app(load_settings({"EVIDENCEHUB_HOME": str(hub.home)}))
    with app.app_context():
        for number in range(WAITING_MAILS):
            to = f"reader-{number}@mail.internal"
            mail.queue(db.session, to=to, subject="A mail", body="That waits.", about="benchmark", at=utc_now())
        db.session.commit()
        db.engine.dispose()


def in_process(times: int = 200) -> dict[str, float]:
    """Milliseconds of processor time for a search page that is made anew and for ``/healthz``, without a server."""
    with TemporaryDirectory() as home:
        settings = load_settings({"EVIDENCEHUB_HOME": home})
        schema.upgrade(settings.database_url)
        app = create_app(settings)
        with app.app_context():
            store = FileStore(settings.files_url)
            loading.load(db.sessionmaker, home=settings.home, store=store, max_bytes=settings.max_upload_bytes)
        worker.run_due(app)
        client = app.test_client(use_cookies=False)
        found = {}
        for name, path in (("search", "/search"), ("healthz", "/healthz")):
            taken = []
            for _ in range(times):
                begun = time.process_time()
                client.get(path, headers={"Cookie": NOBODY}).close()
                taken.append(1000 * (time.process_time() - begun))
            found[f"{name}_ms"] = round(statistics.median(taken), 2)
        with app.app_context():
            db.engine.dispose()
    found["times_healthz"] = round(found["search_ms"] / found["healthz_ms"], 1)
    return found


def lines(found: dict[str, Any]) -> list[str]:
    inside = found["in_process"]
    said = [
        f"In the process, without a server: a search page made anew {inside['search_ms']} ms, "
        f"{inside['times_healthz']} times /healthz.",
        *programs.lines(found["programs"]),
        f"Requests a second, beside an empty Flask page under the same server, {found['processors']} processors:",
    ]
    for row in found["rows"]:
        parts = [f"{row['row']:>34}: {row['this']['a_second']:>6,}, {row['this']['of_empty']:.2f} of an empty page"]
        if "other" in row:
            times = row["this"]["a_second"] / max(row["other"]["a_second"], 1)
            parts.append(f"the other build {row['other']['a_second']:,}, so {times:.1f} times as many")
        said.append("; ".join(parts))
    return said
