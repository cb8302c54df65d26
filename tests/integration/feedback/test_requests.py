"""“I need evidence on …”: asking without an account, the editors' desk, and where everybody meets what was asked."""

import csv
import io

import pytest
from sqlalchemy import select

from evidencehub.feedback.requests.models import EvidenceRequest
from evidencehub.feedback.requests.states import RequestState
from evidencehub.shared.audit import AuditEntry
from evidencehub.shared.mail import Mail
from tests.factories import a_person, an_editor

ASKED = {
    "outcome": "attendance", "population": "young-people-12-15", "role": "practitioner",
    "text": "Does a bus pass bring pupils back?\nWe have 40 who live far out.", "email": "amara@example.org",
}  # fmt: skip
NEW, LIST, DESK = "/evidence-requests/new", "/evidence-requests", "/admin/evidence-requests"


@pytest.fixture
def editor(app, session):
    """An editor's own browser."""
    made = an_editor(session)
    session.commit()
    browser = app.test_client()
    browser.sign_in(made)
    return browser


@pytest.fixture
def asked(client, editor, session):
    assert client.post(NEW, data=ASKED).status_code == 303
    return the_request(session)


def the_request(session):
    session.rollback()
    return session.scalars(select(EvidenceRequest)).one()


def mails(session, about):
    session.rollback()
    return session.scalars(select(Mail).where(Mail.about == about)).all()


def test_somebody_without_an_account_asks_and_nobody_reads_it_until_an_editor_did(client, editor, session, asked):
    assert asked.state is RequestState.WAITING
    assert "bus pass" not in client.get(LIST).text and "bus pass" not in client.get("/gap-map").text
    assert "bus pass" in editor.get(DESK).text
    editor.post(f"{DESK}/{asked.id}/publish")
    page = client.get(f"{LIST}?outcome=school-attendance").text
    assert "Does a bus pass bring pupils back?" in page and "Nothing found yet" in page
    assert "amara@example.org" not in page


def test_an_editor_is_told_once_and_who_asked_when_it_is_public_and_when_it_is_answered(client, editor, session, asked):
    client.post(NEW, data=ASKED | {"text": "And a second one?"})
    (told,) = mails(session, "request.waiting")
    assert DESK in told.body
    first = session.scalars(select(EvidenceRequest).order_by(EvidenceRequest.sent_at)).first()
    editor.post(f"{DESK}/{first.id}/publish")
    (public,) = mails(session, "request.published")
    assert public.to == "amara@example.org" and f"request-{first.id}" in public.body
    editor.post(f"{DESK}/{first.id}/answer", data={"answer": "Yes: see /projects/bus-pass"})
    (answered,) = mails(session, "request.answered")
    assert "see /projects/bus-pass" in answered.body
    assert session.get(EvidenceRequest, first.id).words.email == "", "it is forgotten with the last mail"
    page = client.get(LIST).text
    assert "What was found" in page and "see /projects/bus-pass" in page


def test_a_refused_request_is_kept_from_the_public_with_a_reason_and_can_be_taken_down_later(
    client, editor, session, asked
):
    assert editor.post(f"{DESK}/{asked.id}/refuse", data={"reason": ""}).status_code == 422
    editor.post(f"{DESK}/{asked.id}/publish")
    assert "bus pass" in client.get(LIST).text
    editor.post(f"{DESK}/{asked.id}/refuse", data={"reason": "It names a school."})
    assert "bus pass" not in client.get(LIST).text
    (told,) = mails(session, "request.refused")
    assert "It names a school." in told.body
    assert the_request(session).words.email == ""


def test_the_map_says_how_many_ask_in_the_square_its_area_and_its_file(client, editor, session, asked):
    assert "person asks" not in client.get("/gap-map").text
    editor.post(f"{DESK}/{asked.id}/publish")
    for page in ("/gap-map", "/gap-map?outcome=school-attendance"):
        assert client.get(page).text.count("1 person asks") == 1
    rows = csv.DictReader(io.StringIO(client.get("/gap-map.csv").get_data(as_text=True).removeprefix("\ufeff")))
    wanted = {(row["row"], row["column"]) for row in rows if row["requests"] == "1"}
    assert wanted == {("Young people aged 12 to 15", "School attendance")}
    editor.post(f"{DESK}/{asked.id}/answer", data={"answer": "Found."})
    assert "person asks" not in client.get("/gap-map").text, "nobody waits any more"


def test_the_file_of_the_map_has_a_row_for_those_who_ask_about_anybody(client, editor, session, asked):
    the_request(session).population = ""
    session.commit()
    editor.post(f"{DESK}/{asked.id}/publish")
    assert "1 person asks" in client.get("/gap-map").text
    answer = client.get("/gap-map.csv", headers={"Host": "elsewhere.example"})
    rows = list(csv.DictReader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"))))
    assert [(row["row"], row["column"], row["studies"]) for row in rows if row["requests"] == "1"] == [
        ("Anybody", "School attendance", "")
    ]


def test_a_link_from_a_search_or_a_square_fills_the_form_in(client):
    page = client.get(f"{NEW}?outcome=attendance&population=young-people-12-15").text
    assert 'value="attendance" selected' in page and 'value="young-people-12-15" selected' in page
    assert "selected" not in client.get(f"{NEW}?outcome=made-up").text.split('id="outcome"')[1].split("</select>")[
        0
    ].replace('value="" selected', "")
    assert f"{NEW}?" in client.get("/search?q=zzzz").text or f'href="{NEW}"' in client.get("/search?q=zzzz").text


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"outcome": ""}, "Choose what should change"),
        ({"outcome": "made-up"}, "Not a valid choice"),
        ({"text": " "}, "Say what you need to know"),
        ({"text": "x" * 1001}, "1,000 characters or fewer"),
        ({"role": ""}, "Choose which of these fits you best"),
        ({"email": "amara"}, "Enter an email address in the right format"),
    ],
)
def test_what_is_missing_or_wrong_is_told_and_nothing_typed_is_lost(client, session, wrong, told):
    answer = client.post(NEW, data=ASKED | wrong)
    assert answer.status_code == 422 and told in answer.text
    if "text" not in wrong:
        assert "We have 40 who live far out." in answer.text
    assert session.scalars(select(EvidenceRequest)).all() == []


def test_one_address_asks_six_times_in_a_quarter_of_an_hour(client, session):
    sent = [client.post(NEW, data=ASKED | {"email": ""}).status_code for _ in range(7)]
    assert sent == [303] * 6 + [422]


def test_only_editors_and_admins_reach_the_desk(app, session, asked):
    person = a_person(session)
    session.commit()
    for browser in (app.test_client(), app.test_client()):
        if person:
            browser.sign_in(person)
        for path in (DESK, f"{DESK}/{asked.id}", f"{DESK}/{asked.id}/answer"):
            assert browser.get(path).status_code in {302, 303, 403, 404}
        assert browser.post(f"{DESK}/{asked.id}/publish").status_code in {302, 303, 403, 404}
        person = None
    assert the_request(session).state is RequestState.WAITING


def test_each_act_leaves_an_entry_that_holds_no_word_of_it(editor, session, asked):
    editor.post(f"{DESK}/{asked.id}/publish")
    editor.post(f"{DESK}/{asked.id}/answer", data={"answer": "Found in a study."})
    session.rollback()
    entries = session.scalars(
        select(AuditEntry).where(AuditEntry.subject_type == "request").order_by(AuditEntry.number)
    ).all()
    assert [entry.action for entry in entries] == ["request.send", "request.publish", "request.answer"]
    assert not [entry for entry in entries if "bus" in str(entry.details) or "amara" in str(entry.details)]


def test_two_editors_at_once_do_not_both_answer(editor, session, asked):
    editor.post(f"{DESK}/{asked.id}/publish")
    editor.post(f"{DESK}/{asked.id}/refuse", data={"reason": "It names a school."})
    answer = editor.post(f"{DESK}/{asked.id}/answer", data={"answer": "Found in a study."})
    assert answer.status_code == 422 and "Found in a study." in answer.text
    assert the_request(session).state is RequestState.REFUSED
