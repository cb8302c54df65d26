"""What a reviewer can show: counts by year of what is public, and nothing of whose work it was."""

import io
import zipfile
from dataclasses import replace

import pytest
from lxml import etree

from evidencehub.shared.settings import BadSetting, load_settings
from tests.factories_review import a_decided_case, a_frozen_case, decide

GIVEN = "orcid-generated:test-hub; A Test City; Testford; GB; https://ror.org/00example0"
NS = {"p": "http://www.orcid.org/ns/peer-review", "c": "http://www.orcid.org/ns/common"}
# In the order of ORCID's peer-review-3.0.xsd; what it says of the subject is left out.
IN_ORDER = [
    "reviewer-role", "review-identifiers", "review-type", "review-completion-date", "review-group-id",
    "convening-organization",
]  # fmt: skip


@pytest.fixture
def orcid_client(make_app, settings):
    parts = tuple(part.strip() for part in GIVEN.split(";"))
    return make_app(replace(settings, orcid=parts)).test_client()


def test_a_review_counts_once_its_case_is_public(session, client):
    case = a_frozen_case(session)
    session.commit()
    client.sign_in(case.reviewers[0])
    assert "Nothing stands here yet" in client.get("/reviews/thanks").text
    assert client.get("/reviews/thanks.pdf").status_code == 404
    decide(session, case)
    session.commit()
    page = " ".join(client.get("/reviews/thanks").text.split())
    assert "2026</th>" in page and ">1</td>" in page
    assert client.get("/reviews/thanks.pdf").data.startswith(b"%PDF")


def test_neither_page_nor_files_say_whose_work_it_was(session, orcid_client):
    case = a_decided_case(session)
    project, seat = case.submission.project, case.assignments[0]
    secret = [project.name, project.slug, str(project.id), str(case.submission.id), str(seat.id), seat.id.hex]
    session.commit()
    orcid_client.sign_in(case.reviewers[0])
    archive = zipfile.ZipFile(io.BytesIO(orcid_client.get("/reviews/orcid.zip").data))
    texts = [archive.read(name).decode() for name in archive.namelist()] + archive.namelist()
    texts += [orcid_client.get("/reviews/thanks").text, str(archive.infolist())]
    assert len(archive.namelist()) == 1
    assert [word for word in secret for text in texts if word in text] == []


def test_a_document_is_as_orcid_s_schema_has_it(session, orcid_client):
    case = a_decided_case(session)
    session.commit()
    orcid_client.sign_in(case.reviewers[0])
    first, again = (
        zipfile.ZipFile(io.BytesIO(orcid_client.get("/reviews/orcid.zip").data)).read("peer-review-2026-1.xml")
        for _ in range(2)
    )
    assert first == again, "the same review has the same identifier, so that nobody counts it twice"
    root = etree.fromstring(first)
    assert [etree.QName(one).localname for one in root] == IN_ORDER
    assert root.findtext("p:review-completion-date/c:year", namespaces=NS) == "2026"
    assert [etree.QName(one).localname for one in root.find("p:review-completion-date", NS)] == ["year"]
    assert root.findtext("p:review-group-id", namespaces=NS) == "orcid-generated:test-hub"
    assert root.findtext("p:review-identifiers/c:external-id/c:external-id-relationship", namespaces=NS) == "self"
    organisation = root.find("p:convening-organization", NS)
    assert [one.text for one in organisation.iter() if len(one) == 0] == [
        "A Test City", "Testford", "GB", "https://ror.org/00example0", "ROR",
    ]  # fmt: skip


def test_without_the_setting_there_is_no_file_and_the_page_says_so(session, client):
    case = a_decided_case(session)
    session.commit()
    client.sign_in(case.reviewers[0])
    assert client.get("/reviews/orcid.zip").status_code == 404
    assert "so there is no file for it" in " ".join(client.get("/reviews/thanks").text.split())


def test_somebody_else_sees_only_their_own(session, client):
    case = a_decided_case(session)
    session.commit()
    client.sign_in(case.editor)
    assert client.get("/reviews/thanks").status_code == 403
    client.sign_in(case.member)
    assert client.get("/reviews/thanks.pdf").status_code == 403


def test_the_setting_is_whole_or_refused(tmp_path):
    home = {"EVIDENCEHUB_HOME": str(tmp_path)}
    assert load_settings({**home, "EVIDENCEHUB_ORCID": GIVEN}).orcid[3] == "GB"
    assert load_settings(home).orcid is None
    for wrong in ("a-group", GIVEN.replace("GB", "Britain"), GIVEN.replace("Testford", ""), GIVEN + "; more"):
        with pytest.raises(BadSetting, match="five parts"):
            load_settings({**home, "EVIDENCEHUB_ORCID": wrong})
