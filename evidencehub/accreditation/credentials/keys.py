"""The hub's keys for credentials (Ed25519): one signs, and all that ever signed are published, so that old credentials
can still be checked.

They are files: ``signing.pem`` in the hub's home, readable by its owner only, or a file that a setting names; beside
the first a ``….pub.pem`` for each public key. A key is named by its thumbprint (RFC 7638).
"""

import base64
import fcntl
import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from evidencehub.shared.errors import HubError, NotFound

FOLDER = "credential-keys"
_SIGNING, _PUBLIC = "signing.pem", ".pub.pem"


class UnusableKey(HubError):
    """A file holds no key that can sign credentials."""

    status = 500
    title = "Sorry, there is a problem with the hub"


@dataclass(frozen=True)
class PublicKey:
    raw: bytes  # 32 of them

    @property
    def jwk(self) -> Mapping[str, str]:
        return {"crv": "Ed25519", "kty": "OKP", "x": base64url(self.raw)}

    @property
    def name(self) -> str:
        """The thumbprint of RFC 7638, by RFC 8037: its members in the order of their names, without spaces."""
        told = json.dumps(self.jwk, sort_keys=True, separators=(",", ":"))
        return base64url(hashlib.sha256(told.encode()).digest())


@dataclass(frozen=True)
class Keys:
    """``published`` holds the public half of what signs too, and has it first."""

    signing: Ed25519PrivateKey
    published: tuple[PublicKey, ...]

    @property
    def current(self) -> PublicKey:
        return self.published[0]


def base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def keys(home: Path, outside: Path | None = None) -> Keys:
    """All keys; the first is made when they are first asked for.

    :param outside: a file with the key that signs, where it is none of the hub's own.
    :raises UnusableKey: a file holds none.
    """
    folder = home / FOLDER
    with _turn(folder):
        signing = _private(outside) if outside else _own(folder)
        return _with(folder, signing)


def rotate(home: Path) -> Keys:
    """A new key signs from now on; the private half of the one before is gone, and its public half stays published."""
    folder = home / FOLDER
    with _turn(folder):
        if (folder / _SIGNING).exists():
            _remember(folder, _public_of(_private(folder / _SIGNING)))
        return _with(folder, _made(folder))


def forget(home: Path, name: str) -> None:
    """Publish a key no longer: nothing that was signed with it is accepted by anybody from then on.

    :raises NotFound: no retired key has this name.
    """
    folder = home / FOLDER
    with _turn(folder):
        known = {_read_public(path).name: path for path in folder.glob(f"*{_PUBLIC}")}
        signing = _public_of(_private(folder / _SIGNING)).name if (folder / _SIGNING).exists() else ""
        if name not in known or name == signing:
            raise NotFound(f"No retired key is called {name}. A key that signs has to be replaced first.")
        known[name].unlink()


def check(outside: Path) -> None:
    """:raises UnusableKey: it holds no private key of the right kind."""
    _private(outside)


def public_files(home: Path) -> list[Path]:
    """The public keys that are published, a file each; none where no key was ever needed."""
    return sorted((home / FOLDER).glob(f"*{_PUBLIC}"))


def signing_file(home: Path, outside: Path | None = None) -> Path | None:
    """The file with the key that signs; None where there is none yet."""
    own = home / FOLDER / _SIGNING
    return outside or (own if own.exists() else None)


def take_over(home: Path, signing: bytes | None, public: Sequence[bytes]) -> None:
    """Keep the keys of a hub that moves here: what it signed can be checked, and with ``signing`` it goes on signing.

    :raises UnusableKey: one of them is none; nothing is kept.
    """
    known = [_as_public(each, "a public key of the backup") for each in public]
    own = None if signing is None else _as_private(signing, "the key of the backup that signs")
    if own is None and not known:
        return
    folder = home / FOLDER
    with _turn(folder):
        for key in known:
            _remember(folder, key)
        if own is not None:
            if (folder / _SIGNING).exists():
                _remember(folder, _public_of(_private(folder / _SIGNING)))
            _keep(folder, own)
            _remember(folder, _public_of(own))


@contextmanager
def _turn(folder: Path) -> Iterator[None]:
    """One process at a time: two that make the first key at once agree on one."""
    folder.mkdir(mode=0o700, exist_ok=True)
    with (folder / ".turn").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _own(folder: Path) -> Ed25519PrivateKey:
    path = folder / _SIGNING
    return _private(path) if path.exists() else _made(folder)


def _made(folder: Path) -> Ed25519PrivateKey:
    made = Ed25519PrivateKey.generate()
    _keep(folder, made)
    return made


def _keep(folder: Path, key: Ed25519PrivateKey) -> None:
    told = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    _write(folder / _SIGNING, told, 0o600)


def _with(folder: Path, signing: Ed25519PrivateKey) -> Keys:
    current = _public_of(signing)
    _remember(folder, current)
    others = (_read_public(path) for path in sorted(folder.glob(f"*{_PUBLIC}")))
    return Keys(signing, (current, *(each for each in others if each != current)))


def _remember(folder: Path, key: PublicKey) -> None:
    path = folder / f"{key.name}{_PUBLIC}"
    if not path.exists():
        told = Ed25519PublicKey.from_public_bytes(key.raw).public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        _write(path, told, 0o644)


def _write(path: Path, content: bytes, mode: int) -> None:
    """All of it or nothing, also when the machine stops in between."""
    part = path.with_name(f".{path.name}.part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def _private(path: Path) -> Ed25519PrivateKey:
    return _as_private(_content(path), path)


def _as_private(content: bytes, where: object) -> Ed25519PrivateKey:
    try:
        key = serialization.load_pem_private_key(content, password=None)
    except (ValueError, TypeError) as error:
        raise UnusableKey(f"{where} cannot be read as a private key: {error}") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise UnusableKey(f"{where} holds a key of another kind: credentials are signed with Ed25519")
    return key


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UnusableKey(f"{path} cannot be read: {error}") from None


def _public_of(key: Ed25519PrivateKey) -> PublicKey:
    return PublicKey(key.public_key().public_bytes_raw())


def _read_public(path: Path) -> PublicKey:
    return _as_public(_content(path), path)


def _as_public(content: bytes, where: object) -> PublicKey:
    try:
        key = serialization.load_pem_public_key(content)
    except ValueError as error:
        raise UnusableKey(f"{where} cannot be read as a public key: {error}") from None
    if not isinstance(key, Ed25519PublicKey):
        raise UnusableKey(f"{where} holds a key of another kind: credentials are signed with Ed25519")
    return PublicKey(key.public_bytes_raw())
