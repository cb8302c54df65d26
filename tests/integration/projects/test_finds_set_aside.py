"""What is pointed out and is no person: marked once by the team or an editor, kept, and not asked about again."""

import re

import pytest
from sqlalchemy import select

from evidencehub.projects.disclosure import queries
from evidencehub.projects.disclosure.aside import key_of
from evidencehub.projects.disclosure.models import SetAside
from evidencehub.shared.audit import AuditEntry
from evidencehub.shared.files import FileStore
from tests.factories_disclosure import a_report, agree
from tests.factories_review import a_case_in_review

TEXT = "Amara Blake wrote this. Her number is 020 7946 0000."


@pytest.fixture
def shown(session, settings):
    made = a_report(session, FileStore(settings.files_url), a_case_in_review)
    made.document.pages[0].text = TEXT
    session.commit()
    return made


def signed_in(app, person):
    browser = app.test_client()
    browser.sign_in(person)
    return browser


def ticked(page, name="aside"):
    return re.findall(rf'name="{name}" value="(\w+)"', page)


def test_the_team_marks_a_find_and_it_is_kept_apart_with_who_and_when(app, session, shown):
    team = signed_in(app, shown.case.member)
    address = f"/team/documents/{shown.document.id}"
    first, second = ticked(team.get(f"{address}/public").text)
    assert team.post(f"{address}/finds", data={"aside": [first]}).status_code == 303
    page = team.get(f"{address}/public").text
    assert ticked(page) == [second] and ticked(page, "again") == [first] and "1 place was marked as harmless" in page
    kept = session.scalars(select(SetAside)).one()
    assert (kept.words, kept.by_id) == ("Amara Blake", shown.case.member.id)
    team.post(f"{address}/finds", data={"again": [first]})
    assert ticked(team.get(f"{address}/public").text) == [first, second]
    session.rollback()
    actions = [each for each in session.scalars(select(AuditEntry.action)) if each.startswith("document.finds")]
    assert actions == ["document.finds-set-aside", "document.finds-pointed-out-again"]


def test_an_editor_marks_too_and_the_first_look_of_another_file_is_not_changed(app, session, shown):
    editor = signed_in(app, shown.case.editor)
    desk = f"/cases/{shown.case.submission.id}/files/1"
    page = editor.get(f"{desk}/public").text
    assert "did not ask for it" in page and len(ticked(page)) == 2
    agree(session, shown)
    keys = ticked(editor.get(f"{desk}/public").text)
    assert len(keys) == 2
    assert editor.post(f"{desk}/finds", data={"aside": keys}).status_code == 303
    assert "Nothing is left to look at." in editor.get(f"{desk}/public").text
    looked = queries.pointed_out(session, shown.document.id)
    assert not looked.left and [key_of(find) for find, _ in looked.aside] == keys
    other = a_report(session, FileStore(app.config["SETTINGS"].files_url), a_case_in_review)
    other.document.pages[0].text = TEXT
    session.commit()
    assert len(queries.pointed_out(session, other.document.id).left) == 2


def test_marking_keeps_what_was_typed_in_the_other_forms_of_the_page(app, session, shown):
    team, editor = signed_in(app, shown.case.member), signed_in(app, shown.case.editor)
    address, desk = f"/team/documents/{shown.document.id}", f"/cases/{shown.case.submission.id}/files/1"
    first, second = ticked(team.get(f"{address}/public").text)
    typed = {"note": "The names are ours.", "who": "asking", "public_from-day": "31", "looked": "y"}
    page = team.post(f"{address}/finds", data=typed | {"aside": [first]})
    assert page.status_code == 200 and "Kept." in page.text and ticked(page.text) == [second]
    assert "The names are ours.</textarea>" in page.text and 'value="31"' in page.text
    assert page.text.count(" checked") == 2 and "There is a problem" not in page.text
    agree(session, shown)
    page = editor.post(f"{desk}/finds", data={"aside": [second], "note": "I asked.", "reason": "A name."}).text
    assert not ticked(page) and "I asked.</textarea>" in page and "A name.</textarea>" in page
    page = team.post(f"{address}/finds", data={"again": [second], "reason": "We think again."}).text
    assert ticked(page) == [second] and "We think again.</textarea>" in page


def test_where_all_is_marked_nothing_has_to_be_said_of_it(app, session, shown):
    team = signed_in(app, shown.case.member)
    address = f"/team/documents/{shown.document.id}"
    said = {"who": "everybody", "what": "text", "looked": "y"}
    assert "Say what you decided about what we point out" in team.post(f"{address}/public", data=said).text
    team.post(f"{address}/finds", data={"aside": ticked(team.get(f"{address}/public").text)})
    assert team.post(f"{address}/public", data=said).status_code == 303


def test_nobody_else_marks_and_what_is_made_up_changes_nothing(app, session, shown):
    address = f"/team/documents/{shown.document.id}/finds"
    desk = f"/cases/{shown.case.submission.id}/files/1/finds"
    key = key_of(queries.pointed_out(session, shown.document.id).left[0])
    for person in shown.case.reviewers:
        browser = signed_in(app, person)
        assert browser.post(address, data={"aside": [key]}).status_code in {403, 404}
        assert browser.post(desk, data={"aside": [key]}).status_code in {403, 404}
    team = signed_in(app, shown.case.member)
    assert team.post(address, data={"aside": ["made-up"]}).status_code == 303
    assert team.post(address).status_code == 303
    session.rollback()
    assert session.scalars(select(SetAside)).all() == []
