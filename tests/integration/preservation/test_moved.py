"""The demonstration goes from SQLite to PostgreSQL and back, and is the same hub afterwards."""

import json
import shutil

import pytest
from sqlalchemy import create_engine, text

from evidencehub.accounts.models import Person
from evidencehub.shared.db import db
from tests.factories import PASSWORD, a_person
from tests.support.backups import manifest_of, members
from tests.support.hubs import Hub

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


def what_matters(path):
    """Count and hash of each table, and each file with its hash."""
    told = manifest_of(path)
    return {table["name"]: (table["rows"], table["sha256"]) for table in told["tables"]}, members(path)["files.jsonl"]


def found(hub, words):
    answer = json.loads(hub.run("search", words, "--json").stdout)
    return answer["total"], [(hit["id"], hit["score"]) for hit in answer["hits"]], answer["facets"]


def test_a_hub_moves_to_another_database_and_back(tmp_path, database_url, without_tables, sqlite_template, make_app):
    first = Hub(tmp_path / "first", database_url)
    first.run("demo", "load")
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
