"""What the worker does of erasing: it looks where the name stands, takes somebody out, and clears files away.

Looking through every table takes as long as it takes, so it is done with no lock. The name is known to this run alone:
what is written down for later holds ids.
"""

import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from evidencehub.accounts.models import Person
from evidencehub.accounts.passwords import hash_password
from evidencehub.accounts.queries import person_with_teams
from evidencehub.brokerage.mails import Links as HelpLinks
from evidencehub.harvest.destiny import keeping as exchange
from evidencehub.privacy import copies, erasures
from evidencehub.privacy.erasing import erase
from evidencehub.privacy.erasures import KIND, Links
from evidencehub.privacy.models import Erasure
from evidencehub.privacy.stopping import obstacles
from evidencehub.shared import due, everywhere, mail_folder
from evidencehub.shared.db import reading_only
from evidencehub.shared.passages import Passage
from evidencehub.shared.settings import Settings
from evidencehub.shared.turns import Turns

# Whose changes are their owners' business, entries that hold no words, and tables that many copies are made of anew.
_NOT_LOOKED_AT = ("person", "audit_entry", "kept_card", "public_state")
_MOST = 200  # rows of a table that are named; who runs the hub finds all of them by `redact words`
Found = dict[str, list[tuple[Any, ...]]]


def handler(settings: Settings, now: Callable[[], datetime], links: Links, of_help: HelpLinks) -> due.Handler:
    def work(payloads: Sequence[Mapping[str, Any]], new_session: due.NewSession) -> due.Finish:
        payload = payloads[0]
        if "mails" in payload:
            _clear_files(settings, payload)
            return lambda _session: None
        erasure_id = UUID(payload["erasure_id"])
        with reading_only(), new_session() as session:
            erasure = session.get(Erasure, erasure_id)
            if erasure is None or erasure.taken_back_at or erasure.done_at:
                return lambda _session: None
            passages = _passages(erasure.person)
            places = [
                (each, everywhere.rows_holding(session.connection(), each, but_not=_NOT_LOOKED_AT)) for each in passages
            ]
        unknown = hash_password(secrets.token_urlsafe(32))

        def finish(session: Session) -> None:
            erasure = session.get(Erasure, erasure_id, with_for_update=True)
            if erasure is None or erasure.taken_back_at or erasure.done_at:
                return
            person = person_with_teams(session, erasure.person_id)
            assert person is not None  # noqa: S101 - what was asked for goes with its person
            if found := obstacles(session, person):
                erasures.put_off(session, erasure, found, now=now(), links=links)
                return
            copy = copies.of_person(session, person.id)
            copy_id = str(copy.id) if copy else ""
            in_mails = [each for each in passages if len(person.name.split()) > 1 or each is not passages[0]]
            mails = erase(session, person, in_mails, password_hash=unknown, now=now(), links=of_help)
            erasure.done_at, erasure.left = now(), _left(session, places)
            then = {"mails": [str(each) for each in mails], "copy": copy_id}
            due.add(session, KIND, f"{erasure.id}-files", then)
            session.flush()

        return finish

    return due.Handler(work, turns=Turns())


def _passages(person: Person) -> list[Passage]:
    """The name first. What is shorter than three letters stands in too many other words to be looked for."""
    found = []
    for words in (person.name, person.email):
        try:
            found.append(Passage(words))
        except ValueError:
            continue
    return found


def _left(session: Session, places: Sequence[tuple[Passage, Found]]) -> dict[str, Any]:
    """Where it stands still: rows of others, such as a text that somebody else wrote."""
    left: dict[str, Any] = {}
    for passage, among in places:
        some = {table: keys[:_MOST] for table, keys in among.items()}
        for table, keys in everywhere.still_holding(session.connection(), passage, some).items():
            named = ["/".join(str(part) for part in key) for key in keys]
            left[table] = sorted({*left.get(table, []), *named})
    return left


def _clear_files(settings: Settings, payload: Mapping[str, Any]) -> None:
    """Safe to do again."""
    mail_folder.forget_named(settings.mail_url, payload["mails"])
    if payload["copy"]:
        copies.remove_bytes(settings, UUID(payload["copy"]))
    exchange.forget(settings.home)
