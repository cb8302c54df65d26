"""Practice notes: written without an account, read by an editor first, and never published where they tell of harm."""

import pytest
from sqlalchemy import select

from evidencehub.feedback.notes.models import PracticeNote
from evidencehub.feedback.notes.states import NoteState
from evidencehub.shared.audit import AuditEntry
from evidencehub.shared.mail import Mail
from tests.factories import a_person, an_editor
from tests.factories_review import a_decided_case

WRITTEN = {
    "did": "Two terms with 12 girls in a youth club.", "helped": "A room of our own.", "hindered": "Half-term.",
    "setting": "community", "role": "practitioner", "email": "amara@example.org",
}  # fmt: skip
DESK = "/admin/notes"


@pytest.fixture
def place(session):
    """The address of notes on a public project."""
    case = a_decided_case(session)
    session.commit()
    return f"/projects/{case.submission.project.slug}/notes"


@pytest.fixture
def editor(app, session):
    made = an_editor(session)
    session.commit()
    browser = app.test_client()
    browser.sign_in(made)
    return browser


def the_note(session):
    session.rollback()
    return session.scalars(select(PracticeNote)).one()


def mails(session, about):
    session.rollback()
    return session.scalars(select(Mail).where(Mail.about == about)).all()


def test_a_note_is_public_when_an_editor_says_so_and_its_writer_is_told_once(client, editor, session, place):
    assert client.post(f"{place}/new", data=WRITTEN).status_code == 303
    assert mails(session, "note.waiting") and not mails(session, "note.concern")
    assert "youth club" not in client.get(place).text
    assert "Tell others what helped" in client.get(place.removesuffix("/notes")).text
    assert "youth club" in editor.get(DESK).text
    editor.post(f"{DESK}/{the_note(session).id}/publish")
    page = client.get(place).text
    assert "Two terms with 12 girls" in page and "A room of our own." in page and "amara" not in page
    assert "1 note from somebody who did this" in client.get(place.removesuffix("/notes")).text
    (told,) = mails(session, "note.published")
    assert told.to == "amara@example.org" and "#note-" in told.body and "girls" not in told.body
    assert the_note(session).words.email == ""


def test_what_tells_of_harm_reaches_every_editor_at_once_and_is_never_published(client, editor, session, place):
    client.post(f"{place}/new", data=WRITTEN)
    answer = client.post(
        f"{place}/new", data=WRITTEN | {"did": "A boy was hurt.", "is_concern": "y"}, follow_redirects=True
    )
    assert "Every editor is told now" in answer.text
    editors = len(mails(session, "note.waiting"))
    assert len(mails(session, "note.concern")) == editors >= 1
    session.rollback()
    concern = session.scalars(select(PracticeNote).where(PracticeNote.is_concern)).one()
    desk = editor.get(DESK).text
    assert desk.index("A boy was hurt.") < desk.index("Two terms")
    assert "Publish it" not in editor.get(f"{DESK}/{concern.id}").text
    assert editor.post(f"{DESK}/{concern.id}/publish").status_code == 409
    session.rollback()
    assert session.get(PracticeNote, concern.id).state is NoteState.WAITING
    assert "A boy was hurt." not in client.get(place).text


def test_a_note_is_refused_with_a_reason_and_can_be_taken_down(client, editor, session, place):
    client.post(f"{place}/new", data=WRITTEN)
    address = f"{DESK}/{the_note(session).id}"
    assert editor.post(f"{address}/refuse", data={"reason": ""}).status_code == 422
    editor.post(f"{address}/publish")
    editor.post(f"{address}/refuse", data={"reason": "It names a club."})
    assert the_note(session).state is NoteState.REFUSED and "youth club" not in client.get(place).text
    assert "note from somebody" not in client.get(place.removesuffix("/notes")).text


@pytest.mark.parametrize(
    ("wrong", "told"),
    [({"did": ""}, "Say what you did"), ({"role": ""}, "Choose which of these"),
     ({"helped": "x" * 1001}, "1,000 characters"),
     ({"setting": "moon"}, "Not a valid choice"), ({"email": "amara"}, "in the right format")],
)  # fmt: skip
def test_what_is_wrong_is_told_and_nothing_typed_is_lost(client, session, place, wrong, told):
    answer = client.post(f"{place}/new", data=WRITTEN | wrong)
    assert answer.status_code == 422 and told in answer.text and "Half-term." in answer.text
    session.rollback()
    assert session.scalars(select(PracticeNote)).all() == []


def test_a_project_that_is_not_public_takes_no_notes(client, place):
    assert client.get("/projects/nowhere/notes").status_code == 404
    assert client.post("/projects/nowhere/notes/new", data=WRITTEN).status_code == 404


def test_only_editors_and_admins_reach_the_desk_and_entries_hold_no_words(app, client, session, editor, place):
    client.post(f"{place}/new", data=WRITTEN)
    written = the_note(session)
    person = a_person(session)
    session.commit()
    somebody = app.test_client()
    somebody.sign_in(person)
    for browser in (client, somebody):
        for path in (DESK, f"{DESK}/{written.id}"):
            assert browser.get(path).status_code in {302, 303, 403, 404}
        assert browser.post(f"{DESK}/{written.id}/publish").status_code in {302, 303, 403, 404}
    editor.post(f"{DESK}/{written.id}/publish")
    session.rollback()
    entries = session.scalars(
        select(AuditEntry).where(AuditEntry.subject_type == "note").order_by(AuditEntry.number)
    ).all()
    assert [entry.action for entry in entries] == ["note.send", "note.publish"]
    assert not [entry for entry in entries if "girls" in str(entry.details) or "amara" in str(entry.details)]
