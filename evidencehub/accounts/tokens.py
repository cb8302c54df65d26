"""Signed, short-lived tokens in mails: to confirm an address, and to choose a new password."""

from uuid import UUID

from itsdangerous import BadSignature, URLSafeTimedSerializer
from sqlalchemy.orm import Session

from evidencehub.accounts.models import Person
from evidencehub.shared.errors import Invalid

CONFIRM_SECONDS = 7 * 24 * 3600
RESET_SECONDS = 2 * 3600


class Tokens:
    """One kind of token. A token dies with the person's session version, so it works once for a password."""

    def __init__(self, secret_key: str, *, purpose: str, seconds: int) -> None:
        self._serializer = URLSafeTimedSerializer(secret_key, salt=f"evidencehub.{purpose}")
        self._seconds = seconds

    def make(self, person: Person) -> str:
        return self._serializer.dumps([person.id.hex, person.session_version])

    def person(self, session: Session, token: str) -> Person:
        """:raises Invalid: the token is not ours, too old, or used."""
        try:
            person_id, version = self._serializer.loads(token, max_age=self._seconds)
            person = session.get(Person, UUID(person_id))
        except (BadSignature, ValueError, TypeError):
            person = None
        if person is None or person.session_version != version:
            raise Invalid("This link is too old or has been used. Ask for a new one.")
        return person


def confirm_tokens(secret_key: str) -> Tokens:
    return Tokens(secret_key, purpose="confirm", seconds=CONFIRM_SECONDS)


def reset_tokens(secret_key: str) -> Tokens:
    return Tokens(secret_key, purpose="reset", seconds=RESET_SECONDS)
