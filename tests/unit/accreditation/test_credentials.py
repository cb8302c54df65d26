"""Numbers as people type them, and what may be signed."""

import json
from pathlib import Path

import pytest
from openbadgeslib import ob3

from evidencehub.accreditation.credentials import keys as keeping
from evidencehub.accreditation.credentials import signing
from evidencehub.accreditation.credentials.issuer import Issuer, did_of
from evidencehub.accreditation.credentials.numbers import LENGTH, as_number, place
from evidencehub.shared.paths import PACKAGE


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("2026-0001", "2026-0001"), ("No. 2026 — 0001", "2026-0001"), ("2026/0001", "2026-0001"), ("", ""), ("?!", "")],
)
def test_a_number_is_read_as_people_type_it(typed, meant):
    assert as_number(typed) == meant


@pytest.mark.parametrize("number", ["2026-x", f"2026-{LENGTH}"])
def test_what_is_no_number_of_the_register_has_no_place_in_a_list(number):
    assert place("2026-0042") == (2026, 42)
    with pytest.raises(ValueError):
        place(number)


@pytest.mark.parametrize(
    ("address", "did"),
    [
        ("https://hub.example.org", "did:web:hub.example.org"),
        ("https://hub.example.org:8443/a/b", "did:web:hub.example.org%3A8443:a:b"),
        ("https://person:word@hub.example.org", "did:web:hub.example.org"),
    ],
)
def test_the_identifier_follows_from_the_address_and_holds_no_password(address, did):
    assert did_of(address) == did


@pytest.mark.parametrize("name", ["credentials-v2.json", "ob-v3p0-context-3.0.3.json"])
def test_contexts_are_those_that_others_have(name):
    ours = PACKAGE / "accreditation" / "credentials" / "contexts" / name
    assert json.loads(ours.read_text()) == json.loads((Path(ob3.__file__).parent / "contexts" / name).read_text())


def test_a_term_that_no_context_knows_is_not_signed(tmp_path):
    held = keeping.keys(tmp_path)
    said = {"@context": [signing.CREDENTIALS], "id": "urn:1", "type": ["VerifiableCredential", "Unheard"]}
    who = Issuer("did:web:hub.example.org", "Hub", "https://hub.example.org")
    with pytest.raises(ValueError, match="contexts do not know"):
        signing.with_proof(said | {"validFrom": "2026-01-01T00:00:00Z"}, who, held)
