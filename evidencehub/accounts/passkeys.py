"""Passkeys (WebAuthn): a key that a phone, computer or stick keeps, as the second step of signing in.

A passkey works for the hub's own address only, so a page that imitates the hub gets nothing. What the browser has to
sign is random; it is answered once, since whatever was asked before the last use of a passkey is too old.
"""

import base64
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    UserVerificationRequirement,
)
from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from evidencehub.accounts import second_step
from evidencehub.accounts.models import Passkey, Person
from evidencehub.shared.errors import Invalid
from evidencehub.shared.settings import Settings

ASKED_FOR = timedelta(minutes=10)
MOST = 10  # of one person
WRONG = "The passkey could not be used here. Try again, or use a code"
_PREFERRED = UserVerificationRequirement.PREFERRED
Asked = Mapping[str, Any]  # what was asked of a browser, kept in its session


def are_possible(settings: Settings) -> bool:
    """Browsers make them for names under TLS, and for "localhost"."""
    parts = urlsplit(settings.base_url)
    try:
        ip_address(parts.hostname or "")
    except ValueError:
        return parts.scheme == "https" or parts.hostname == "localhost"
    return False


def _server(settings: Settings) -> Fido2Server:
    parts = urlsplit(settings.base_url)
    origin = f"{parts.scheme}://{parts.netloc}"
    entity = PublicKeyCredentialRpEntity(id=parts.hostname, name=settings.site_name)
    return Fido2Server(entity, verify_origin=lambda given: given == origin)


def ask_for_new(settings: Settings, person: Person, *, now: datetime) -> tuple[dict[str, Any], Asked]:
    """What the browser is asked to make a passkey with, and what has to be kept to check the answer."""
    user = PublicKeyCredentialUserEntity(id=person.id.bytes, name=person.email, display_name=person.name)
    options, state = _server(settings).register_begin(user, _credentials(person), user_verification=_PREFERRED)
    return dict(options), {**state, "at": now.timestamp()}


def ask_for_one(settings: Settings, person: Person, *, now: datetime) -> tuple[dict[str, Any], Asked]:
    """The same for signing in with one that the person has."""
    options, state = _server(settings).authenticate_begin(_credentials(person), user_verification=_PREFERRED)
    return dict(options), {**state, "at": now.timestamp()}


def add(
    session: Session, settings: Settings, person: Person, asked: Asked | None, answer: str, *, name: str, now: datetime
) -> list[str]:
    """Keep a new passkey, and return recovery codes if the person had no second step before.

    :param name: such as "Firefox on Windows".
    :raises Invalid: the answer is not to what was asked, or there are too many.
    """
    if len(person.passkeys) >= MOST:
        raise Invalid(f"You have {MOST} passkeys. Remove one first.")
    if asked is None or _asked_at(asked) < now - ASKED_FOR:
        raise Invalid(WRONG)
    try:
        made = _server(settings).register_complete(asked, RegistrationResponse.from_dict(json.loads(answer)))
    except Exception:  # whatever its parsers meet in what anybody may send
        raise Invalid(WRONG) from None
    if made.credential_data is None:
        raise Invalid(WRONG)
    had_none = not second_step.is_on(person)
    credential_id = base64.urlsafe_b64encode(made.credential_data.credential_id).decode()
    if session.scalar(select(Passkey.id).where(Passkey.credential_id == credential_id)) is not None:
        raise Invalid(WRONG)
    person.passkeys.append(
        Passkey(
            id=uuid4(), credential_id=credential_id, credential=base64.b64encode(made.credential_data).decode(),
            counter=made.counter, name=name, created_at=now,
        )
    )  # fmt: skip
    session.flush()
    second_step.tell_on(session, person, "A passkey was added to your account.", now)
    return second_step.new_codes(session, person, secret_key=settings.secret_key) if had_none else []


def is_right(
    session: Session, settings: Settings, person: Person, asked: Asked | None, answer: str, *, now: datetime
) -> bool:
    """Whether the browser has answered what it was asked with a passkey of this person; the question is used up."""
    if asked is None or _asked_at(asked) < now - ASKED_FOR:
        return False
    try:
        given = AuthenticationResponse.from_dict(json.loads(answer))
        used = _server(settings).authenticate_complete(asked, _credentials(person), given)
    except Exception:  # as above
        return False
    counter = given.response.authenticator_data.counter
    once = update(Passkey).where(
        Passkey.person_id == person.id,
        Passkey.credential_id == base64.urlsafe_b64encode(used.credential_id).decode(),
        or_(Passkey.used_at.is_(None), Passkey.used_at < _asked_at(asked)),
        or_(Passkey.counter < counter, Passkey.counter == 0),  # one that counts backwards was copied
    )
    noted = once.values(used_at=now, counter=counter).returning(Passkey.id)
    return session.execute(noted).first() is not None


def _asked_at(asked: Asked) -> datetime:
    return datetime.fromtimestamp(asked["at"], UTC)


def _credentials(person: Person) -> Sequence[AttestedCredentialData]:
    return [AttestedCredentialData(base64.b64decode(each.credential)) for each in person.passkeys]
