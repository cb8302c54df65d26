"""Who issues credentials: the hub, by its address (did:web), and the document that says which keys are its own."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from evidencehub.accreditation.credentials.keys import PublicKey

_ED25519 = b"\xed\x01"  # the prefix of such a key by the table of multicodec
_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


@dataclass(frozen=True)
class Issuer:
    did: str
    name: str
    address: str

    def method(self, key: PublicKey) -> str:
        """How a proof names a key."""
        return f"{self.did}#{key.name}"

    def jwk_method(self, key: PublicKey) -> str:
        """The same key, in the form that a JWT is checked with."""
        return f"{self.did}#{key.name}-jwk"


def is_resolvable(base_url: str) -> bool:
    """Whether those who check can find an address's keys: did:web knows https alone."""
    return base_url.startswith("https://")


def did_of(base_url: str) -> str:
    """The identifier of an address: "did:web:hub.example.org%3A8443:below".

    Its document lies at /.well-known/did.json of a host, and at /below/did.json of a hub below a path.
    Source: W3C Credentials Community Group, did:web Method Specification, "Read (Resolve)"; from general knowledge, and
    held by the verifiers in the tests.
    """
    parts = urlsplit(base_url)
    host = parts.netloc.rpartition("@")[2].replace(":", "%3A")
    return ":".join(["did:web", host, *filter(None, parts.path.split("/"))])


def document(issuer: Issuer, published: Iterable[PublicKey]) -> dict[str, Any]:
    """The DID document: each key twice, as data integrity proofs need it and as JWTs do."""
    methods: list[dict[str, Any]] = []
    for key in published:
        multikey = {"type": "Multikey", "publicKeyMultibase": multibase(_ED25519 + key.raw)}
        jwk = {"type": "JsonWebKey", "publicKeyJwk": dict(key.jwk)}
        methods.append({"id": issuer.method(key), "controller": issuer.did, **multikey})
        methods.append({"id": issuer.jwk_method(key), "controller": issuer.did, **jwk})
    return {
        "@context": [
            "https://www.w3.org/ns/did/v1",
            "https://w3id.org/security/multikey/v1",
            "https://w3id.org/security/jwk/v1",
        ],
        "id": issuer.did,
        "verificationMethod": methods,
        "assertionMethod": [method["id"] for method in methods],
    }


def multibase(content: bytes) -> str:
    """ "z" and the bytes in base 58, the alphabet of Bitcoin."""
    number, letters = int.from_bytes(content), ""
    while number:
        number, digit = divmod(number, 58)
        letters = _BASE58[digit] + letters
    return f"z{'1' * (len(content) - len(content.lstrip(bytes(1))))}{letters}"
