"""Passwords: hashed by argon2, at least ten characters, not the person's own name or address.

Hashing and comparing take a tenth of a second on purpose: views do them before the transaction that writes, which on
SQLite keeps every other writer waiting. Services get the hash.
"""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from evidencehub.shared.errors import Invalid

_hasher = PasswordHasher()
MIN_LENGTH = 10
MAX_LENGTH = 200
# Verified against when there is no such person, so that the time taken does not tell whether an address is known.
_NOBODYS_HASH = _hasher.hash("nobody has this password")
_TOO_COMMON = frozenset(
    {"password12", "password123", "1234567890", "12345678910", "qwertyuiop", "letmein1234", "evidencehub"}
)


def hash_password(password: str) -> str:
    return _hasher.hash(password)


def matches(stored: str | None, password: str) -> bool:
    """Whether the password is right; takes as long when there is nothing to compare with."""
    try:
        return _hasher.verify(stored or _NOBODYS_HASH, password[:MAX_LENGTH]) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def refuse_weak(password: str, *, email: str, name: str) -> None:
    """:raises Invalid: this password will not do; ``errors`` names the field."""
    if problem := weakness(password, email=email, name=name):
        raise Invalid(problem, {"password": problem})


def weakness(password: str, *, email: str = "", name: str = "") -> str | None:
    """Why this password will not do, in words for the person; None when it will."""
    if len(password) < MIN_LENGTH:
        return f"Password must be at least {MIN_LENGTH} characters"
    if len(password) > MAX_LENGTH:
        return f"Password must be at most {MAX_LENGTH} characters"
    lowered = password.lower()
    if lowered in _TOO_COMMON or len(set(lowered)) < 4:
        return "Password is too easy to guess: try three words that do not belong together"
    if lowered in {email.lower(), name.lower(), email.lower().split("@")[0]}:
        return "Password must not be your name or your email address"
    return None
