"""Instruments and protocols: documents of their own kind with a caption, of a study or of a plan, on every face."""

from io import BytesIO

import pytest
from sqlalchemy import select

from evidencehub.accounts.queries import actor_for
from evidencehub.extraction import messages
from evidencehub.projects.document_kinds import DocumentKind
from evidencehub.projects.missing import evaluation_missing
from evidencehub.projects.models import Document, Submission
from evidencehub.projects.quota import used
from evidencehub.review import services
from evidencehub.review.queries import file_count, page_count
from evidencehub.shared.files import FileStore
from tests.factories import a_person, a_project, a_result, an_evaluation, an_organisation
from tests.factories_review import LATER, a_case_in_review, decide, grade, settle
from tests.support.documents import a_pdf, words

QUESTIONS = a_pdf(words("How often were you at school last week?"))
CAPTION = "School attendance questionnaire, for pupils"


@pytest.fixture
def project(client, session):
    team = an_organisation(session, name="Harbour Trust")
    made = a_project(session, team)
    a_result(session, an_evaluation(session, made))
    person = a_person(session, team)
    session.commit()
    client.sign_in(person)
    return made


def send_file(client, address, content=QUESTIONS, name="harbour-trust.pdf", **more):
    data = {"file": (BytesIO(content), name), **more}
    return client.post(address, data=data, content_type="multipart/form-data")


def addresses(project):
    return f"/team/evaluations/{project.evaluations[0].id}/documents", f"/team/projects/{project.id}/plan/documents"


def the_document(session):
    session.rollback()
    return session.scalar(select(Document))


@pytest.mark.parametrize("place", [0, 1], ids=["study", "plan"])
def test_an_instrument_is_taken_with_its_caption_read_shown_changed_and_taken_out(
    client, session, project, run_due, place
):
    address = addresses(project)[place]
    page = client.get(address).text
    assert 'name="kind"' in page and 'value="protocol"' in page
    assert ('value="report"' in page) is (place == 0), "a plan has no report"
    refused = send_file(client, address, kind="instrument", caption=" ")
    assert refused.status_code == 422 and "Say what the instrument or protocol is called" in refused.text
    assert "Choose the file again" in refused.text, "a browser does not keep the file for the next try"
    assert the_document(session) is None
    assert send_file(client, address, kind="instrument", caption=CAPTION).location == address
    run_due()
    document = the_document(session)
    assert (document.kind, document.caption, document.project.id) == (DocumentKind.INSTRUMENT, CAPTION, project.id)
    assert CAPTION in client.get(address).text
    assert "How often were you at school" in client.get(f"/team/documents/{document.id}").text
    about = f"/team/documents/{document.id}/about"
    assert f'value="{CAPTION}"' in client.get(about).text
    assert client.post(about, data={"kind": "protocol", "caption": "Protocol of 2024"}).location == address
    assert client.post(about, data={"kind": "nonsense", "caption": "x"}).status_code == 422
    document = the_document(session)
    assert (document.kind, document.caption) == (DocumentKind.PROTOCOL, "Protocol of 2024")
    assert client.post(f"/team/documents/{document.id}/remove").location == address
    assert "Protocol of 2024" not in client.get(address).text
    send_file(client, address, kind="annex")
    again = the_document(session)
    assert (again.id, again.removed_at, again.kind, again.caption) == (document.id, None, DocumentKind.ANNEX, "")


def test_an_instrument_is_no_report_and_counts_towards_the_room_of_the_team(client, session, project):
    study, plan = addresses(project)
    send_file(client, study, kind="instrument", caption=CAPTION)
    send_file(client, plan, kind="protocol", caption="Protocol")
    session.rollback()
    assert [gap.task for gap in evaluation_missing(project.evaluations[0])] == ["documents"]
    assert (used(session, project.organisation_id).files) == 2
    send_file(client, study, a_pdf(words("Attendance rose.")), "report.pdf")
    session.rollback()
    assert evaluation_missing(project.evaluations[0]) == []


def test_nobody_else_gets_at_a_document_of_a_plan(client, app, session, project):
    plan = addresses(project)[1]
    send_file(client, plan, kind="protocol", caption="Protocol")
    own = f"/team/documents/{the_document(session).id}"
    stranger, other = app.test_client(), app.test_client()
    person = a_person(session, an_organisation(session))
    session.commit()
    other.sign_in(person)
    for address in (plan, own, f"{own}/file", f"{own}/about", f"{own}/remove"):
        assert stranger.get(address).status_code in {302, 303}, address
        assert other.get(address).status_code == 404, address
    assert send_file(other, plan, kind="protocol", caption="x").status_code == 404


def test_what_is_sent_holds_kind_and_caption_and_the_file_of_the_plan(client, session, project):
    study, plan = addresses(project)
    send_file(client, study, kind="instrument", caption=CAPTION)
    send_file(client, study, a_pdf(words("Attendance rose.")), "report.pdf")
    send_file(client, plan, a_pdf(words("We will measure.")), "p.pdf", kind="protocol", caption="Protocol of 2024")
    page = client.get(f"/team/projects/{project.id}/send").text
    assert f"Instrument: {CAPTION}, harbour-trust.pdf" in page and "Protocol: Protocol of 2024, p.pdf" in page
    evaluation_id = str(project.evaluations[0].id)
    data = {"standard": "project-oracle", "agreed": "y", "no_names": "y", "evaluations": evaluation_id}
    assert client.post(f"/team/projects/{project.id}/send", data=data).status_code == 303
    session.rollback()
    submission = session.scalar(select(Submission))
    (of_plan,) = submission.frozen.body["project"]["plan_documents"]
    documents = submission.evaluation_versions[0].frozen.body["evaluation"]["documents"]
    assert (of_plan["kind"], of_plan["caption"]) == ("protocol", "Protocol of 2024")
    assert [(one["kind"], one["caption"]) for one in documents] == [("instrument", CAPTION), ("report", "")]
    public = client.get(f"/projects/{project.slug}").text
    assert CAPTION not in public and "Protocol of 2024" not in public, "before the decision"


def test_reviewers_see_kind_and_caption_under_a_neutral_name_and_everybody_the_caption_after_the_decision(
    app, session, settings
):
    files = FileStore(settings.files_url)
    member = a_person(session, an_organisation(session, name="Harbour Trust"))
    case = a_case_in_review(session, member=member, files=files, with_instruments=(CAPTION, "Protocol of 2024"))
    session.commit()
    reviewer = app.test_client()
    reviewer.sign_in(case.reviewers[0])
    own = f"/reviews/{case.assignments[0].id}"
    report = reviewer.get(f"{own}/report").text
    for shown in (
        "report.pdf",
        "instrument.pdf",
        f"Instrument: {CAPTION}",
        "protocol.pdf",
        "The plan of the project",
    ):
        assert shown in report, shown
    assert "famous-author" not in report
    for number, name in ((2, "instrument.pdf"), (3, "protocol.pdf")):
        assert reviewer.get(f"{own}/files/{number}").headers["Content-Disposition"] == f"attachment; filename={name}"
    assert reviewer.get(f"{own}/files/4").status_code == 404
    editor = app.test_client()
    editor.sign_in(case.editor)
    assert f"(Instrument: {CAPTION})" in editor.get(f"/cases/{case.submission.id}").text
    for assignment in case.assignments:
        grade(session, assignment, {"po2.8": "not-met"})
    session.commit()
    project, evaluation = case.submission.project, case.submission.evaluation_versions[0].evaluation
    anybody = app.test_client()
    assert CAPTION not in anybody.get(f"/projects/{project.slug}").text
    send_all(session, case)
    page = anybody.get(f"/evaluations/{evaluation.id}").text
    assert f"Instrument: {CAPTION}" in page and "A file is public" in page and "/documents/" not in page
    assert "Protocol: Protocol of 2024" in anybody.get(f"/projects/{project.slug}").text


def send_all(session, case):
    for assignment in case.assignments:
        services.send_findings(session, assignment, actor=actor_for(assignment.reviewer), now=LATER)
    settle(session, case)
    decide(session, case)
    session.commit()


def test_the_invitation_counts_all_files(app, session):
    case = a_case_in_review(session, with_instruments=(CAPTION, "Protocol"))
    session.commit()
    assert (file_count(session, case.submission), page_count(session, case.submission)) == (3, 9)


def test_reviewers_read_what_was_left_out_of_a_text_and_not_that_a_file_names_its_author(client, session):
    case = a_case_in_review(session)
    (document,) = case.submission.evaluation_versions[0].evaluation.documents
    document.notes = [messages.HIDDEN, messages.AUTHOR]
    session.commit()
    client.sign_in(case.reviewers[0])
    page = client.get(f"/reviews/{case.assignments[0].id}/report").text
    assert messages.HIDDEN in page and messages.AUTHOR not in page
