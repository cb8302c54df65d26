"""Signed, short-lived tokens in mails: to confirm an address, choose a new password, change an address and back."""

import hashlib
from uuid import UUID

from itsdangerous import BadSignature, URLSafeTimedSerializer
from sqlalchemy.orm import Session

from evidencehub.accounts.models import Person
from evidencehub.shared.errors import Invalid

CONFIRM_SECONDS = 7 * 24 * 3600
RESET_SECONDS = 2 * 3600
RESTORE_SECONDS = 7 * 24 * 3600
_DEAD = "This link is too old or has been used."


class _Signed:
    """``instead`` says what somebody with a dead link can do."""

    def __init__(self, secret_key: str, *, purpose: str, seconds: int, instead: str) -> None:
        self._serializer = URLSafeTimedSerializer(secret_key, salt=f"evidencehub.{purpose}")
        self._seconds = seconds
        self._dead = f"{_DEAD} {instead}"

    def _read(self, session: Session, token: str) -> tuple[Person, list[str]]:
        """The person, and what else the token says; it dies when what it says first of the person is no longer so."""
        try:
            person_id, state, *more = self._serializer.loads(token, max_age=self._seconds)
            person = session.get(Person, UUID(person_id))
        except (BadSignature, ValueError, TypeError):
            raise Invalid(self._dead) from None
        if person is None or not person.is_active or self._state(person) != state:
            raise Invalid(self._dead)
        return person, more

    def _state(self, person: Person) -> object:
        return person.session_version


class Tokens(_Signed):
    """For a person. A token dies with the person's session version, so it works once for a password."""

    def make(self, person: Person) -> str:
        return self._serializer.dumps([person.id.hex, self._state(person)])

    def person(self, session: Session, token: str) -> Person:
        """:raises Invalid: the token is not ours, too old, or used."""
        return self._read(session, token)[0]


class EmailTokens(_Signed):
    """For a person and the address that they are to have."""

    def make(self, person: Person, email: str) -> str:
        return self._serializer.dumps([person.id.hex, self._state(person), email])

    def person_and_email(self, session: Session, token: str) -> tuple[Person, str]:
        """:raises Invalid: the token is not ours, too old, or used."""
        person, (email,) = self._read(session, token)
        return person, email


class RestoringTokens(EmailTokens):
    """Lives as long as the address that it undoes, also after a new password: whoever changed both has to lose."""

    def _state(self, person: Person) -> object:
        return hashlib.sha256(person.email.encode()).hexdigest()[:32]  # the old address is not told the new one


def confirm_tokens(secret_key: str) -> Tokens:
    instead = "Sign in: if your address is not confirmed yet, you can have the link sent again there."
    return Tokens(secret_key, purpose="confirm", seconds=CONFIRM_SECONDS, instead=instead)


def reset_tokens(secret_key: str) -> Tokens:
    instead = "On the page “Sign in”, choose “I have forgotten my password” for a new one."
    return Tokens(secret_key, purpose="reset", seconds=RESET_SECONDS, instead=instead)


def email_tokens(secret_key: str) -> EmailTokens:
    instead = "Sign in: your account page shows the address that you have now, and there you can change it."
    return EmailTokens(secret_key, purpose="email", seconds=RESET_SECONDS, instead=instead)


def restoring_tokens(secret_key: str) -> RestoringTokens:
    instead = "If you cannot sign in with this address, ask the people who run this hub."
    return RestoringTokens(secret_key, purpose="restore-email", seconds=RESTORE_SECONDS, instead=instead)
