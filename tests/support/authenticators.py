"""A phone or a stick that keeps a passkey, in software: it answers what a page asks as a browser would."""

import hashlib
import json
import os

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

_USED = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV


class SoftwareAuthenticator:
    def __init__(self, origin="http://localhost", *, counts=True):
        self.origin, self.counts, self.counter = origin, counts, 0
        self.id, self._key = os.urandom(16), ec.generate_private_key(ec.SECP256R1())

    def create(self, options):
        """:param options: what the page says, as data; a JSON text comes back."""
        public = AttestedCredentialData.create(b"\0" * 16, self.id, ES256.from_cryptography_key(self._key.public_key()))
        data = self._data(options["publicKey"]["rp"]["id"], AuthenticatorData.FLAG.AT, public)
        answer = {"attestationObject": bytes(AttestationObject.create("none", data, {}))}
        return self._told("webauthn.create", options, answer)

    def get(self, options):
        assert websafe_encode(self.id) in {each["id"] for each in options["publicKey"]["allowCredentials"]}
        data, client = self._data(options["publicKey"]["rpId"], 0), self._client("webauthn.get", options)
        signed = self._key.sign(bytes(data) + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._told("webauthn.get", options, {"authenticatorData": bytes(data), "signature": signed})

    def _data(self, rp_id, flags, credential=b""):
        self.counter += self.counts
        return AuthenticatorData.create(
            hashlib.sha256(rp_id.encode()).digest(), _USED | flags, self.counter, credential
        )

    def _client(self, kind, options):
        return bytes(CollectedClientData.create(kind, options["publicKey"]["challenge"], self.origin))

    def _told(self, kind, options, answer):
        response = {"clientDataJSON": self._client(kind, options), **answer}
        return json.dumps(
            {"id": websafe_encode(self.id), "rawId": websafe_encode(self.id), "type": "public-key",
             "response": {name: websafe_encode(value) for name, value in response.items()}}
        )  # fmt: skip
