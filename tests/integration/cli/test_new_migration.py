"""`make migration` writes what the models have and the migrations have not, ready to run."""

import shutil

import pytest

from evidencehub.cli import new_migration, schema
from evidencehub.shared.paths import migrations_dir


@pytest.fixture
def no_migrations(tmp_path):
    """A folder of migrations without one, so that the next has to make the whole schema."""
    folder = tmp_path / "migrations"
    shutil.copytree(migrations_dir(), folder, ignore=shutil.ignore_patterns("0*", "__pycache__"))
    return folder


def test_what_was_written_brings_a_database_up_to_the_models_and_down_again(tmp_path, no_migrations):
    written = new_migration.write("The first one, with everything", migrations=no_migrations)
    assert written == no_migrations / "versions" / "0001_the_first_one_with_everything.py"
    assert "###" not in written.read_text()
    assert "evidencehub" not in written.read_text(), "models change later, and a migration must not change with them"
    url = f"sqlite:///{tmp_path / 'hub.sqlite3'}"
    schema.upgrade(url, migrations=no_migrations)
    assert schema.differences(url) == []
    with pytest.raises(new_migration.NothingToMigrate):
        new_migration.write("The same again", migrations=no_migrations)


def test_where_nothing_changed_it_says_so_in_a_line_and_writes_nothing(capsys):
    before = sorted(migrations_dir().rglob("*.py"))
    assert new_migration.main(["nothing"]) == 1
    assert capsys.readouterr() == ("", "Nothing to migrate: the models and the migrations say the same.\n")
    assert sorted(migrations_dir().rglob("*.py")) == before


def test_it_asks_for_a_name(capsys):
    assert new_migration.main([""]) == 1
    assert "make migration NAME=" in capsys.readouterr().err
