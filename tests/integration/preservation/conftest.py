"""A hub with something in it, and its backup."""

import pytest

from evidencehub.preservation.backup import writing
from evidencehub.preservation.backup.besides import besides
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.files import FileStore
from tests.factories import a_person, an_editor
from tests.factories_review import a_decided_case
from tests.support import postgresql
from tests.support.backups import silently


@pytest.fixture
def store(settings):
    return FileStore(settings.files_url)


@pytest.fixture
def case(session, store):
    """A decided case with a report, and an editor."""
    an_editor(session, name="Edith Okafor")
    case = a_decided_case(session, files=store, project={"name": "Zoë’s walking bus"})
    session.commit()
    return case


@pytest.fixture
def write(app, settings, store):
    """Write a backup of the hub."""

    def make(path, *, with_keys=False, step=silently):
        with app.app_context():
            return writing.write(
                path, db.engine, store, besides(settings, with_keys=with_keys), at=utc_now(), step=step
            )

    return make


@pytest.fixture
def place(tmp_path):
    """A folder for the backups of each night."""
    made = tmp_path / "backups"
    made.mkdir()
    return made


@pytest.fixture
def system(nightly_app, session):
    """What admins read on the page "System" of ``nightly_app``, which each file makes with settings of its own."""
    admin = a_person(session, is_admin=True)
    session.commit()
    client = nightly_app.test_client()
    client.sign_in(admin)
    return lambda: " ".join(client.get("/admin/system").text.split())


@pytest.fixture(scope="session")
def second_database(postgresql_database):
    database = postgresql.Database(postgresql_database.server)
    yield database
    database.drop()
