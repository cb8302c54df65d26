"""Tables that seem to have a row for each person: held when they are read, given to nobody before somebody looked."""

from io import BytesIO

import openpyxl
import pytest
from sqlalchemy import select

from evidencehub.projects.disclosure.holding import has_rows_of_people
from evidencehub.projects.models import Document
from evidencehub.review.queries import reports
from evidencehub.shared.audit import AuditEntry
from evidencehub.shared.files import FileStore
from evidencehub.shared.filetypes import CSV, DOCX, XLSX
from tests.factories import a_person, a_project, an_evaluation, an_organisation
from tests.factories_disclosure import Shown, a_report, agree, publish
from tests.factories_review import NOW, a_case_in_review

PEOPLE = [("Pupil name", "Class", "Score"), ("Amara B", "7", 12), ("Chloe D", "8", 9)]
SCHOOLS = [("School", "Pupils", "Attendance"), ("North", 120, 93.5), ("South", 95, 91.0)]
SAID = {"why": "Each row is a class.", "looked": "y"}


def as_csv(rows):
    return "\n".join(",".join(map(str, row)) for row in rows).encode()


def as_workbook(rows):
    book, kept = openpyxl.Workbook(), BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(kept)
    return kept.getvalue()


@pytest.fixture
def evaluation(client, session):
    team = an_organisation(session)
    made = an_evaluation(session, a_project(session, team))
    person = a_person(session, team)
    session.commit()
    client.sign_in(person)
    return made


def upload(client, evaluation, content, name):
    data = {"file": (BytesIO(content), name)}
    answer = client.post(f"/team/evaluations/{evaluation.id}/documents", data=data, content_type="multipart/form-data")
    answer.request.environ["wsgi.input"].close()
    return answer


def the_document(session):
    session.rollback()
    return session.scalars(select(Document)).one()


@pytest.mark.parametrize(
    ("content", "name", "is_held"),
    [
        (as_csv(PEOPLE), "people.csv", True),
        (as_workbook(PEOPLE), "people.xlsx", True),
        (as_csv(SCHOOLS), "schools.csv", False),
    ],
)
def test_the_worker_holds_a_table_of_people_when_it_has_read_it(
    client, session, evaluation, run_due, content, name, is_held
):
    assert upload(client, evaluation, content, name).status_code == 303
    run_due()
    document = the_document(session)
    assert document.is_held is is_held
    page = client.get(f"/team/evaluations/{evaluation.id}/documents").text
    assert ("Held: a row may be a person." in page) is is_held
    assert "held" in [each.rpartition(".")[2] for each in session.scalars(select(AuditEntry.action))] or not is_held


def test_numbers_of_single_people_hold_a_table_without_a_heading_and_reports_are_only_pointed_out():
    numbers = "\n".join(f"DOB: {day}/3/2012 | 7" for day in (1, 2, 3))
    assert has_rows_of_people(CSV.media_type, [numbers]) and has_rows_of_people(XLSX.media_type, [numbers])
    assert not has_rows_of_people(CSV.media_type, [numbers.rpartition("\n")[0]])
    assert not has_rows_of_people(DOCX.media_type, [numbers])


def test_a_team_says_why_no_row_is_a_person_once(client, session, evaluation, run_due):
    upload(client, evaluation, as_csv(PEOPLE), "people.csv")
    run_due()
    address = f"/team/documents/{the_document(session).id}/held"
    assert "Pupil name | Class | Score" in client.get(address).text
    for left_out, said in (("why", "Say how you know"), ("looked", "Confirm that you looked")):
        answer = client.post(address, data={key: value for key, value in SAID.items() if key != left_out})
        assert answer.status_code == 422 and said in answer.text
    assert client.post(address, data=SAID).status_code == 303
    document = the_document(session)
    assert not document.is_held and document.let_because == "Each row is a class." and document.let_by
    assert client.post(address, data=SAID).status_code == 409
    assert "Somebody looked on" in client.get(address).text


@pytest.fixture
def case(session, settings):
    made = a_case_in_review(session, files=FileStore(settings.files_url))
    made.submission.evaluation_versions[0].evaluation.documents[0].held_at = NOW
    session.commit()
    return made


def signed_in(app, person):
    browser = app.test_client()
    browser.sign_in(person)
    return browser


def test_reviewers_get_neither_text_nor_file_until_an_editor_has_looked(app, session, case):
    reviewer, editor = signed_in(app, case.reviewers[0]), signed_in(app, case.editor)
    seat, text = f"/reviews/{case.assignments[0].id}", "What stands on page 2 of the report."
    for page in ("report", "grade/1"):
        answer = reviewer.get(f"{seat}/{page}").text
        assert text not in answer
    assert "This table is held" in reviewer.get(f"{seat}/report").text
    assert reviewer.get(f"{seat}/files/1").status_code == 404
    desk = f"/cases/{case.submission.id}"
    assert f"{desk}/files/1/held" in editor.get(desk).text
    assert text in editor.get(f"{desk}/files/1?page=2").text and text in editor.get(f"{desk}/record").text
    assert reviewer.post(f"{desk}/files/1/held", data=SAID).status_code in {403, 404}
    assert editor.post(f"{desk}/files/1/held", data=SAID).status_code == 303
    assert text in reviewer.get(f"{seat}/report").text and reviewer.get(f"{seat}/files/1").status_code == 200
    assert "Each row is a class." in editor.get(desk).text


def test_it_cannot_be_made_public_and_is_not_where_it_was_agreed_before(client, session, settings, case):
    document = case.submission.evaluation_versions[0].evaluation.documents[0]
    with pytest.raises(Exception, match="row for each person"):
        agree(session, Shown(case, document, "", "", ""))
    session.rollback()
    shown = a_report(session, FileStore(settings.files_url))
    publish(session, shown)
    shown.document.held_at = NOW
    session.commit()
    assert client.get(shown.page).status_code == client.get(shown.file).status_code == 404


def test_reports_are_given_without_what_is_held_unless_an_editor_asks(session, case):
    (less,), (whole,) = reports(session, case.submission), reports(session, case.submission, with_held=True)
    assert less.pages == () and less.copy is None and whole.pages and whole.copy
