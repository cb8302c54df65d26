"""One PostgreSQL database for each test process, emptied after every test: making and dropping one takes far longer."""

import uuid

from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.engine import make_url

from evidencehub.cli import schema

# Sessions that a killed worker left behind still hold locks. Only our own: an autovacuum is the superuser's.
_LEFT_BEHIND = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()
"""
_TABLES = """
    SELECT quote_ident(tablename) FROM pg_tables
    WHERE schemaname = 'public' AND tablename <> 'alembic_version' ORDER BY tablename
"""
# Any statement that makes, alters or drops something in the schema makes a new row of the catalogue.
_SHAPE = """
    SELECT md5(string_agg(format('%s %s %s', class.oid, class.relname, class.relnatts), ',' ORDER BY class.oid))
    FROM pg_class AS class WHERE relnamespace = 'public'::regnamespace
"""


class Database:
    """A database of this test process with the schema and without a row.

    :param server: the address of a server on which the user may create databases.
    """

    def __init__(self, server: str) -> None:
        self.server = server
        self.name = f"evidencehub_test_{uuid.uuid4().hex[:12]}"
        self.url = make_url(server).set(database=self.name).render_as_string(hide_password=False)
        self._make()

    def _make(self) -> None:
        _run(self.server, f'CREATE DATABASE "{self.name}"')
        schema.upgrade(self.url)
        self._engine: Engine = create_engine(self.url)
        with self._engine.connect() as connection:
            self._shape = connection.scalar(text(_SHAPE))
            self._tables: list[str] = list(connection.scalars(text(_TABLES)))

    def empty(self) -> None:
        """Take away every row; where a test changed the schema itself, make the database anew."""
        with self._engine.begin() as connection:
            connection.execute(text(_LEFT_BEHIND))
            if is_as_made := connection.scalar(text(_SHAPE)) == self._shape:
                self._delete(connection)
        if not is_as_made:
            self.drop()
            self._make()

    def _delete(self, connection: Connection) -> None:
        """In one statement, so that no order of the foreign keys has to be kept: they are checked at its end."""
        filled = " UNION ALL ".join(f"SELECT '{table}' WHERE EXISTS (SELECT FROM {table})" for table in self._tables)
        parts = [f"d{n} AS (DELETE FROM {table})" for n, table in enumerate(connection.scalars(text(filled)))]
        if parts:
            connection.execute(text(f"WITH {', '.join(parts)} SELECT 1"))

    def drop(self) -> None:
        """Not WITH (FORCE): a passing autovacuum is not ours to end; a plain DROP asks it to go."""
        self._engine.dispose()
        _run(self.server, f'DROP DATABASE "{self.name}"')


def _run(server: str, statement: str) -> None:
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()
