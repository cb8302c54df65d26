"""The certificate: one page that can be heard, a code that leads to the check, and none of what does not stand."""

from itertools import pairwise

import pypdfium2
import pytest
from sqlalchemy import select

from evidencehub.accreditation import certificate_views
from evidencehub.accreditation.models import Accreditation
from evidencehub.shared.clock import utc_now
from evidencehub.shared.words import day
from tests.factories import a_project, a_result, an_evaluation
from tests.support.records import a_submission, decided, met_up_to
from tests.support.tagged_pdf import is_tagged, tags

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # a page is a page


@pytest.fixture
def read(client):
    """The certificate of a number, and its text on one line."""
    opened = []

    def certificate(number):
        answer = client.get(f"/accreditations/{number}/certificate.pdf")
        assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
        document = pypdfium2.PdfDocument(answer.data)
        opened.append(document)
        return document, " ".join(" ".join(page.get_textpage().get_text_bounded() for page in document).split())

    yield certificate
    for document in opened:
        document.close()


def test_a_certificate_says_what_is_accredited_and_where_that_is_checked(award, read):
    document, text = read(award.number)
    for said in (
        "Certificate of accreditation", "Standard 1 of 5", f"version {award.standard_version}",
        day(award.accredited_at), day(award.valid_until), f"how it stood on {day(utc_now())}", f"http://localhost/verify/{award.number}",
        "This judges the evidence, not the organisation",
    ):  # fmt: skip
        assert said in text, said
    assert len(document) == 1 and "Invented" not in text


def test_it_can_be_heard(award, read):
    document, _ = read(award.number)
    kinds = [kind for kind, _ in tags(document)]
    assert is_tagged(document) and document.get_metadata_value("Title") == "Certificate of accreditation"
    assert {"P", "H1", "Link"} <= set(kinds) and kinds.count("Figure") == 1, "the code is the only picture"
    levels = [int(kind[1:]) for kind in kinds if kind[:1] == "H" and kind[1:].isdigit()]
    assert levels[0] == 1 and all(after - before <= 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("becomes", ["withdrawn", "held", "replaced"])
def test_there_is_none_of_what_does_not_stand(request, client, session, case, award, becomes):
    address = f"/accreditations/{award.number}/certificate.pdf"
    client.sign_in(case.member)
    assert address in client.get(f"/submissions/{case.submission.id}/letter").text, "a team finds it with its letter"
    request.getfixturevalue(becomes)()
    refused = client.get(address)
    assert refused.status_code == 410 and "Papers that were given before hold no longer" in refused.text
    for page in (f"/submissions/{case.submission.id}/letter", f"/accreditations/{award.number}"):
        assert address not in client.get(page).text, page
    if becomes == "held":
        request.getfixturevalue("released")()
        assert client.get(address).status_code == 200


def test_an_expired_one_says_that_nobody_rechecked_it(award, read, expired):
    expired()
    _, text = read(award.number)
    assert "not rechecked since" in text and "Until:" not in text


def test_of_an_invented_case_it_says_so_at_its_top(session, read):
    project = a_project(session, slug="invented", demo=True, name="名 and *bold*")
    a_result(session, an_evaluation(session, project))
    sent = a_submission(session, project)
    decided(session, sent, met_up_to(sent, 1))
    session.commit()
    _, text = read(session.scalar(select(Accreditation.number)))
    assert "Certificate of accreditation" not in text
    assert "Invented example: this project does not exist, and this is no certificate" in text and "*bold*" in text


def test_so_many_are_made_for_one_address_in_a_minute(client, award, monkeypatch):
    monkeypatch.setattr(certificate_views, "A_MINUTE", 0)
    slow = client.get(f"/accreditations/{award.number}/certificate.pdf")
    assert slow.status_code == 429 and "Wait a minute" in slow.text
    assert client.get("/accreditations/2026-9999/certificate.pdf").status_code == 429, "asked before anything is read"
