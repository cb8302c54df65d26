"""The database's schema: Alembic without an ini file, so that a wheel can upgrade from any folder."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine
from sqlalchemy.exc import OperationalError

from evidencehub.accounts.institutions import models as _institutions  # noqa: F401
from evidencehub.accounts.orcid_sign_in import models as _orcid_sign_in  # noqa: F401
from evidencehub.accounts.programs import models as _programs  # noqa: F401
from evidencehub.accreditation import models as _accreditation  # noqa: F401  imports every table below it
from evidencehub.accreditation.letter import models as _letter  # noqa: F401
from evidencehub.accreditation.readers import models as _readers  # noqa: F401
from evidencehub.accreditation.renewals import models as _renewals  # noqa: F401
from evidencehub.accreditation.replies import models as _replies  # noqa: F401
from evidencehub.api.own import models as _keyed_calls  # noqa: F401
from evidencehub.brokerage import models as _brokerage  # noqa: F401
from evidencehub.catalogue.alerts import models as _alerts  # noqa: F401
from evidencehub.catalogue.changes import models as _changes  # noqa: F401
from evidencehub.catalogue.cited import own_dois as _own_dois  # noqa: F401
from evidencehub.catalogue.index import unanswered as _unanswered  # noqa: F401
from evidencehub.catalogue.marks import kept_cards as _kept_cards  # noqa: F401
from evidencehub.catalogue.outcomes import models as _outcomes  # noqa: F401
from evidencehub.catalogue.outcomes.certainty import models as _certainty  # noqa: F401
from evidencehub.catalogue.shortlists import models as _shortlists  # noqa: F401
from evidencehub.consultation import models as _consultation  # noqa: F401
from evidencehub.consultation import word_versions as _word_versions  # noqa: F401
from evidencehub.feedback.mistakes import models as _mistakes  # noqa: F401
from evidencehub.feedback.notes import models as _notes  # noqa: F401
from evidencehub.feedback.requests import models as _requests  # noqa: F401
from evidencehub.harvest.oai import models as _harvest  # noqa: F401
from evidencehub.interchange.retractions import models as _retractions  # noqa: F401
from evidencehub.notices import models as _notices  # noqa: F401
from evidencehub.privacy import models as _privacy  # noqa: F401
from evidencehub.projects.appeals import models as _appeals  # noqa: F401
from evidencehub.projects.asked import models as _asked  # noqa: F401
from evidencehub.projects.disclosure import models as _disclosure  # noqa: F401
from evidencehub.projects.later import models as _later  # noqa: F401
from evidencehub.projects.learning import models as _learning  # noqa: F401
from evidencehub.projects.on_request import models as _on_request  # noqa: F401
from evidencehub.projects.plans import models as _plans  # noqa: F401
from evidencehub.projects.questions import models as _questions  # noqa: F401
from evidencehub.projects.redaction import models as _redaction  # noqa: F401
from evidencehub.projects.takedown import models as _takedown  # noqa: F401
from evidencehub.projects.transfers import models as _transfers  # noqa: F401
from evidencehub.projects.uploads import models as _uploads  # noqa: F401
from evidencehub.review import models as _review  # noqa: F401
from evidencehub.review.agreeing import models as _agreeing  # noqa: F401
from evidencehub.review.corrections import models as _corrections  # noqa: F401
from evidencehub.review.minutes import models as _minutes  # noqa: F401
from evidencehub.review.questions import models as _review_questions  # noqa: F401
from evidencehub.review.voices import models as _voices  # noqa: F401
from evidencehub.shared import audit, due, heartbeat, mail, maintenance, outages  # noqa: F401
from evidencehub.shared import public_version as _public_version  # noqa: F401
from evidencehub.shared.db import Base, engine_options
from evidencehub.shared.errors import HubError
from evidencehub.shared.paths import migrations_dir
from evidencehub.shared.settings import Settings


class SchemaBehind(HubError):
    """The database has not been upgraded to this release."""


def config_of(url: str, migrations: Path | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(migrations or migrations_dir()))
    config.attributes["url"] = url
    return config


def upgrade(url: str, revision: str = "head", *, migrations: Path | None = None) -> None:
    command.upgrade(config_of(url, migrations), revision)


def downgrade(url: str, revision: str) -> None:
    command.downgrade(config_of(url), revision)


@contextmanager
def engine_of(url: str) -> Iterator[Engine]:
    """The database without the application; its connections are closed at the end."""
    options = engine_options(url)
    engine = create_engine(options.pop("url"), **options)
    try:
        yield engine
    finally:
        engine.dispose()


def revisions() -> list[str]:
    """Every migration that this release knows, newest first."""
    script = ScriptDirectory(str(migrations_dir()))
    return [each.revision for each in script.walk_revisions()]


def revision_of(url: str) -> str | None:
    """The migration that the database is at; None where it has no tables of ours."""
    with engine_of(url) as engine, engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def differences(url: str) -> list[object]:
    """What the models have that the database has not, or the other way round; empty when they agree."""
    with engine_of(url) as engine, engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, Base.metadata))


def require_current(settings: Settings) -> None:
    """:raises SchemaBehind: the database is missing, cannot be reached, or is not at this release's migration."""
    try:
        current = revision_of(settings.database_url)
    except OperationalError as error:
        raise SchemaBehind(f"The database cannot be reached: {error.orig}") from None
    if current != revisions()[0]:
        raise SchemaBehind("The database is not up to date: run `evidencehub db upgrade` first.")
