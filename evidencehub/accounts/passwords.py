"""Passwords: hashed by argon2.

Hashing and comparing take a tenth of a second on purpose: views do them before the transaction that writes, which on
SQLite keeps every other writer waiting. Services get the hash.
"""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from evidencehub.accounts.guessable import MAX_LENGTH, weakness
from evidencehub.shared.errors import Invalid

_hasher = PasswordHasher()
# Verified against when there is no such person, so that the time taken does not tell whether an address is known.
_NOBODYS_HASH = _hasher.hash("nobody has this password")


def hash_password(password: str) -> str:
    return _hasher.hash(password)


def matches(stored: str | None, password: str) -> bool:
    """Whether the password is right; takes as long when there is nothing to compare with, or it is too long for one."""
    can_be = stored is not None and len(password) <= MAX_LENGTH
    try:
        return _hasher.verify(stored if stored and can_be else _NOBODYS_HASH, password[:MAX_LENGTH]) and can_be
    except (VerificationError, InvalidHashError):
        return False


def refuse_weak(password: str, *, email: str, name: str, site: str) -> None:
    """:raises Invalid: this password will not do; ``errors`` names the field."""
    if problem := weakness(password, email=email, name=name, site=site):
        raise Invalid(problem, {"password": problem})
