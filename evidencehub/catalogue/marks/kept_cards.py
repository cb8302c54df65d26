"""Cards as the worker made them, so that a list costs no more than reading them.

A copy, like the index, and renewed with it. A card is shown only while nothing of its project waits to be indexed, and
only where this release and these standards made it; otherwise the card is made from the records, as it is now.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, String, bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from evidencehub.catalogue.marks.card_schema import CardSchema
from evidencehub.catalogue.marks.cards import Card, card
from evidencehub.catalogue.marks.read import Read, read
from evidencehub.shared.db import Base
from evidencehub.shared.due import DueRow
from evidencehub.shared.fingerprint import fingerprint
from evidencehub.shared.recently_used import LeastRecentlyUsed

_SCHEMA = CardSchema()
_read: LeastRecentlyUsed["Versioned"] = LeastRecentlyUsed(2000)


class KeptCard(Base, private="a copy, announced with the index that it is made with"):
    __tablename__ = "kept_card"
    project_id: Mapped[UUID] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int]  # the number of public_version from which it was made, at least
    made_by: Mapped[str] = mapped_column(String(40))  # fingerprint(): its words hang on code and standards too
    body: Mapped[dict[str, Any]]


# Written once: putting these together costs more than asking them.
_CHANGING = select(DueRow.key).where(DueRow.kind == "index", DueRow.key.in_(bindparam("keys", expanding=True)))
_OF_THIS_RELEASE = KeptCard.project_id.in_(bindparam("ids", expanding=True)), KeptCard.made_by == bindparam("release")
_VERSIONS = select(KeptCard.project_id, KeptCard.version).where(*_OF_THIS_RELEASE)
_BODIES = select(KeptCard.project_id, KeptCard.version, KeptCard.body).where(*_OF_THIS_RELEASE)


@dataclass(frozen=True)
class Versioned:
    """A card, and what tells it from an earlier or later one of the same project; None for one that is not kept."""

    card: Card
    version: int | None


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
            {"project_id": key, "body": _SCHEMA.dump(card(view, read.gradings.get(key))), **made}
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
        if key not in read.views or _SCHEMA.load(body) != card(read.views[key], read.gradings.get(key))
    ]  # fmt: skip


def cards(session: Session, project_ids: Sequence[UUID]) -> dict[UUID, Versioned]:
    """The card of each project that is public, in the order asked for; two or three queries where all are kept."""
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
    connection, release = session.connection(), {"release": fingerprint()}
    # What waits is asked first: a card renewed in between is newer than needed, never older.
    waiting = changing(session, project_ids)
    wanted = [key for key in project_ids if key not in waiting]
    known = {
        key: _read.get((key, version)) for key, version in connection.execute(_VERSIONS, {"ids": wanted, **release})
    }
    unread = [key for key, each in known.items() if each is None]
    if unread:
        for key, version, body in connection.execute(_BODIES, {"ids": unread, **release}):
            known[key] = kept = Versioned(_SCHEMA.load(body), version)
            _read.put((key, version), kept)
    return {key: each for key, each in known.items() if each is not None}
