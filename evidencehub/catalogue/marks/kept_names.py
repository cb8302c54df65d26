"""What approaches and their organisations are called, by the cards that are kept: for suggestions as people type.

A process holds them all and reads again only what changed. Whoever shows one asks :func:`as_now` first, since a project
may have stopped being public a moment ago.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import NamedTuple
from uuid import UUID
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from evidencehub.catalogue.marks.kept_cards import KeptCard, cards, changing
from evidencehub.search.analysis import parted
from evidencehub.shared import public_version
from evidencehub.shared.fingerprint import fingerprint

AT_ONCE = 500  # ids of one query


class Named(NamedTuple):
    version: int
    slug: str
    demo: bool
    name: str
    organisation: str  # "" from elsewhere
    typed: str  # the name as it is compared: see :func:`as_typed`
    organisation_typed: str


def as_typed(name: str) -> str:
    """In small letters without accents and signs, letters and digits apart."""
    return " ".join(parted(name))


@dataclass
class _Held:
    number: int = -1  # of public_version
    names: Mapping[UUID, Named] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)


_of_databases: WeakKeyDictionary[Engine, _Held] = WeakKeyDictionary()


def names(session: Session) -> Mapping[UUID, Named]:
    """By project, of all cards that this release keeps. The same object for as long as nothing public changes."""
    engine = session.get_bind().engine
    held = _of_databases.setdefault(engine, _Held())
    number = public_version.current(engine)
    if held.number != number:
        with held.lock:
            if held.number != number:
                held.names, held.number = _renewed(session, held.names), number
    return held.names


def _renewed(session: Session, before: Mapping[UUID, Named]) -> dict[UUID, Named]:
    of_release = KeptCard.made_by == fingerprint()
    found: dict[UUID, Named] = {}
    changed: list[UUID] = []
    for key, version in session.execute(select(KeptCard.project_id, KeptCard.version).where(of_release)):
        known = before.get(key)
        if known and known.version == version:
            found[key] = known
        else:
            changed.append(key)
    texts = (KeptCard.body[name].as_string() for name in ("slug", "name", "organisation"))
    query = select(KeptCard.project_id, KeptCard.version, KeptCard.body["demo"].as_boolean(), *texts).where(of_release)
    for start in range(0, len(changed), AT_ONCE):
        rows = session.execute(query.where(KeptCard.project_id.in_(changed[start : start + AT_ONCE])))
        found |= {
            key: Named(version, slug, demo, name, organisation, as_typed(name), as_typed(organisation))
            for key, version, demo, slug, name, organisation in rows
        }
    return found


def as_now(session: Session, known: Mapping[UUID, Named], wanted: Sequence[UUID]) -> dict[UUID, Named]:
    """Of some projects, those that are public at this moment, with the names that they have now, in the same order."""
    waiting = changing(session, wanted)
    now = {key: known[key] for key in wanted if key not in waiting and key in known}
    for key, each in cards(session, sorted(waiting)).items():
        card = each.card
        now[key] = Named(
            0, card.slug, card.demo, card.name, card.organisation, as_typed(card.name), as_typed(card.organisation)
        )
    return {key: now[key] for key in wanted if key in now}
