"""Cards as the worker made them, so that a list costs no more than reading them.

A copy, like the index, and renewed with it. A card is shown only while nothing of its project waits to be indexed, and
only where this release and these standards made it; otherwise the card is made from the records, as it is now.

A process remembers what it read, under the number that rises with every change of what is public: for as long as it is
the same, the database would say the same again.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

from msgspec import json, to_builtins
from sqlalchemy import Engine, ForeignKey, String, Text, bindparam, cast, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from evidencehub.catalogue.marks.cards import Card, card
from evidencehub.catalogue.marks.read import Read, read
from evidencehub.shared import public_version
from evidencehub.shared.db import Base
from evidencehub.shared.due import DueRow
from evidencehub.shared.fingerprint import fingerprint
from evidencehub.shared.recently_used import LeastRecentlyUsed

_CARD = json.Decoder(Card)
CARDS_KNOWN, MOST_WAITING = 2000, 500


class KeptCard(Base, private="a copy, announced with the index that it is made with"):
    __tablename__ = "kept_card"
    project_id: Mapped[UUID] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int]  # the number of public_version from which it was made, at least
    made_by: Mapped[str] = mapped_column(String(40))  # fingerprint(): its words hang on code and standards too
    body: Mapped[dict[str, Any]]


# Written once: putting these together costs more than asking them.
_CHANGING = select(DueRow.key).where(DueRow.kind == "index", DueRow.key.in_(bindparam("keys", expanding=True)))
_ALL_CHANGING = select(DueRow.key).where(DueRow.kind == "index").limit(MOST_WAITING + 1)
_OF_THIS_RELEASE = KeptCard.project_id.in_(bindparam("ids", expanding=True)), KeptCard.made_by == bindparam("release")
_VERSIONS = select(KeptCard.project_id, KeptCard.version).where(*_OF_THIS_RELEASE)
_BODIES = select(KeptCard.project_id, KeptCard.version, cast(KeptCard.body, Text)).where(*_OF_THIS_RELEASE)


@dataclass(frozen=True)
class Versioned:
    """A card, and what tells it from an earlier or later one of the same project; None for one that is not kept."""

    card: Card
    version: int | None


@dataclass
class _Known:
    """What a process has read of one database, each with the number of public_version as of which it is true."""

    cards: LeastRecentlyUsed[tuple[int, Versioned]]  # by project
    all_waiting: tuple[int, frozenset[UUID] | None] = (-1, frozenset())  # None: too many to hold

    def waiting(self, session: Session, number: int | None, project_ids: Sequence[UUID]) -> Collection[UUID]:
        """Those of these projects, and maybe others, whose copies wait to be renewed."""
        if number is None:
            return changing(session, project_ids)
        of, those = self.all_waiting
        if of != number:
            keys = session.connection().scalars(_ALL_CHANGING).all()
            those = frozenset(map(UUID, keys)) if len(keys) <= MOST_WAITING else None
            # Of a later state it would miss what waited before: for a reader who still sees that, an old card.
            if public_version.seen_by(session) == number:
                self.all_waiting = number, those
        return changing(session, project_ids) if those is None else those


_known: WeakKeyDictionary[Engine, _Known] = WeakKeyDictionary()


def _known_of(database: Engine) -> _Known:
    return _known.setdefault(database, _Known(LeastRecentlyUsed(CARDS_KNOWN)))


def keep(session: Session, read: Read) -> None:
    """Keep the cards of these projects, and drop those of projects that have no public view any more."""
    shown = {key: view for key, view in read.views.items() if not view.removed}
    gone = [key for key in read.project_ids if key not in shown]
    session.execute(delete(KeptCard).where(KeptCard.project_id.in_(gone), KeptCard.version <= read.version))
    if not shown:
        return
    made = {"version": read.version, "made_by": fingerprint()}
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    insert = sqlite.insert(KeptCard) if on_sqlite else postgresql.insert(KeptCard)
    session.execute(
        insert.on_conflict_do_update(
            index_elements=[KeptCard.project_id],
            set_={name: insert.excluded[name] for name in ("version", "made_by", "body")},
            where=KeptCard.version <= insert.excluded.version,  # never over one made from newer records
        ),
        [
            {"project_id": key, "body": to_builtins(card(view, read.gradings.get(key))), **made}
            for key, view in shown.items()
        ],
    )


def not_among(session: Session, project_ids: Iterable[UUID]) -> list[UUID]:
    """Which projects have a card beside these, whoever made it."""
    return sorted({*session.scalars(select(KeptCard.project_id))}.difference(project_ids))


def unkept(session: Session, project_ids: Iterable[UUID]) -> list[UUID]:
    """Which of these have no card that this release can show."""
    held = {*session.scalars(select(KeptCard.project_id).where(KeptCard.made_by == fingerprint()))}
    return [key for key in project_ids if key not in held]


def differing(session: Session, read: Read) -> list[UUID]:
    """Which of these projects have another card kept than the records give, or one too many; none is no difference."""
    rows = session.execute(_BODIES, {"ids": read.project_ids, "release": fingerprint()}).all()
    return [
        key for key, _, body in rows
        if key not in read.views or _CARD.decode(body) != card(read.views[key], read.gradings.get(key))
    ]  # fmt: skip


def cards(session: Session, project_ids: Sequence[UUID]) -> dict[UUID, Versioned]:
    """The card of each project that is public, in the order asked for.

    Where all are kept, that takes no query for those that were read since anything public changed last, and two or
    three for others.
    """
    found = _kept(session, project_ids)
    missing = [key for key in project_ids if key not in found]
    if missing:
        now = read(session, missing)
        found |= {key: Versioned(card(view, now.gradings.get(key)), None) for key, view in now.views.items()}
    return {key: found[key] for key in dict.fromkeys(project_ids) if key in found}


def changing(session: Session, project_ids: Sequence[UUID]) -> set[UUID]:
    """Those whose copies wait to be renewed, so that what is kept of them may not be true any more."""
    keys = {str(key): key for key in project_ids}
    return {keys[key] for key in session.connection().scalars(_CHANGING, {"keys": list(keys)})}


def _kept(session: Session, project_ids: Sequence[UUID]) -> dict[UUID, Versioned]:
    number, known = public_version.seen_by(session), _known_of(session.get_bind().engine)
    before = {key: each for key in project_ids if (each := known.cards.get(key))}
    found = {key: it for key, (of, it) in before.items() if of == number}
    unsure = [key for key in project_ids if key not in found]
    if not unsure:
        return found
    # What waits is asked first: a card renewed in between is newer than needed, never older.
    waiting = known.waiting(session, number, unsure)
    now = _read(session, [key for key in unsure if key not in waiting], {key: it for key, (_, it) in before.items()})
    if number is not None:
        for key, it in now.items():
            known.cards.put(key, (number, it))
    return found | now


def _read(session: Session, project_ids: Sequence[UUID], before: Mapping[UUID, Versioned]) -> dict[UUID, Versioned]:
    """:param before: cards that were read earlier, and are read again only where there is a newer version."""
    connection, release = session.connection(), {"release": fingerprint()}
    found = {}
    if held := [key for key in project_ids if key in before]:
        versions = connection.execute(_VERSIONS, {"ids": held, **release})
        found = {key: before[key] for key, version in versions if version == before[key].version}
    if unread := [key for key in project_ids if key not in found]:
        bodies = connection.execute(_BODIES, {"ids": unread, **release})
        found |= {key: Versioned(_CARD.decode(body), version) for key, version, body in bodies}
    return found
