"""The database: one base class, types that survive both databases, and transactions that lose nothing on SQLite."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar, Token
from datetime import UTC, datetime
from enum import Enum
from typing import Any, ClassVar
from uuid import UUID

from flask_sqlalchemy_lite import SQLAlchemy
from sqlalchemy import JSON, DateTime, Engine, MetaData, Text, TypeDecorator, Uuid, event
from sqlalchemy import Enum as SqlEnum
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, Session

db = SQLAlchemy()

_reading_only: ContextVar[bool] = ContextVar("evidencehub_reading_only", default=False)

BUSY_SECONDS = 30


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC datetime in and out. SQLite forgets the zone, so it is put back here."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a datetime without a zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime(),
        UUID: Uuid(),
        dict[str, Any]: JSON(none_as_null=True),
        list[str]: JSON(none_as_null=True),
        list[dict[str, Any]]: JSON(none_as_null=True),
        str: Text(),
        Enum: SqlEnum(Enum, native_enum=False, length=40, values_callable=lambda e: [str(m.value) for m in e]),
    }

    def __init_subclass__(cls, *, private: str = "", **others: Any) -> None:
        """``private``: why no write to this table changes a public page (:mod:`evidencehub.shared.public_version`)."""
        super().__init_subclass__(**others)
        if private:
            cls.metadata.tables[cls.__tablename__].info["private"] = private


@contextmanager
def reading_only() -> Iterator[None]:
    """Transactions begun inside take no write lock on SQLite; a write inside may meet "database is locked"."""
    token = _reading_only.set(True)
    try:
        yield
    finally:
        _reading_only.reset(token)


@contextmanager
def writing() -> Iterator[None]:
    """In a request that otherwise looks: somebody comes back from another site, which can only be by an address."""
    token = _reading_only.set(False)
    try:
        yield
    finally:
        _reading_only.reset(token)


def is_reading_only() -> bool:
    return _reading_only.get()


def set_reading_only(reading: bool) -> Token[bool]:
    """As :func:`reading_only` for callers without a block (a request); :func:`reset_reading_only` takes the token."""
    return _reading_only.set(reading)


def reset_reading_only(token: Token[bool]) -> None:
    _reading_only.reset(token)


@contextmanager
def without_waiting(engine: Engine) -> Iterator[Connection]:
    """A connection apart from the request's, for a small note of which nothing hangs; committed at the end.

    Where somebody writes just now on SQLite the note is left out, and nobody waits.
    """
    with reading_only(), engine.connect() as connection:  # a plain BEGIN: only the write itself asks for the lock
        is_sqlite = engine.dialect.name == "sqlite"
        if is_sqlite:
            connection.exec_driver_sql("PRAGMA busy_timeout=0")
        try:
            yield connection
            connection.commit()
        except OperationalError:
            connection.rollback()
        finally:
            if is_sqlite:
                connection.exec_driver_sql(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _record: object) -> None:
    if not type(connection).__module__.startswith("sqlite3"):
        return
    # pysqlite would begin transactions by itself, late and deferred: two readers who then write overwrite each other.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")
    cursor.execute("PRAGMA cache_size=-20000")
    cursor.close()


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN" if _reading_only.get() else "BEGIN IMMEDIATE")


def release(session: Session) -> None:
    """Commit and forget all that was read: slow work that follows holds up nobody, and what it is for is read anew."""
    session.commit()
    session.expire_all()


def engine_options(url: str) -> dict[str, Any]:
    """Engine options for Flask-SQLAlchemy-Lite's ``SQLALCHEMY_ENGINES``."""
    hidden = {"url": url, "hide_parameters": True}  # an error would tell what was to be written: addresses, hashes
    if url.startswith("sqlite"):
        return {**hidden, "connect_args": {"timeout": BUSY_SECONDS}}
    return {**hidden, "pool_pre_ping": True, "pool_size": 10}
