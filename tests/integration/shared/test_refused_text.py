"""Somebody who may not save any more what they typed gets it back on the page that says so."""

from sqlalchemy import delete

from evidencehub.accounts.models import Membership
from tests.factories import a_person, a_project, an_organisation

LONG = "Young people who left school early,\r\nand <b>their</b> parents."


def test_what_was_typed_by_somebody_who_left_the_team_is_there_to_copy(client, session):
    organisation = an_organisation(session)
    project, member = a_project(session, organisation), a_person(session, organisation)
    session.commit()
    address = f"/team/projects/{project.id}/need"
    client.sign_in(member)
    session.rollback()
    session.execute(delete(Membership).where(Membership.person_id == member.id))
    session.commit()
    answer = client.post(address, data={"need": LONG, "place": "Leeds", "seen": "x" * 40})
    page = answer.text
    assert answer.status_code == 404 and "It was not saved. Copy what you want to keep" in page
    assert "and &lt;b&gt;their&lt;/b&gt; parents." in page and "Leeds" not in page and "x" * 40 not in page
    assert "What you typed" not in client.get(address).text


def test_neither_a_stranger_nor_a_form_with_a_password_gets_anything_back(client, session):
    member = a_person(session, an_organisation(session))
    session.commit()
    assert LONG[:20] not in client.post("/no-such-page", data={"text": LONG}).text
    client.sign_in(member)
    session.rollback()
    answer = client.post("/no-such-page", data={"text": LONG, "new_password": "a long pass phrase of words"})
    assert answer.status_code == 404 and LONG[:20] not in answer.text
