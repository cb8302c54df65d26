"""One look at the whole database: what others write meanwhile is not seen, and nobody waits for it."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine

from evidencehub.shared.db import reading_only

BATCH = 500  # rows read at once


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """A connection that sees the database as it is now, until the end of the block."""
    is_postgresql = engine.dialect.name == "postgresql"
    options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True} if is_postgresql else {}
    with reading_only(), engine.connect().execution_options(**options) as connection:
        connection.exec_driver_sql("SELECT 1 FROM alembic_version")  # the first question decides what is seen
        yield connection
        connection.rollback()
