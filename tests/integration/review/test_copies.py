"""What reviewers get of a file: a copy made by the worker, by no address the original, and words on what is gone."""

from io import BytesIO

import pytest
from sqlalchemy import select

from evidencehub.cli import worker
from evidencehub.extraction.cleaning.runner import VERSION
from evidencehub.projects.copies import making
from evidencehub.projects.copies.announcing import announce
from evidencehub.projects.copies.models import CleanCopy
from evidencehub.projects.models import Document
from evidencehub.projects.states import DocumentState
from evidencehub.shared import due
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.files import FileStore
from tests.factories import NOW
from tests.factories_review import a_case_in_review
from tests.support.crawling import STANDARDS, crawl
from tests.support.documents import a_pdf, words

NAME = b"Jane Holloway"


def a_report(author=NAME):
    """A page of text, with the author in the document's information."""
    info = b"7 0 obj<</Author(%s)>> endobj\n" % author
    content = a_pdf(words("We saw 84 pupils."))
    start = content.index(b"xref\n0 ")
    return content[:start] + info + content[start:].replace(b"/Root 1 0 R", b"/Root 1 0 R/Info 7 0 R")


@pytest.fixture
def case(app, session, settings):
    return a_case_in_review(session, files=FileStore(settings.files_url))


def put_in(session, settings, case, content):
    """The file of the case, as it was uploaded."""
    document = session.scalars(select(Document)).one()
    stored = FileStore(settings.files_url).put(BytesIO(content), max_bytes=10**6)
    document.sha256, document.size_bytes = stored.sha256, stored.size
    making.make_due(session, document)
    session.commit()
    return document


def work(app, settings):
    with app.app_context():
        return due.run(db.sessionmaker, {making.KIND: making.handler(settings, utc_now, announce)})


def signed_in(app, person):
    client = app.test_client()
    client.sign_in(person)
    return client


def test_the_reviewer_gets_the_copy_and_words_on_it_and_team_and_editor_the_file(app, session, settings, case):
    document = put_in(session, settings, case, original := a_report())
    address = f"/reviews/{case.assignments[0].id}"
    reviewer = signed_in(app, case.reviewers[0])
    before = reviewer.get(f"{address}/report").text
    assert "its copy for reviewers is being made" in " ".join(before.split()) and "Download report.pdf" not in before
    assert reviewer.get(f"{address}/files/1").status_code == 404, "never the file itself"
    assert work(app, settings) == 1
    page = " ".join(reviewer.get(f"{address}/report").text.split())
    assert "The author’s name was taken out of this copy." in page
    given = reviewer.get(f"{address}/files/1")
    assert given.status_code == 200 and NAME not in given.data and given.data.startswith(b"%PDF")
    assert given.content_length == len(given.data)
    for person, where in (
        (case.editor, f"/cases/{case.submission.id}/files/1/file"),
        (case.member, f"/team/documents/{document.id}/file"),
    ):
        assert signed_in(app, person).get(where).data == original, where
    shown = " ".join(signed_in(app, case.editor).get(f"/cases/{case.submission.id}/files/1").text.split())
    assert "Reviewers get a copy. The author’s name was taken out of this copy." in shown


def test_no_address_gives_a_reviewer_the_original_its_name_or_its_hash(app, session, settings, case):
    document = put_in(session, settings, case, a_report())
    work(app, settings)
    reviewer, own = signed_in(app, case.reviewers[0]), f"/reviews/{case.assignments[0].id}"
    pages = crawl(reviewer, own, f"{own}/report", f"{own}/grade/1", but=[STANDARDS])
    told = [NAME.decode(), document.sha256, document.file_name, "famous-author", str(document.id)]
    assert f"{own}/report" in pages and not [word for word in told for text in pages.values() if word in text]
    headers = str(reviewer.get(f"{own}/files/1").headers)
    assert not [word for word in [*told, "ETag", "Last-Modified"] if word in headers]
    for guessed in (
        f"/cases/{case.submission.id}/files/1", f"/cases/{case.submission.id}/files/1/file",
        f"/team/documents/{document.id}", f"/team/documents/{document.id}/file",
        f"/evaluations/{document.evaluation_id}/documents/{document.id}/file",
    ):  # fmt: skip
        assert reviewer.get(guessed).status_code in {403, 404}, guessed


def test_a_file_without_a_copy_is_read_as_text_and_the_editor_sees_why(app, session, settings, case):
    put_in(session, settings, case, b"%PDF-1.4 damaged by Jane Holloway")
    work(app, settings)
    reviewer, own = signed_in(app, case.reviewers[0]), f"/reviews/{case.assignments[0].id}"
    page = " ".join(reviewer.get(f"{own}/report").text.split())
    assert "You cannot download report.pdf" in page and "What stands on page 3 of the report." in page
    assert reviewer.get(f"{own}/files/1").status_code == 404
    editor = signed_in(app, case.editor)
    for where in (f"/cases/{case.submission.id}", f"/cases/{case.submission.id}/files/1"):
        assert "it is damaged, or built in a way that we do not know" in editor.get(where).text


def test_one_content_is_copied_once_and_a_redacted_one_never(app, session, settings, case):
    document = put_in(session, settings, case, a_report())
    making.make_due(session, document)
    session.commit()
    work(app, settings)
    copies = select(CleanCopy).where(CleanCopy.sha256 == document.sha256)
    first = session.scalars(copies).one()
    assert (first.taken, first.failed) == ({"author": 1}, "")
    document = put_in(session, settings, case, a_report(b"Somebody Else"))
    document.state = DocumentState.REDACTED
    session.commit()
    work(app, settings)
    assert session.get(CleanCopy, document.sha256) is None


def test_a_copy_from_which_less_was_taken_is_made_again_once(app, session, settings, case):
    document = put_in(session, settings, case, a_report())
    session.add(CleanCopy(
        sha256=document.sha256, copy_sha256=None, taken={}, failed="It is damaged", made_at=NOW, cleaning=VERSION - 1
    ))  # fmt: skip
    session.commit()
    worker.renew_copies(app)
    worker.renew_copies(app)
    work(app, settings)
    session.expire_all()
    made = session.get(CleanCopy, document.sha256)
    assert (made.taken, made.failed, made.cleaning) == ({"author": 1}, "", VERSION) and made.copy_sha256
    assert not making.has_older(session)
