"""Runs the migrations; ``evidencehub.cli.schema`` supplies the address."""

from alembic import context
from sqlalchemy import create_engine, event

from evidencehub.cli import schema  # noqa: F401  knows every table
from evidencehub.shared.db import Base, UtcDateTime, engine_options

options = engine_options(context.config.attributes["url"])
engine = create_engine(options.pop("url"), **options)
if engine.dialect.name == "sqlite":
    # It changes a table by making it anew, and dropping the old one would take away whatever names its records.
    event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA foreign_keys=OFF"))


def _rendered(_kind, value, _context):
    """A type of ours as a migration writes it."""
    return "sa.DateTime(timezone=True)" if isinstance(value, UtcDateTime) else False


try:
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=connection.dialect.name == "sqlite",
            transaction_per_migration=True,
            render_item=_rendered,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()
finally:  # also where a step is refused
    engine.dispose()
