"""Signing a credential, in the two forms that Open Badges 3.0 has: a JWT, and a data integrity proof inside the JSON.

Sources: Open Badges 3.0, section 8 (read in part, by the examples of its published text); W3C Data Integrity EdDSA
Cryptosuites v1.0, eddsa-rdfc-2022 (general knowledge). That both are right is what independent verifiers say.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any

from evidencehub.accreditation.credentials.issuer import Issuer, multibase
from evidencehub.accreditation.credentials.keys import Keys, base64url
from evidencehub.shared.paths import PACKAGE

CREDENTIALS = "https://www.w3.org/ns/credentials/v2"
BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
_CONTEXTS = {CREDENTIALS: "credentials-v2.json", BADGES: "ob-v3p0-context-3.0.3.json"}
_INVENTED = "example.org/base"  # where PyLD puts a term that no context knows


def at(moment: datetime) -> str:
    """ "2026-05-03T09:30:00Z"."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def as_jwt(credential: Mapping[str, Any], issuer: Issuer, keys: Keys) -> str:
    """The credential as the claims of a JWT, with what a JWT calls its dates, issuer and subject beside them."""
    header = {"alg": "EdDSA", "typ": "JWT", "kid": issuer.jwk_method(keys.current), "jwk": dict(keys.current.jwk)}
    claims = {"iss": issuer.did, "jti": credential["id"], "nbf": _seconds(credential["validFrom"])}
    claims["sub"] = credential["credentialSubject"]["id"]
    if until := credential.get("validUntil"):
        claims["exp"] = _seconds(until)
    signed = f"{_part(header)}.{_part({**credential, **claims})}"
    return f"{signed}.{base64url(keys.signing.sign(signed.encode()))}"


def _part(value: Mapping[str, Any]) -> str:
    return base64url(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())


def _seconds(moment: str) -> int:
    return int(datetime.fromisoformat(moment).timestamp())


def with_proof(credential: Mapping[str, Any], issuer: Issuer, keys: Keys) -> dict[str, Any]:
    """The credential with a proof of the kind eddsa-rdfc-2022.

    The same bytes whenever it is signed anew with the same key: it says the day of the decision, not of the download.
    """
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": credential["validFrom"],
        "verificationMethod": issuer.method(keys.current),
        "proofPurpose": "assertionMethod",
    }
    digests = _digest({"@context": credential["@context"], **proof}) + _digest(credential)
    return {**credential, "proof": {**proof, "proofValue": multibase(keys.signing.sign(digests))}}


def _digest(document: Mapping[str, Any]) -> bytes:
    """Of the statements that a document makes, whatever the order and the names in which it makes them."""
    from pyld import jsonld  # a tenth of a second, and only who signs needs it

    statements: str = jsonld.normalize(
        dict(document),
        {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": _context, "base": ""},
    )
    if _INVENTED in statements:
        raise ValueError("a credential has a term that its contexts do not know")
    return hashlib.sha256(statements.encode()).digest()


def _context(address: str, _options: Mapping[str, Any]) -> dict[str, Any]:
    """Contexts come with the hub: nothing is fetched."""
    return {
        "contextUrl": None,
        "documentUrl": address,
        "document": _kept(address),
        "contentType": "application/ld+json",
    }


@cache
def _kept(address: str) -> Any:
    folder = PACKAGE / "accreditation" / "credentials" / "contexts"
    return json.loads((folder / _CONTEXTS[address]).read_text())


def baked(token: str) -> str:
    """A JWT as it lies inside a badge's picture (Open Badges 3.0, section 5.3: baked badges)."""
    return f'<openbadges:credential xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0" verify="{token}"/>'
