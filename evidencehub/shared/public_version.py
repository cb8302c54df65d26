"""A number that rises in every transaction that may change what everybody sees; copies of public pages go by it.

Which writes count is decided by their tables, in the one place that no write passes by: the connection. Every table
counts unless its model says, as ``private``, why nothing written there is seen by the public.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Engine, Executable, event, select
from sqlalchemy.orm import Mapped, Session, mapped_column
from sqlalchemy.sql.dml import UpdateBase

from evidencehub.shared.db import Base, is_reading_only

_CHANGED = "evidencehub_public_changed"


class PublicVersion(Base, private="it is the number itself"):
    """One row: how often anything public may have changed."""

    __tablename__ = "public_version"
    id: Mapped[int] = mapped_column(primary_key=True)  # always 1
    number: Mapped[int] = mapped_column(default=0)


_NUMBER = select(PublicVersion.number)


def current(engine: Engine) -> int:
    """The number as last committed. Asked for by every reader, so it takes the straightest way to the database."""
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("SELECT number FROM public_version WHERE id = 1")
        row: Sequence[int] | None = cursor.fetchone()
        cursor.close()
    finally:
        connection.close()
    return row[0] if row else 0


def seen_by(session: Session) -> int | None:
    """A number that all that the session reads from now on is at least as new as; None: it may hold changes of its own.

    What is kept in memory under the number and what is read then belong together.
    """
    if not session.in_transaction():
        return current(session.get_bind().engine)
    if not is_reading_only() or _CHANGED in session.connection().info:
        return None
    return session.connection().scalar(_NUMBER) or 0


def changed(connection: Connection) -> None:
    """Count a change that no table shows: a copy of public records, such as the index, is made anew."""
    connection.info[_CHANGED] = True


@event.listens_for(Engine, "before_execute")
def _notice(
    connection: Connection,
    clause: Executable,
    _many: Sequence[Mapping[str, Any]],
    _one: Mapping[str, Any],
    _options: Mapping[str, Any],
) -> None:
    if not isinstance(clause, UpdateBase):
        return
    table: Any = clause.table
    if getattr(table, "metadata", None) is Base.metadata and "private" not in table.info:  # migrations have their own
        changed(connection)


@event.listens_for(Engine, "commit")
def _raise(connection: Connection) -> None:
    """The last statement of a transaction, so that on PostgreSQL two wait for each other only while they end."""
    if connection.info.pop(_CHANGED, False):
        connection.exec_driver_sql(
            "INSERT INTO public_version (id, number) VALUES (1, 1) "
            "ON CONFLICT (id) DO UPDATE SET number = public_version.number + 1"
        )


@event.listens_for(Engine, "rollback")
def _forget(connection: Connection) -> None:
    if not connection.invalidated:
        connection.info.pop(_CHANGED, None)
