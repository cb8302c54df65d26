"""The demonstration goes from SQLite to PostgreSQL and back with rows of the archive of 2025, and is the same hub."""

import json
import shutil

import pytest
from sqlalchemy import create_engine, text

from evidencehub.accounts.models import Person
from evidencehub.shared.db import db
from tests.factories import PASSWORD, a_person
from tests.support.backups import manifest_of, members
from tests.support.hubs import Hub
from tests.support.sampling import WHOLE
from tests.support.wwc import ARCHIVE, rows_of_archive, write

pytestmark = pytest.mark.postgresql


@pytest.fixture
def database_url(tmp_path, sqlite_template):
    """The first is on SQLite, the second on PostgreSQL."""
    path = tmp_path / "first.sqlite3"
    path.write_bytes(sqlite_template.read_bytes())
    return f"sqlite:///{path}"


@pytest.fixture
def without_tables(postgresql_database):
    """A database on the server in which there is nothing at all."""
    engine = create_engine(postgresql_database.server, isolation_level="AUTOCOMMIT")
    name = f"{postgresql_database.name}_moved"
    with engine.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
        yield engine.url.set(database=name).render_as_string(hide_password=False)
        connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    engine.dispose()


@pytest.fixture
def archive(request, tmp_path):
    """Rows of the archive of 2025: one in fifty, and in `make soak` the whole; None where it is not on this machine."""
    folder = request.getfixturevalue("sample_data")  # by name: without the archive the rest is tried all the same
    if not folder.is_dir():
        return None
    return folder / "wwc" / ARCHIVE if WHOLE else write(tmp_path / "rows.csv", rows_of_archive(folder)[::50])


def what_matters(path):
    """Count and hash of each table, and each file with its hash."""
    told = manifest_of(path)
    return {table["name"]: (table["rows"], table["sha256"]) for table in told["tables"]}, members(path)["files.jsonl"]


def found(hub, words):
    answer = json.loads(hub.run("search", words, "--json").stdout)
    return answer["total"], [(hit["id"], hit["score"]) for hit in answer["hits"]], answer["facets"]


@pytest.mark.sampled
def test_a_hub_moves_to_another_database_and_back(
    tmp_path, database_url, without_tables, sqlite_template, make_app, archive
):
    first = Hub(tmp_path / "first", database_url)
    first.run("db", "upgrade")  # keeps the lists of words, as restoring does
    first.run("demo", "load")
    if archive:
        first.run("import", "wwc", archive)
    with make_app(first.settings).app_context(), db.sessionmaker.begin() as session:
        email = a_person(session, name="Ada Admin", is_admin=True).email
    first.run("index", "rebuild")
    third = f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'third.sqlite3')}"
    made = [tmp_path / f"{number}.zip" for number in range(3)]
    first.run("export", "backup", made[0], "--with-keys")
    hubs = [first, Hub(tmp_path / "second", without_tables), Hub(tmp_path / "third", third)]
    for hub, before, after in zip(hubs[1:], made, made[1:], strict=False):
        told = hub.run("restore", before)
        assert "The audit chain holds" in told.stderr and "is restored" in told.stdout
        hub.run("export", "backup", after, "--with-keys")
    assert manifest_of(made[1])["database"] == "postgresql"
    tables, files = what_matters(made[0])
    assert tables["outcome_result"][0] > (13_000 if archive and WHOLE else 250 if archive else 100)
    assert tables["project"][0] > 30 and tables["finding"][0] > 100 and files.count(b"\n") > 3
    for path in made[1:]:
        again, same_files = what_matters(path)
        assert {name for name in tables if tables[name] != again[name]} == set() and same_files == files
    assert hubs[2].stored == hubs[1].stored == first.stored
    assert len({hub.settings.secret_key for hub in hubs}) == 1
    for hub in hubs[1:]:
        hub.run("audit", "verify")
        hub.run("db", "check")
        hub.run("index", "verify")
        for words in ("mentoring", "young people attendance"):
            assert found(hub, words) == found(first, words) and found(hub, words)[0] > 0
        client = make_app(hub.settings).test_client()
        client.sign_in(Person(email=email), PASSWORD)
        assert client.get("/admin/people").status_code == 200
