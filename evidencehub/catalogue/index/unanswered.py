"""Searches that found nothing: the words, and on how many days they were asked. Nothing says who asked, or when.

Words can hold a name, so that the public sees only what an editor has read and let through.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from enum import Enum

from sqlalchemy import Connection, Engine, String, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from evidencehub.shared import public_version
from evidencehub.shared.db import Base, without_waiting

LONGEST = 60  # characters
SHORTEST = 3
MOST = 2000  # rows; beyond that what was asked on fewest days, longest ago, and nobody has decided on makes room
KEPT = timedelta(days=365)


class Shown(Enum):
    WAITING = "waiting"
    PUBLIC = "public"
    HIDDEN = "hidden"


class UnansweredSearch(Base, private="what is seen of it is announced when an editor lets it through"):
    __tablename__ = "unanswered_search"
    words: Mapped[str] = mapped_column(String(LONGEST), primary_key=True)  # in small letters, single spaces
    days: Mapped[int]  # on which somebody asked
    last_on: Mapped[date]  # UTC
    shown: Mapped[Shown] = mapped_column(default=Shown.WAITING)


def words_of(text: str) -> str | None:
    """As they are noted; None for what is no question of words: too long, too short, a number, an address."""
    words = " ".join(text.casefold().split())
    is_words = SHORTEST <= len(words) <= LONGEST and words.isprintable()
    is_words = is_words and not any(sign.isdigit() or sign in "@/\\<>:" for sign in words)
    return words if is_words and any(sign.isalpha() for sign in words) else None


def note(engine: Engine, text: str, *, today: date) -> None:
    """Note that a search found nothing, apart from the request's transaction and without waiting for anybody.

    Best effort: where somebody writes just now on SQLite it is left out.
    """
    words = words_of(text)
    if words is None:
        return
    with without_waiting(engine) as connection:
        held = connection.execute(select(UnansweredSearch.last_on).where(UnansweredSearch.words == words)).scalar()
        if held is not None:
            if held != today:
                connection.execute(
                    update(UnansweredSearch)
                    .where(UnansweredSearch.words == words, UnansweredSearch.last_on != today)
                    .values(days=UnansweredSearch.days + 1, last_on=today)
                )
        elif _has_room(connection):
            insert = sqlite.insert if engine.dialect.name == "sqlite" else postgresql.insert
            new = insert(UnansweredSearch).values(words=words, days=1, last_on=today, shown=Shown.WAITING)
            connection.execute(new.on_conflict_do_nothing())


def _has_room(connection: Connection) -> bool:
    """Whether one more can be noted, after making room where there was none: nonsense typed once goes first."""
    held = connection.execute(select(func.count()).select_from(UnansweredSearch)).scalar_one()
    if held < MOST:
        return True
    order = UnansweredSearch.days, UnansweredSearch.last_on, UnansweredSearch.words
    rarest = select(UnansweredSearch.words).where(UnansweredSearch.shown == Shown.WAITING).order_by(*order)
    gone = delete(UnansweredSearch).where(UnansweredSearch.words.in_(rarest.limit(held - MOST + 1)))
    return connection.execute(gone).rowcount > held - MOST


def public(session: Session, most: int = 20) -> Sequence[UnansweredSearch]:
    return _by_days(session, Shown.PUBLIC, most)


def waiting(session: Session, most: int = 100) -> Sequence[UnansweredSearch]:
    return _by_days(session, Shown.WAITING, most)


def _by_days(session: Session, shown: Shown, most: int) -> Sequence[UnansweredSearch]:
    order = UnansweredSearch.days.desc(), UnansweredSearch.words
    query = select(UnansweredSearch).where(UnansweredSearch.shown == shown)
    return session.scalars(query.order_by(*order).limit(most)).all()


def show(session: Session, words: str, shown: Shown) -> bool:
    """Let words be seen by everybody, or by nobody; False where nobody asked them."""
    held = session.get(UnansweredSearch, words) if words_of(words) == words else None
    if held is None:
        return False
    held.shown = shown
    public_version.changed(session.connection())
    return True


def has_old(session: Session, *, today: date) -> bool:
    query = select(UnansweredSearch.words).where(UnansweredSearch.last_on < today - KEPT).limit(1)
    return session.scalar(query) is not None


def forget_old(session: Session, *, today: date) -> None:
    session.execute(delete(UnansweredSearch).where(UnansweredSearch.last_on < today - KEPT))
