"""All that is public of a project, taken down by one press: no page, file, count, search or feed shows it meanwhile."""

import pytest
from sqlalchemy import select

from evidencehub.cli.worker import run_due
from evidencehub.projects.learning.states import LogState
from evidencehub.projects.takedown.models import TakeDown
from evidencehub.shared.audit import AuditEntry
from evidencehub.shared.mail import Mail
from tests.factories import a_person, a_project, an_editor, an_evaluation, an_organisation
from tests.factories_review import a_decided_case
from tests.integration.test_nothing_unscreened import PROJECT, SECRET, STUDY, seen
from tests.support import learning_logs, plans

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # the same pages on any database


@pytest.fixture
def case(session):
    made = a_decided_case(session, project=PROJECT, title=STUDY)
    learning_logs.as_sent(
        session, learning_logs.write(session, made.submission.project, learned="Zanderfen lessons."), LogState.PUBLIC
    )
    session.commit()
    return made


def press(app, person, project, act, reason="A child is named."):
    client = app.test_client()
    client.sign_in(person)
    return client.post(f"/projects/{project.slug}/{act}", data={"reason": reason})


def test_nothing_of_it_is_public_from_the_press_on_and_all_of_it_when_it_is_put_back(app, client, session, case):
    admin, project = a_person(session, is_admin=True), case.submission.project
    session.commit()
    address, award = f"/projects/{project.slug}", "/accreditations/2026-0001"
    found = seen(app, session, case)
    programs = {f"/api/v1{address}", f"/api/v1{award}", "/api/v1/projects", "/api/v1/search?q=zanderfen"}
    assert {address, f"{address}/log", award, "/search?q=zanderfen", *programs} < {*found}
    assert press(app, admin, project, "take-down").status_code == 303
    for each in (
        address,
        award,
        "/verify/2026-0001",
        f"/evaluations/{case.submission.evaluation_versions[0].evaluation_id}",
    ):
        page = client.get(each)
        assert page.status_code in {404, 410} and not any(word in page.text.casefold() for word in SECRET), each
    assert "We took it down on" in client.get(address).text and "A child is named" not in client.get(address).text
    assert "quibblethorn" not in client.get("/search?q=zanderfen").text.casefold()
    assert seen(app, session, case) == []
    assert press(app, admin, project, "put-back", "The page was redacted.").status_code == 303
    run_due(app)
    again = client.get(address)
    assert again.status_code == 200 and "Taken down for a while" in again.text
    assert "/search?q=zanderfen" in seen(app, session, case)


@pytest.mark.parametrize("what", ["plan", "entry"])
def test_what_is_public_before_anything_was_sent_can_be_taken_down_too(app, client, session, what):
    member, editor = a_person(session, an_organisation(session)), an_editor(session)
    project = a_project(session, member.memberships[0].organisation)
    study = an_evaluation(session, project)
    session.commit()
    assert press(app, editor, project, "take-down").status_code == 404
    if what == "plan":
        made = plans.a_public_plan(session, study, member, editor)
        page, desk = f"/evaluations/{study.id}/plan", f"/cases/plans/{made.id}"
    else:
        entry = learning_logs.a_public_entry(session, project, member, editor)
        page, desk = f"/projects/{project.slug}/log", f"/cases/learning-log/{entry.versions[0].id}"
    session.commit()
    client.sign_in(editor)
    assert f'href="/projects/{project.slug}/take-down"' in client.get(desk).text
    client.post("/sign-out")
    assert client.get(page).status_code == 200
    assert press(app, editor, project, "take-down").status_code == 303
    assert client.get(page).status_code == 410
    assert press(app, editor, project, "put-back").status_code == 303
    assert client.get(page).status_code == 200


def test_it_is_logged_told_to_the_team_and_listed_with_its_reason(app, session, case):
    editor, project = an_editor(session), case.submission.project
    session.commit()
    press(app, editor, project, "take-down")
    session.rollback()
    (row,) = session.scalars(select(TakeDown))
    assert (row.reason, row.by_id, row.ended_at) == ("A child is named.", editor.id, None)
    mail = session.scalar(select(Mail).where(Mail.about == "project.taken-down"))
    assert mail.to == case.member.email and "A child is named." in mail.body
    acts = select(AuditEntry.action, AuditEntry.actor_id).where(AuditEntry.subject_id == str(project.id))
    assert ("project.taken-down", editor.id) in {(action, actor) for action, actor in session.execute(acts)}
    client = app.test_client()
    client.sign_in(editor)
    listed = client.get("/taken-down").text
    assert "A child is named." in listed and f"/projects/{project.slug}/take-down" in listed
    assert "Put its public pages back" in client.get(f"/cases/{case.submission.id}").text
    assert press(app, editor, project, "take-down").status_code == 409


def test_only_editors_and_admins_take_down_and_a_reason_is_asked(app, session, case):
    project = case.submission.project
    for person in (case.member, case.reviewers[0]):
        assert press(app, person, project, "take-down").status_code in {403, 404}
    refused = press(app, case.editor, project, "take-down", " ")
    assert refused.status_code == 422 and "Say why" in refused.text
    session.rollback()
    assert session.scalars(select(TakeDown)).all() == []
