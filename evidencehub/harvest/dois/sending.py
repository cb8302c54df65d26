"""Telling DataCite what changed: by the worker, or at once by a command. Whatever is sent twice changes nothing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from evidencehub.catalogue.cited.hub import Hub
from evidencehub.catalogue.cited.own_dois import DoiState, OwnDoi
from evidencehub.harvest.dois.asking import Api, Refused, Unavailable
from evidencehub.harvest.dois.documents import keys_of
from evidencehub.harvest.dois.planning import KIND, Change, changes, make_due
from evidencehub.projects import public
from evidencehub.shared import due, outages
from evidencehub.shared.clock import day_of
from evidencehub.shared.db import reading_only
from evidencehub.shared.settings import DataCite
from evidencehub.shared.words import counted

DOWN, REFUSED = "datacite", "datacite-refused"  # what admins are told by (shared/outages.py)
REFUSED_AGAIN_AFTER = timedelta(days=1)
NewSession = Callable[[], Session]


@dataclass
class Sent:
    done: int = 0
    refused: int = 0


def send(
    new_session: NewSession, project_ids: Sequence[UUID], hub: Hub, client: DataCite, now: Callable[[], datetime], *,
    refused_too: bool = True,
) -> Sent:  # fmt: skip
    """What was sent before something went wrong is written down.

    :param refused_too: also what DataCite refused within a day, though it is still the same.
    :raises Unavailable: DataCite takes nothing at present.
    """
    sent, api = Sent(), Api(client)
    with reading_only(), new_session() as session:
        since = None if refused_too else now() - REFUSED_AGAIN_AFTER
        wanted = changes(session, project_ids, hub, client.prefix, day_of(now()), since)
    for change in wanted:
        # Before the request: where its answer is lost, nobody knows what DataCite has, and it is told anew.
        if not _begin(new_session, change):
            continue
        refused = ""
        try:
            (api.create if change.is_new else api.change)(change.document)
        except Refused as error:
            refused = str(error)
        _note(new_session, change, refused, now())
        sent.done, sent.refused = sent.done + (not refused), sent.refused + bool(refused)
    return sent


def _begin(new_session: NewSession, change: Change) -> bool:
    """False where another worker has the record in hand: it is looked at again after that."""
    with new_session() as session:
        row = session.get(OwnDoi, change.identifier, with_for_update=True)
        if row is None:
            row = OwnDoi(
                identifier=change.identifier, project_id=change.project_id, doi=change.document["doi"],
                state=DoiState.NEW, digest="",
            )  # fmt: skip
            session.add(row)
        is_mine = (row.state, row.digest) == change.before
        if is_mine:
            row.state, row.digest = _begun(change), ""
        else:
            make_due(session, change.project_id)
        try:
            session.commit()
        except IntegrityError:
            session.rollback()
            make_due(session, change.project_id)
            session.commit()
            return False
    return is_mine


def _begun(change: Change) -> DoiState:
    state = change.before[0]
    return DoiState.ASKED if state == DoiState.NEW else state


def _note(new_session: NewSession, change: Change, refused: str, now: datetime) -> None:
    was = change.before[0]
    with new_session() as session:
        row = session.get_one(OwnDoi, change.identifier, with_for_update=True)
        row.sent_at, row.refused, row.refused_digest = now, refused, change.digest if refused else ""
        if (row.state, row.digest) != (_begun(change), ""):
            # Another worker sent something meanwhile, and which of the two came last is not known: it is sent anew.
            row.digest = ""
            make_due(session, change.project_id)
        elif refused:
            payload = {"project_id": str(change.project_id)}
            due.add(session, KIND, change.project_id, payload, at=now + REFUSED_AGAIN_AFTER)
        else:
            row.digest = change.digest
            row.state = DoiState.FINDABLE if change.document["event"] == "publish" else DoiState.REGISTERED
            if row.state != was:
                public.changed(session, change.project_id)  # pages and files show a DOI while it is findable
        session.commit()


def tell_refused(new_session: NewSession, now: datetime) -> None:
    """Tell admins of records that DataCite refuses, or that it refuses none any more."""
    with new_session() as session:
        query = select(OwnDoi).where(OwnDoi.refused != "").order_by(OwnDoi.identifier)
        found = [f"{each.identifier}: {each.refused}" for each in session.scalars(query)]
        if not found:
            outages.end(session, REFUSED)
            session.commit()
            return
    refused = counted(len(found), "record", "records")
    outages.note(new_session, REFUSED, f"DataCite refused {refused}. {found[0]}", now)


def handler(client: DataCite | None, hub: Callable[[], Hub], now: Callable[[], datetime]) -> due.Handler:
    """How rows of this kind are done; without the settings they go."""

    def work(payloads: Sequence[Mapping[str, Any]], new_session: due.NewSession) -> due.Finish:
        if client is None:
            return lambda session: outages.end(session, DOWN)
        try:
            send(new_session, keys_of(payloads), hub(), client, now, refused_too=False)
        except Unavailable as error:
            outages.note(new_session, DOWN, str(error), now(), at_least=error.wait)
            raise due.NotNow(str(error)) from None
        tell_refused(new_session, now())
        return lambda session: outages.end(session, DOWN)

    def is_paused(new_session: due.NewSession, at: datetime) -> bool:
        return outages.is_paused(new_session, DOWN, at)

    return due.Handler(work, batch=20, is_paused=is_paused)
