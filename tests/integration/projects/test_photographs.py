"""Photographs in a file are pointed out by page before it is public, to its team and the editor, who decide."""

import io

import pytest
from pypdfium2 import PdfDocument
from sqlalchemy import select

from evidencehub.cli import worker
from evidencehub.projects.disclosure import queries
from evidencehub.projects.disclosure.models import SeenInDocument
from evidencehub.projects.disclosure.pointing_out import Kind
from evidencehub.projects.models import Document
from evidencehub.projects.redaction import files as redacting
from evidencehub.projects.redaction.approving import Approval
from evidencehub.shared.clock import utc_now
from evidencehub.shared.files import FileStore
from tests.factories import a_person, a_project, an_evaluation, an_organisation
from tests.factories_disclosure import a_report
from tests.factories_review import a_case_in_review
from tests.integration.extraction.test_looking import a_pdf_of
from tests.integration.projects.test_finds_set_aside import signed_in, ticked
from tests.support.documents import a_pdf, words
from tests.support.pictures import NOTES, a_chart, a_photograph, a_scanned_page, as_jpeg, as_png

FILE = a_pdf_of((as_png(a_chart()), a_photograph(with_notes=True)), (as_jpeg(a_scanned_page()),))
PHOTOGRAPH = "Picture of 240 by 160 dots"


@pytest.fixture
def uploaded(app, session):
    """A report with a chart and a photograph on its first page, and a scan as its second; read by the worker."""
    team = an_organisation(session)
    evaluation, person = an_evaluation(session, a_project(session, team)), a_person(session, team)
    session.commit()
    client = signed_in(app, person)
    answer = client.post(
        f"/team/evaluations/{evaluation.id}/documents", data={"file": (io.BytesIO(with_words(FILE)), "report.pdf")}
    )
    assert answer.status_code == 303
    worker.run_due(app)
    session.rollback()
    return session.scalar(select(Document)), client


def with_words(content):
    """The same file with a page of words behind its own."""
    made = PdfDocument.new()
    for each in (content, a_pdf(words("Attendance rose. Amara Blake wrote this."))):
        made.import_pages(PdfDocument(each))
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def test_the_worker_keeps_what_it_saw_and_the_team_reads_it_by_page(session, uploaded):
    document, team = uploaded
    page = " ".join(team.get(f"/team/documents/{document.id}/public").text.split())
    for told in (PHOTOGRAPH, "May be a photograph", *NOTES, "Written into a picture’s file", "Amara Blake"):
        assert told in page
    assert "Page 2 is one picture, such as a scan. We cannot tell the photographs in it apart" in page
    assert "We could not look at" not in page and "We have not looked at the pictures" not in page
    found = queries.pointed_out(session, document.id)
    assert [find.kind for find in found.left] == [Kind.PHOTOGRAPH, *[Kind.BESIDE_PICTURE] * 4, Kind.NAME]
    assert [find.page for find in found.left] == [1] * 5 + [3]


def test_a_person_says_that_one_is_harmless_and_a_decision_needs_a_word_while_one_is_left(session, uploaded):
    document, team = uploaded
    address = f"/team/documents/{document.id}"
    choice = {"who": "everybody", "what": "text", "looked": "y", "note": ""}
    assert "Say what you decided about what we point out" in team.post(f"{address}/public", data=choice).text
    keys = ticked(team.get(f"{address}/public").text)
    assert team.post(f"{address}/finds", data={"aside": keys}).status_code == 303
    page = team.get(f"{address}/public").text
    assert "Nothing is left to look at." in page and "6 places were marked as harmless" in page
    assert "Page 2 is one picture" in " ".join(page.split())


def test_a_file_that_was_read_before_says_that_nobody_looked_and_the_editor_reads_the_same(app, session, settings):
    shown = a_report(session, FileStore(settings.files_url), a_case_in_review)
    editor = signed_in(app, shown.case.editor)
    address = f"/cases/{shown.case.submission.id}/files/1/public"
    assert "We have not looked at the pictures in this file" in editor.get(address).text
    session.add(SeenInDocument(document_id=shown.document.id, page=1, kind=Kind.PHOTOGRAPH, words=PHOTOGRAPH))
    shown.document.pictures_unseen = 2
    session.commit()
    page = editor.get(address).text
    assert PHOTOGRAPH in page and "We could not look at 2 pictures in this file" in page


def test_a_file_that_is_redacted_takes_what_was_seen_in_it_along(session, uploaded):
    document, _ = uploaded
    assert session.scalars(select(SeenInDocument)).all()
    approved = Approval(a_person(session, is_editor=True), a_person(session, is_admin=True), "A photograph of a child")
    redacting.redact(session, redacting.with_content(session, str(document.id)), approved, now=utc_now())
    assert not session.scalars(select(SeenInDocument)).all() and document.pictures_unseen is None
