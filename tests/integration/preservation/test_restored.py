"""What a hub out of a backup has, and what cannot be restored, each told in a sentence with nothing written."""

import json
import shutil
from contextlib import contextmanager
from uuid import UUID

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, create_engine, insert, select, text, update
from sqlalchemy.exc import IntegrityError

from evidencehub.accounts.models import Organisation, Person
from evidencehub.cli import schema
from evidencehub.cli.worker import only_one
from evidencehub.preservation.backup import restoring
from evidencehub.preservation.backup.opening import open_archive
from evidencehub.projects.models import Document
from tests.factories import an_organisation
from tests.support.backups import changed, manifest_of, told_anew
from tests.support.hubs import Hub


@pytest.fixture
def other(request, settings, tmp_path, sqlite_template):
    """An empty hub on the other kind of database than the test's own."""
    home = tmp_path / "other"
    if settings.database_url.startswith("postgresql"):
        shutil.copy(sqlite_template, tmp_path / "other.sqlite3")
        yield Hub(home, f"sqlite:///{tmp_path}/other.sqlite3")
        return
    database = request.getfixturevalue("second_database")
    yield Hub(home, database.url)
    database.empty()


def is_empty(hub):
    return not hub.stored and not hub.rows(text("SELECT id FROM person"))


def test_records_that_name_others_of_their_kind_come_in_any_order(case, session, write, other, tmp_path):
    into = an_organisation(session, id=UUID(int=2**128 - 1), name="The last by its key")
    an_organisation(session, id=UUID(int=1), merged_into_id=into.id, name="The first by its key")
    session.commit()
    write(tmp_path / "hub.zip")
    other.run("restore", tmp_path / "hub.zip")
    assert other.rows(select(Organisation.merged_into_id).where(Organisation.id == UUID(int=1))) == [(into.id,)]
    with schema.engine_of(other.settings.database_url) as engine, pytest.raises(IntegrityError), engine.begin() as each:
        each.execute(update(Organisation).values(merged_into_id=UUID(int=5)))  # they are looked at as before
    document = session.scalar(select(Document.sha256))
    assert document in other.stored
    assert schema.differences(other.settings.database_url) == []


def test_a_hub_with_anything_in_it_is_left_as_it_is(case, write, app, session, settings, tmp_path):
    write(tmp_path / "hub.zip")
    own = Hub(settings.home, settings.database_url, EVIDENCEHUB_SECRET_KEY=settings.secret_key)
    people = session.scalars(select(Person.id)).all()
    said = own.refused("restore", tmp_path / "hub.zip")
    assert "This hub is not empty, and nothing was written" in said and "set EVIDENCEHUB_HOME to a new folder" in said
    assert "“evidencehub db upgrade” does the rest" in said, "a restore that was cut off after its rows"
    session.rollback()
    assert session.scalars(select(Person.id)).all() == people


def of_a_newer_release(_parts, manifest):
    manifest["migration"] = "9999"


def naming_nobody(parts, manifest):
    person = json.loads(parts["tables/membership.jsonl"].splitlines()[0])["person_id"]
    parts["tables/membership.jsonl"] = parts["tables/membership.jsonl"].replace(
        person.encode(), bytes(reversed(person.encode()))
    )
    told_anew(parts, manifest)


def with_a_row_twice(parts, manifest):
    parts["tables/person.jsonl"] += parts["tables/person.jsonl"].splitlines(keepends=True)[0]
    told_anew(parts, manifest)


def without_a_column(parts, manifest):
    table = next(each for each in manifest["tables"] if each["name"] == "person")
    del table["columns"]["name"]
    lines = [json.loads(line) for line in parts["tables/person.jsonl"].splitlines()]
    lines = [{name: value for name, value in each.items() if name != "name"} for each in lines]
    parts["tables/person.jsonl"] = b"".join(json.dumps(each).encode() + b"\n" for each in lines)
    told_anew(parts, manifest)


def without_a_table(parts, manifest):
    manifest["tables"] = [each for each in manifest["tables"] if each["name"] != "remark"]
    del parts["tables/remark.jsonl"]


def with_a_name_that_is_too_long(parts, manifest):
    parts["tables/person.jsonl"] = parts["tables/person.jsonl"].replace(b"Edith Okafor", b"E" * 20_000)
    told_anew(parts, manifest)


UNUSABLE = [
    (of_a_newer_release, "made by a newer release, at migration 9999"),
    (naming_nobody, "Nothing was written"),
    (with_a_row_twice, "does not take the rows of person"),
    (without_a_column, "person has other columns"),
    (without_a_table, "remark is in one of them only"),
]  # fmt: skip


def test_what_does_not_fit_is_told_and_no_row_is_written(case, write, other, tmp_path):
    write(tmp_path / "hub.zip")
    for change, wanted in UNUSABLE:
        said = other.refused("restore", changed(tmp_path / "hub.zip", tmp_path / "wrong.zip", change))
        assert wanted in said and "\n" not in said, (change.__name__, said)
        assert other.rows(text("SELECT id FROM person")) == [], change.__name__
    long = changed(tmp_path / "hub.zip", tmp_path / "wrong.zip", with_a_name_that_is_too_long)
    if "postgresql" in other.settings.database_url:  # SQLite takes any length
        assert "value too long for type" in other.refused("restore", long)
    with only_one(other.settings):
        assert "A worker is running already" in other.refused("restore", tmp_path / "hub.zip")
    assert other.rows(text("SELECT id FROM person")) == []
    other.run("restore", tmp_path / "hub.zip")


class Cut(Exception):
    pass


def test_one_that_is_interrupted_leaves_an_empty_hub_and_can_be_run_again(case, write, other, tmp_path):
    path = tmp_path / "hub.zip"
    write(path)

    @contextmanager
    def step(_name):
        yield cut

    def cut(part):
        if part > 0.9:
            raise Cut

    with open_archive(path) as archive, schema.engine_of(other.settings.database_url) as engine, pytest.raises(Cut):
        restoring.load(engine, archive, is_current=True, step=step)
    assert is_empty(other)
    other.run("restore", path)
    other.run("export", "backup", tmp_path / "again.zip")
    here, there = hashes_of(path), hashes_of(tmp_path / "again.zip")
    # Restoring keeps the words of the lists in use, which this hub, never upgraded by the command, did not.
    assert here.pop("word_list_version") != there.pop("word_list_version")
    assert there == here


def hashes_of(path):
    """By table, without what is made with the index: that of the first hub was empty."""
    told = manifest_of(path)["tables"]
    return {each["name"]: each["sha256"] for each in told if each["name"] not in ("public_change", "public_state")}


@pytest.mark.postgresql
def test_keys_that_postgresql_counts_go_on_after_the_highest(second_database):
    counted = Table("counted", MetaData(), Column("id", Integer, primary_key=True))
    engine = create_engine(second_database.url)
    with engine.connect() as connection:
        counted.create(connection)
        connection.execute(insert(counted), [{"id": 7}])
        restoring.set_sequences(connection, [counted])
        assert connection.execute(insert(counted)).inserted_primary_key == (8,)
        connection.rollback()
    engine.dispose()
