"""Fixtures that every kind of test shares: a hub of its own for each test, on SQLite and on PostgreSQL.

A database with the schema is made once for each test process: on SQLite a file that each test copies, on PostgreSQL one
that is emptied after each test. Templates are compiled once for all of them.
"""

import gc
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import settings as hypothesis_settings
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from evidencehub.app import create_app
from evidencehub.cli import schema
from evidencehub.cli import worker as working
from evidencehub.search.opening import open_engine
from evidencehub.shared import pace
from evidencehub.shared.db import db, reading_only
from evidencehub.shared.recently_used import LeastRecentlyUsed
from evidencehub.shared.settings import Operator, Settings
from tests.support import opensearch, postgresql
from tests.support.clients import StrictClient
from tests.support.engines import EngineAt
from tests.support.sampling import WHOLE

REQUIRED = set(filter(None, os.environ.get("EVIDENCEHUB_REQUIRE", "").split(",")))
DATA = Path(os.environ.get("EVIDENCEHUB_TEST_DATA") or Path(__file__).parent.parent.parent / "shared" / "data")


# How long one example takes says how busy the machine is: two properties failed at 269 and 286 ms instead of 200.
# And what is drawn for a property is drawn alike each time, so that a change is judged by the change alone; make soak
# draws anew.
hypothesis_settings.register_profile("hub", deadline=None, derandomize=not WHOLE)
hypothesis_settings.load_profile("hub")


def _r_lacks() -> str | None:
    """Asked only where there is R: it takes a fifth of a second."""
    if not shutil.which("Rscript"):
        return "there is no R on this machine"
    asked = 'quit(status = !all(nzchar(sapply(c("jsonlite", "metafor"), function(each) system.file(package = each)))))'
    done = subprocess.run(["Rscript", "-e", asked], capture_output=True, check=False)
    return "R lacks jsonlite or metafor" if done.returncode else None


LACKING = {
    "postgresql": None
    if os.environ.get("EVIDENCEHUB_TEST_POSTGRESQL_URL")
    else "EVIDENCEHUB_TEST_POSTGRESQL_URL is not set",
    "browser": None if shutil.which("chromium") else "there is no chromium on this machine",
    "node": None if shutil.which("node") else "there is no node on this machine",
    "r": _r_lacks(),
    "opensearch": opensearch.lacking(),
    "promtool": None if shutil.which("promtool") else "promtool of Prometheus is not installed",
    "ocr": None if shutil.which("ocrmypdf") else "ocrmypdf is not installed",
    "data": None if DATA.is_dir() else f"there is no sample data at {DATA}",
}
NEEDING = {"sample_data": "data", "opensearch_hosts": "opensearch"}  # fixtures


def pytest_configure() -> None:
    """Look for garbage a hundredth as often: pages are parsed into very many objects, and few of them go in circles."""
    gc.set_threshold(70_000, 20, 20)


def _needs(item: pytest.Item) -> set[str]:
    needs = {mark.name for mark in item.iter_markers()}
    fixtures = getattr(item, "fixturenames", ())
    return needs | {what for fixture, what in NEEDING.items() if fixture in fixtures}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what this machine cannot run, or refuse to start where EVIDENCEHUB_REQUIRE names it."""
    lacking = {what for what, why in LACKING.items() if why}
    if refused := sorted(lacking & REQUIRED):
        raise pytest.UsageError(f"EVIDENCEHUB_REQUIRE names {refused[0]}, but {LACKING[refused[0]]}")
    config.hook.pytest_deselected(items=[item for item in items if _needs(item) & lacking])
    items[:] = [item for item in items if not _needs(item) & lacking]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for what, why in LACKING.items():
        if why:
            terminalreporter.write_line(f"Left out, what needs {what}: {why}.")


@pytest.fixture(scope="session")
def sample_data() -> Path:
    return DATA


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "template.sqlite3"
    schema.upgrade(f"sqlite:///{path}")
    with create_engine(f"sqlite:///{path}").connect() as connection:
        connection.exec_driver_sql("ROLLBACK")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("BEGIN")
    return path


@pytest.fixture(scope="session")
def postgresql_database() -> Iterator[postgresql.Database]:
    database = postgresql.Database(os.environ["EVIDENCEHUB_TEST_POSTGRESQL_URL"])
    yield database
    database.drop()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty, up-to-date database for one test; each test runs on both kinds."""
    if request.param == "sqlite":
        path = tmp_path / "hub.sqlite3"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    database: postgresql.Database = request.getfixturevalue("postgresql_database")
    yield database.url
    database.empty()


def _folder_of_all(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all test processes of a run share."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(scope="session")
def opensearch_hosts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[str]]:
    """The three nodes of a cluster that is started once, for whichever test process needs it first."""
    with opensearch.shared(_folder_of_all(tmp_path_factory) / "opensearch") as hosts:
        yield hosts


@pytest.fixture(scope="session", params=["whoosh", pytest.param("opensearch", marks=pytest.mark.opensearch)])
def engine_at(request: pytest.FixtureRequest) -> EngineAt:
    """Opens the search engine of a place; what one test tells of it holds for each kind."""
    cluster = request.param == "opensearch"
    return EngineAt(request.getfixturevalue("opensearch_hosts") if cluster else None)


@pytest.fixture(scope="session")
def empty_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("empty") / "index"
    open_engine(f"whoosh://{folder}", folder.parent).rebuild([])
    return folder


@pytest.fixture
def settings(tmp_path: Path, database_url: str, empty_index: Path) -> Settings:
    home = tmp_path / "home"
    home.mkdir()
    shutil.copytree(empty_index, home / "index")  # as a worker leaves it that has started once
    return Settings(
        home=home,
        database_url=database_url,
        search_url=f"whoosh://{home / 'index'}",
        files_url=f"file://{home / 'files'}",
        mail_url=f"folder://{home / 'mails'}",
        mail_from="hub@example.org",
        secret_key="for tests only, long enough to sign with",
        demo=False,
        development=True,
        host="127.0.0.1",
        port=8000,
        base_url="http://localhost",
        site_name="EvidenceHub",
        operator=Operator("A Test City", "1 Test Street", "evidence@example.org"),
        max_upload_bytes=2 * 1024 * 1024,
        max_file_bytes=3 * 1024 * 1024,
        facts_check_days=0,  # what was decided is public with the letter; the time before has tests of its own
        take_back_minutes=0,  # a decision is out at once; what waits has tests of its own
    )


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """Templates compiled by any application of any test process, found again by their content."""
    folder = _folder_of_all(tmp_path_factory) / "compiled-templates"
    folder.mkdir(exist_ok=True)
    return FileSystemBytecodeCache(str(folder))


@pytest.fixture
def make_app(database_url: str, compiled_templates: FileSystemBytecodeCache) -> Iterator[Callable[[Settings], Flask]]:
    """Build applications whose connections are closed at the end of the test, before its database goes."""
    made: list[Flask] = []

    def make(chosen: Settings) -> Flask:
        application = create_app(chosen)
        application.testing = True
        application.jinja_env.bytecode_cache = compiled_templates
        application.config["WTF_CSRF_ENABLED"] = False  # tests/integration/test_security.py turns it on
        application.test_client_class = StrictClient
        made.append(application)
        return application

    yield make
    for application in made:
        with application.app_context():
            db.engine.dispose()


@pytest.fixture(autouse=True)
def nobody_asked_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """Requests of one address are counted by the process, and all tests come from one address."""
    monkeypatch.setattr(pace, "_asked", LeastRecentlyUsed[int](pace.ADDRESSES))


@pytest.fixture
def app(make_app: Callable[[Settings], Flask], settings: Settings) -> Flask:
    return make_app(settings)


class Looking(Session):
    def rollback(self) -> None:
        """Forget everything read so far, also when no transaction is open."""
        super().rollback()
        self.expire_all()


@pytest.fixture
def session(app: Flask) -> Iterator[object]:
    """A session for a test to prepare with and to look with; it never holds SQLite's write lock while it only looks.

    Commit what was prepared; after a request or the worker, ``rollback()`` before looking again, to see what is new.
    """
    with app.app_context():  # not kept open: requests made inside one would share its ``g``
        new_session = db.sessionmaker
    with reading_only(), new_session() as opened:
        opened.__class__ = Looking
        yield opened


@pytest.fixture
def client(app: Flask) -> StrictClient:
    return app.test_client()


@pytest.fixture
def run_due(app: Flask):
    """Do what is due, as the worker would."""
    return lambda: working.run_due(app)
