"""A reader without an account reports a mistake; an editor answers; the page says what was put right."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from evidencehub.feedback.mistakes import reminding
from evidencehub.feedback.mistakes.models import Correction, MistakeReport
from evidencehub.feedback.mistakes.states import MistakeState
from evidencehub.shared import working_days
from evidencehub.shared.audit import AuditEntry
from evidencehub.shared.due import DueRow
from evidencehub.shared.mail import Mail
from evidencehub.shared.words import day
from tests.factories import a_person, a_project, a_result, an_editor, an_evaluation
from tests.support.records import a_submission, decided, met_up_to

SAID = {"text": "The year is 2012, not 2021.", "email": "reader@example.org"}


class Links:
    """Services know no addresses."""

    def report(self, made):
        return "report"

    def page(self, made):
        return "page"

    def mistakes(self):
        return "desk"


@pytest.fixture
def project(session):
    made = a_project(session, slug="steady")
    a_result(session, an_evaluation(session, made))
    sent = a_submission(session, made)
    decided(session, sent, met_up_to(sent, 2))
    session.commit()
    return made


def _sent(client, session, address="/projects/steady/mistake", **changes):
    answer = client.post(address, data={**SAID, **changes})
    assert answer.status_code == 303
    session.rollback()
    return session.scalars(select(MistakeReport).order_by(MistakeReport.sent_at.desc())).first(), answer


def test_anybody_reports_a_mistake_and_keeps_a_reference(client, session, project):
    an_editor(session)
    session.commit()
    page = client.get("/projects/steady").text
    assert 'href="/projects/steady/mistake"' in page
    made, answer = _sent(client, session)
    assert made.state is MistakeState.WAITING and made.words.text == SAID["text"]
    assert re.fullmatch(r"(\w{4}-){2}\w{4}", made.reference) and made.reference in answer.location
    shown = client.get(answer.location).text
    assert made.reference in shown and "An editor has not answered it yet." in shown
    entry = session.scalar(select(AuditEntry).where(AuditEntry.action == "mistake.report"))
    assert SAID["text"] not in str(entry.details) and "reader@" not in str(entry.details)
    (mail,) = session.scalars(select(Mail).where(Mail.about == "mistake.waiting"))
    assert SAID["text"] not in mail.body and "/admin/mistakes" in mail.body


def test_what_waits_is_seen_by_nobody_else(client, session, project):
    made, _ = _sent(client, session)
    project.name = "A draft's new name"
    session.commit()
    for address in (f"/reports/{made.reference}", "/projects/steady/mistake"):
        assert "draft" not in client.get(address).text  # what the team has not sent yet is nobody's business
    for address in ("/projects/steady", "/search?q=2012", f"/evaluations/{project.evaluations[0].id}"):
        assert "2012, not 2021" not in client.get(address).text
    person = a_person(session)
    session.commit()
    client.sign_in(person)
    for address in ("/admin/mistakes", f"/admin/mistakes/{made.id}"):
        assert client.get(address).status_code in {403, 404}
    assert client.get("/reports/AAAA-AAAA-AAAA").status_code == 404


def test_an_editor_corrects_it_the_page_says_so_and_the_reader_is_told(client, session, project):
    made, answer = _sent(client, session)
    assert "Corrected" not in client.get("/projects/steady").text
    editor = an_editor(session)
    session.commit()
    client.sign_in(editor)
    assert "2012, not 2021" in client.get("/admin/mistakes").text
    decided = {"act": "correct", "said": "The study is of 2012; the page said 2021.", "answer": "You are right."}
    assert client.post(f"/admin/mistakes/{made.id}", data=decided).status_code == 303
    client.post("/sign-out")
    session.rollback()
    page = client.get("/projects/steady").text
    assert "Corrected after a reader’s report: The study is of 2012; the page said 2021." in page
    shown = client.get(answer.location).text
    assert "You are right." in shown and "Corrected" in shown
    (mail,) = session.scalars(select(Mail).where(Mail.about == "mistake.corrected"))
    assert mail.to == "reader@example.org" and "You are right." in mail.body and "/projects/steady" in mail.body
    session.expire_all()
    made = session.scalar(select(MistakeReport))
    assert made.words.email == "" and made.decided_by == editor.id  # the address was for the answer
    actions = list(session.scalars(select(AuditEntry.action).where(AuditEntry.subject_type == "mistake")))
    assert actions == ["mistake.report", "mistake.correct"]


def test_a_correction_of_a_study_stands_on_its_page_and_on_its_projects(client, session):
    project = a_project(session, slug="elsewhere", source="wwc", external_id="17", source_as_of="2020-04")
    evaluation = an_evaluation(session, project, source="wwc", external_id="17-1")
    session.commit()
    made, _ = _sent(client, session, f"/evaluations/{evaluation.id}/mistake", email="")
    assert made.evaluation_id == evaluation.id
    editor = an_editor(session)
    session.commit()
    client.sign_in(editor)
    decided = {"act": "correct", "said": "The place was wrong.", "answer": "Thank you."}
    assert client.post(f"/admin/mistakes/{made.id}", data=decided).status_code == 303
    for address in (f"/evaluations/{evaluation.id}", "/projects/elsewhere"):
        assert "The place was wrong." in client.get(address).text
    assert not list(session.scalars(select(Mail).where(Mail.to == "")))  # nobody left an address


def test_an_answer_changes_no_page_and_can_still_become_a_correction(client, session, project):
    made, _ = _sent(client, session)
    editor = an_editor(session)
    session.commit()
    client.sign_in(editor)
    address = f"/admin/mistakes/{made.id}"
    missing = client.post(address, data={"act": "answer", "answer": ""})
    assert missing.status_code == 422 and "Write an answer" in missing.text
    both = client.post(address, data={"act": "correct", "answer": "", "said": ""})
    assert "Write an answer" in both.text and "Say what was corrected" in both.text
    assert client.post(address, data={"act": "answer", "answer": "The report says 2021."}).status_code == 303
    assert client.post(address, data={"act": "answer", "answer": "Again."}).status_code == 422
    assert session.scalar(select(Correction)) is None
    session.rollback()
    late = client.post(address, data={"act": "correct", "answer": "It was wrong after all.", "said": "The year."})
    assert late.status_code == 303
    assert "Corrected after a reader’s report: The year." in client.get("/projects/steady").text


def test_what_is_set_aside_gets_no_mail(client, session, project):
    made, _ = _sent(client, session)
    editor = an_editor(session)
    session.commit()
    client.sign_in(editor)
    assert client.post(f"/admin/mistakes/{made.id}", data={"act": "set-aside"}).status_code == 303
    assert not list(session.scalars(select(Mail).where(Mail.to == "reader@example.org")))


def test_the_form_says_what_is_missing_and_many_reports_at_once_are_held_back(client, session, project):
    address = "/projects/steady/mistake"
    empty = client.post(address, data={"text": "", "email": "nonsense"})
    assert empty.status_code == 422 and "Say what is wrong" in empty.text and "in the right format" in empty.text
    assert client.get("/projects/nowhere/mistake").status_code == 404
    for _ in range(6):
        _sent(client, session)
    held = client.post(address, data=SAID)
    assert held.status_code == 422 and "Wait 15 minutes" in held.text and SAID["text"] in held.text


def test_it_is_answered_within_twenty_working_days_and_editors_are_reminded(client, session, project):
    an_editor(session)
    session.commit()
    assert "within 20 working days" in client.get("/projects/steady/mistake").text
    made, answer = _sent(client, session)
    assert f"We answer by</dt><dd>{day(made.due_at)}" in client.get(answer.location).text
    assert made.due_at == reminding.answered_by(made.sent_at)
    assert working_days.start_of(20, after=made.sent_at) < made.due_at < working_days.start_of(21, after=made.sent_at)
    rows = session.scalars(select(DueRow).where(DueRow.kind == reminding.DUE).order_by(DueRow.due_at)).all()
    assert [row.due_at for row in rows] == [
        working_days.start_of(16, after=made.sent_at), made.due_at + timedelta(seconds=1),
    ]  # fmt: skip
    for row in rows:
        reminding.handler(Links(), lambda at=row.due_at: at).work([row.payload], None)(session)
    told = session.scalars(select(Mail).where(Mail.about == "mistake.still-waits").order_by(Mail.id)).all()
    assert sorted(mail.subject for mail in told) == [
        "A report of a mistake is late", f"Please answer a report of a mistake by {day(made.due_at)}",
    ]  # fmt: skip
    assert not any(SAID["text"] in mail.body for mail in told)


def test_what_is_late_says_so_and_what_is_answered_reminds_nobody(client, session, project):
    made, _ = _sent(client, session)
    made.due_at = made.sent_at - timedelta(days=1)
    editor = an_editor(session)
    session.commit()
    client.sign_in(editor)
    assert ">Late</strong>" in client.get("/admin/mistakes").text
    assert ">Late</strong>" in client.get(f"/admin/mistakes/{made.id}").text
    data = {"act": "answer", "answer": "It says 2012."}
    assert client.post(f"/admin/mistakes/{made.id}", data=data).status_code == 303
    session.rollback()
    assert ">Late</strong>" not in client.get("/admin/mistakes").text
    assert not session.scalars(select(DueRow).where(DueRow.kind == reminding.DUE)).all()


def test_what_waits_stands_on_the_editors_board_and_leaves_it_when_it_is_answered(client, session, project):
    made, _ = _sent(client, session)
    editor = an_editor(session)
    session.commit()
    client.sign_in(editor)
    page = client.get("/cases?kind=mistake").text
    assert f'href="/admin/mistakes/{made.id}"' in page and "Look at the page" in page and SAID["text"] not in page
    assert made.project.name in page and client.get("/cases").text.count(str(made.id)) == 1
    made.due_at = made.sent_at - timedelta(days=1)
    session.commit()
    assert str(made.id) in client.get("/cases?late=yes").text
    data = {"act": "answer", "answer": "It says 2012."}
    assert client.post(f"/admin/mistakes/{made.id}", data=data).status_code == 303
    assert str(made.id) not in client.get("/cases").text
