"""Credentials, as verifiers of others see them: accepted, and refused once withdrawn, held, expired or changed.

Two verifiers that know nothing of this hub and of each other read what it serves: openbadgeslib, and the libraries of
Digital Bazaar under Node. Both get the hub's answers by their addresses, and nothing is fetched from elsewhere.
"""

import json
import shutil
import stat
import subprocess
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from openbadgeslib.ob3 import OB3LdpVerifier, OB3Verifier
from openbadgeslib.ob3.verifier import OB3VerificationError
from sqlalchemy import select
from werkzeug.test import Client

from evidencehub.accreditation.credentials import keys as keeping
from evidencehub.accreditation.credentials import signing
from evidencehub.accreditation.models import Accreditation
from evidencehub.cli import main
from evidencehub.shared.clock import utc_now
from evidencehub.shared.paths import PACKAGE
from tests.factories import a_project, a_result, an_evaluation
from tests.integration.catalogue.test_pages import WORSE, a_decided_project
from tests.support.records import a_submission, decided, met_up_to

BASE = "https://hub.example.org"
ROOT = PACKAGE.parent
NODE_SCRIPT = ROOT / "tests" / "support" / "verify-credentials.mjs"
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # what is looked at is what is served
REFUSED = {"withdrawn": "revocation", "replaced": "revocation", "held": "suspension"}


@pytest.fixture
def settings(settings):
    return replace(settings, base_url=BASE, development=False)


class World:
    """The hub as the rest of the world reaches it, by https and without cookies."""

    def __init__(self, app):
        self._client, self._base = Client(app, use_cookies=False), app.config["SETTINGS"].base_url

    def get(self, address, **more):
        """An address of the hub, or a path below its own."""
        parts = urlsplit(address if "://" in address else f"{self._base}{address}")
        assert f"{parts.scheme}://{parts.netloc}" == "{0.scheme}://{0.netloc}".format(urlsplit(self._base)), address
        return self._client.get(parts.path, base_url=f"{parts.scheme}://{parts.netloc}", **more)

    def download(self, address):
        answer = self.get(address)
        assert answer.status_code == 200, address
        return answer.data


@pytest.fixture
def world(app):
    return World(app)


def taken(world, award):
    """What somebody downloads on one day and keeps: the JSON and the JWT."""
    stem = f"/accreditations/{award.number}/credential"
    return json.loads(world.download(f"{stem}.json")), world.download(f"{stem}.jwt").decode()


def by_openbadgeslib(world, kept):
    """Why it refuses, for both forms; "" where it accepts."""
    credential, token = kept
    did = credential["issuer"]["id"]
    ways = (
        lambda: OB3Verifier.for_issuer_did(did, download=world.download).verify(
            token, check_status=True, download=world.download
        ),
        lambda: OB3LdpVerifier.for_issuer_did(did, download=world.download).verify(
            json.dumps(credential), check_status=True, verify_status_list=False, download=world.download
        ),
    )
    return [_reason(way) for way in ways]


def _reason(way):
    try:
        way()
    except OB3VerificationError as error:
        return str(error)
    return ""


def by_digital_bazaar(world, credential):
    """What its verifier says of the JSON, status lists and their proofs included."""
    addresses = [
        f"{BASE}/.well-known/did.json",
        *(each["statusListCredential"] for each in credential["credentialStatus"]),
    ]
    web = {address: world.download(address).decode() for address in addresses}
    done = subprocess.run(
        [shutil.which("node"), NODE_SCRIPT], input=json.dumps({"credential": credential, "web": web}),
        capture_output=True, text=True, timeout=120, check=True, cwd=ROOT,
    )  # fmt: skip
    return json.loads(done.stdout)


def test_openbadgeslib_accepts_a_credential_as_json_and_as_jwt(world, award):
    assert by_openbadgeslib(world, taken(world, award)) == ["", ""]


@pytest.mark.parametrize("becomes", ["withdrawn", "replaced", "held"])
def test_one_that_was_downloaded_before_is_refused_at_once(request, world, award, becomes):
    kept = taken(world, award)
    assert by_openbadgeslib(world, kept) == ["", ""]
    request.getfixturevalue(becomes)()
    reasons = by_openbadgeslib(world, kept)
    assert all(f"status '{REFUSED[becomes]}' is set" in each for each in reasons), reasons
    for form in ("credential.json", "credential.jwt", "badge-with-credential.svg"):
        gone = world.get(f"/accreditations/{award.number}/{form}")
        assert gone.status_code == 410 and "hold no longer" in gone.text
    if becomes == "held":
        request.getfixturevalue("released")()
        assert by_openbadgeslib(world, kept) == ["", ""]


@pytest.mark.parametrize("base", ["https://hub.example.org/below", "https://hub.example.org:8443"])
def test_a_hub_below_a_path_or_on_a_port_is_found_where_did_web_says(make_app, settings, session, award, base):
    world = World(make_app(replace(settings, base_url=base)))
    kept = taken(world, award)
    assert kept[0]["issuer"]["id"] == "did:web:hub.example.org" + (":below" if base.endswith("w") else "%3A8443")
    assert by_openbadgeslib(world, kept) == ["", ""]


@pytest.mark.node
def test_digital_bazaar_accepts_it_and_refuses_it_once_it_is_withdrawn_or_changed(world, award, withdrawn):
    credential, _ = taken(world, award)
    assert by_digital_bazaar(world, credential) == {"accepted": True, "set": [], "error": ""}
    for change in ({"validUntil": "2099-01-01T00:00:00Z"}, {"name": "Standard 5"}):
        found = by_digital_bazaar(world, credential | change)
        assert not found["accepted"] and "Invalid signature" in found["error"]
    withdrawn()
    assert by_digital_bazaar(world, credential) == {"accepted": False, "set": ["revocation"], "error": ""}


def test_a_changed_letter_is_seen(world, award):
    credential, token = taken(world, award)
    head, body, signature = token.split(".")
    other = "A" if body[100] != "A" else "B"
    changed = f"{head}.{body[:100]}{other}{body[101:]}.{signature}"
    subject = credential["credentialSubject"] | {"id": f"{BASE}/projects/another"}
    reasons = by_openbadgeslib(world, (credential | {"credentialSubject": subject}, changed))
    assert len(reasons) == 2 and all(reasons), reasons


def test_after_its_last_day_it_is_refused_without_asking_us(session, world, award):
    award.accredited_at, award.valid_until = utc_now() - timedelta(days=30), utc_now() - timedelta(days=1)
    session.commit()
    reasons = by_openbadgeslib(world, taken(world, award))
    assert all("expired" in each for each in reasons), reasons


def test_it_says_what_the_record_says(session, world, award):
    credential, _ = taken(world, award)
    subject = credential["credentialSubject"]
    assert credential["issuer"]["id"] == "did:web:hub.example.org"
    assert subject["id"] == f"{BASE}/projects/{award.project.slug}" and subject["type"] == ["AchievementSubject"]
    assert subject["achievement"]["achievementType"] == "QualityAssuranceCredential"
    assert subject["achievement"]["name"].startswith("Five Standards, Standard 1")
    assert credential["evidence"][0]["id"] == f"{BASE}/accreditations/{award.number}"
    standard = world.get(urlsplit(subject["achievement"]["criteria"]["id"]).path).text
    targets = [urlsplit(each["targetUrl"]).fragment for each in subject["achievement"]["alignment"]]
    assert targets and all(f'id="{each}"' in standard for each in targets), "each leads to its question"
    assert credential["validFrom"] == signing.at(award.accredited_at)
    assert credential["validUntil"] == signing.at(award.valid_until)


def test_a_null_result_has_the_credential_of_how_well_it_was_studied(session, world):
    project = a_decided_project(session, rank=3, effects="not-met", result=WORSE, slug="camp")
    award = session.scalar(select(Accreditation).where(Accreditation.project_id == project.id))
    session.commit()
    credential, _ = taken(world, award)
    assert "Standard 3 of 5" in credential["name"] and "some results got worse" in credential["description"]
    assert "Standard 3" in credential["evidence"][0]["narrative"]
    effects = {"po3.7"} & {each["targetCode"] for each in credential["credentialSubject"]["achievement"]["alignment"]}
    assert not effects


def test_of_an_invented_case_there_is_none(session, world):
    project = a_project(session, slug="invented", demo=True)
    a_result(session, an_evaluation(session, project))
    sent = a_submission(session, project)
    decided(session, sent, met_up_to(sent, 1))
    session.commit()
    number = session.scalar(select(Accreditation.number))
    for form in ("credential.json", "credential.jwt", "badge-with-credential.svg"):
        refused = world.get(f"/accreditations/{number}/{form}")
        assert refused.status_code == 404 and "there is no credential of it" in refused.text
    page = world.get(f"/accreditations/{number}").text
    assert "credential.json" not in page


def test_the_badge_can_carry_its_credential(world, award):
    svg = world.download(f"/accreditations/{award.number}/badge-with-credential.svg")
    assert OB3Verifier.extract_token_from_svg(svg) == taken(world, award)[1]


def test_pages_lead_to_it_for_people_and_for_programs(world, award):
    page = world.get(f"/accreditations/{award.number}").text
    assert f'href="{BASE}/accreditations/{award.number}/credential.json"' in page
    told = json.loads(page.partition('<script type="application/ld+json">')[2].partition("</script>")[0])
    assert (told["@type"], told["certificationIdentification"]) == ("Certification", award.number)
    assert told["certificationStatus"] == "CertificationActive"
    assert told["encoding"]["contentUrl"] == f"{BASE}/accreditations/{award.number}/credential.json"
    shown = world.get(f"/accreditations/{award.number}/badge").text
    assert "credential.jwt" in shown and "badge-with-credential.svg" in shown and "/verify/credentials" in shown
    assert "did:web:hub.example.org" in world.get("/verify/credentials").text


def test_it_is_the_same_file_each_time_and_nothing_is_fetched_for_it(world, award, monkeypatch):
    before = taken(world, award)
    monkeypatch.setattr("socket.create_connection", None)
    signing._kept.cache_clear()
    assert taken(world, award) == before


# Keys


def test_the_key_is_made_once_and_only_its_owner_reads_it(world, award, settings):
    taken(world, award)
    path = settings.home / keeping.FOLDER / "signing.pem"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600 and stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    first = path.read_bytes()
    taken(world, award)
    assert path.read_bytes() == first


@pytest.fixture
def run(settings, monkeypatch, capsys):
    def command(*words):
        monkeypatch.setenv("EVIDENCEHUB_HOME", str(settings.home))
        monkeypatch.setenv("EVIDENCEHUB_DATABASE_URL", settings.database_url)
        monkeypatch.setenv("EVIDENCEHUB_BASE_URL", BASE)
        capsys.readouterr()
        try:
            main(["credentials", *words])
        except SystemExit as ended:
            return ended.code, "".join(capsys.readouterr())
        return 0, "".join(capsys.readouterr())

    return command


@pytest.mark.parametrize("name", ["-ynobody-s", "--yes-of-nobody", "nobody-s"])
def test_a_key_that_is_not_there_is_said_to_be_not_there_whatever_its_name_begins_with(run, name):
    code, said = run("forget", name, "--yes")
    assert code == 1 and f"No retired key is called {name}" in said


def test_what_an_old_key_signed_stays_valid_until_that_key_is_forgotten(world, award, run):
    old = taken(world, award)
    listed = json.loads(run("keys", "--json")[1])
    assert [each["signs"] for each in listed] == [True]
    assert run("forget", listed[0]["name"], "--yes")[0] == 1, "the one that signs is replaced first"
    assert run("rotate")[0] == 0
    new = taken(world, award)
    assert new[0]["proof"]["verificationMethod"] != old[0]["proof"]["verificationMethod"]
    assert by_openbadgeslib(world, new) == ["", ""], "pages that were kept with the old key are dropped"
    assert by_openbadgeslib(world, (old[0], new[1])) == ["", ""]
    assert run("keys")[1].split()[1:] == ["signs", listed[0]["name"], "retired"]
    code, told = run("forget", listed[0]["name"], "--yes")
    assert code == 0 and "published no longer" in told
    assert "has no verificationMethod" in by_openbadgeslib(world, (old[0], new[1]))[1]
    assert run("forget", "nobody", "--yes")[0] == 1


def test_a_key_from_outside_signs_and_is_remembered(app, settings, world, award, tmp_path):
    outside = tmp_path / "mounted.pem"
    other = tmp_path / "other"
    other.mkdir()
    keeping.keys(other)
    shutil.copy(other / keeping.FOLDER / "signing.pem", outside)
    before = taken(world, award)[0]
    held = keeping.keys(settings.home, outside)
    assert held.current.name not in before["proof"]["verificationMethod"] and len(held.published) == 2
    assert [each.name for each in keeping.keys(settings.home).published][1] == held.current.name, "should it go again"
    outside.write_text("no key")
    with pytest.raises(keeping.UnusableKey, match="cannot be read"):
        keeping.check(outside)
