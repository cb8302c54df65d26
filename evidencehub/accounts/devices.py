"""A browser that signed in to an account before is spared what strangers try with that account.

It holds a signed cookie with a number of its own and keyed hashes of the addresses that signed in there: no name, no
address, and nothing that signs anybody in.
"""

import secrets
from dataclasses import dataclass

from itsdangerous import BadSignature, URLSafeTimedSerializer

from evidencehub.accounts.attempts import keyed

KEPT_SECONDS = 365 * 24 * 3600
ACCOUNTS = 5  # of one browser; the one that signed in longest ago goes first


@dataclass(frozen=True)
class Device:
    id: str
    accounts: tuple[str, ...] = ()

    def knows(self, secret_key: str, email: str) -> bool:
        return account(secret_key, email) in self.accounts

    @property
    def last(self) -> str:
        """The account that was used last from here, as a keyed hash; "" where none was."""
        return self.accounts[0] if self.accounts else ""

    def with_account(self, secret_key: str, email: str) -> "Device":
        new = account(secret_key, email)
        others = [each for each in self.accounts if each != new]
        return Device(self.id, (new, *others)[:ACCOUNTS])


def account(secret_key: str, email: str) -> str:
    """An account as a browser's cookie names it."""
    return keyed(secret_key, f"device:{email.strip()}")[:32]


def _serializer(secret_key: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret_key, salt="evidencehub.device")


def read(secret_key: str, cookie: str | None) -> Device:
    """The device that a cookie speaks of; a new one where there is none or it is not ours."""
    try:
        number, accounts = _serializer(secret_key).loads(cookie or "", max_age=KEPT_SECONDS)
        return Device(str(number), tuple(map(str, accounts)))
    except (BadSignature, ValueError, TypeError):
        return Device(secrets.token_hex(8))


def written(secret_key: str, device: Device) -> str:
    return _serializer(secret_key).dumps([device.id, device.accounts])
