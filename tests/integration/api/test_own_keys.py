"""A key opens nothing: what was answered is answered again to who may make the call today, and so many times a day."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select, update

from evidencehub.accounts.models import Membership, TeamRole
from evidencehub.accounts.programs.scopes import Scope
from evidencehub.api.own import once
from evidencehub.api.own.models import KeyedCall
from evidencehub.projects.models import OutcomeResult, Project, Submission
from evidencehub.shared.clock import utc_now
from tests.factories import NOW, a_person, a_project, a_result, a_token, an_editor, an_evaluation, an_organisation
from tests.integration.api.test_own import MEANS, Program, errors_of
from tests.integration.api.test_own_sending import REPORT, sends, states, uploads


@pytest.fixture
def organisation(session):
    return an_organisation(session, name="Walkers")


@pytest.fixture
def person(session, organisation):
    person = a_person(session, organisation)
    session.add(Membership(person=person, organisation=an_organisation(session), role=TeamRole.OWNER, created_at=NOW))
    return person  # who leaves the first has a team still


@pytest.fixture
def program(app, session, person):
    made = Program(app, app.response_class)
    made.token = a_token(session, person)
    session.commit()
    return made


@pytest.fixture
def project(session, organisation):
    project = a_project(session, organisation, name="Walk", summary="We walk.")
    a_result(session, an_evaluation(session, project, title="A study", design="rct"))
    an_editor(session)
    session.commit()
    return project


def calls_of(organisation, project):
    new = {"organisation_id": str(organisation.id), "name": "Walk", "summary": "We walk."}
    return {
        "/projects": new,
        f"/projects/{project.id}/evaluations": {"title": "Another"},
        f"/evaluations/{project.evaluations[0].id}/results": MEANS,
    }


def of_team(person, organisation):
    return (Membership.person_id == person.id, Membership.organisation_id == organisation.id)


def test_a_key_opens_nothing_to_somebody_who_has_left(program, session, organisation, person, project):
    uploads(program, project.evaluations[0], REPORT)
    assert sends(program, project, states(project), Idempotency_Key="send").status_code == 201
    calls = calls_of(organisation, project)

    def replayed():
        found = [program.asks("post", at, sent, Idempotency_Key=at) for at, sent in calls.items()]
        return [*found, program.asks("post", f"/projects/{project.id}/submissions", states(project),
                                     Idempotency_Key="send", If_Match="*")]  # fmt: skip

    assert [each.status_code for each in replayed()] == [201] * 4
    assert {each.headers.get("Idempotency-Replayed") for each in replayed()} == {"true"}
    with_role = update(Membership).where(*of_team(person, organisation))
    for role, answers in ((TeamRole.CONTRIBUTOR, [201, 201, 201, 403]), (TeamRole.READER, [201, 403, 403, 403])):
        session.execute(with_role.values(role=role))
        session.commit()
        assert [each.status_code for each in replayed()] == answers, role
    session.execute(delete(Membership).where(*of_team(person, organisation)))
    session.commit()
    gone = replayed()
    for each in gone:
        errors_of(each, 404)
        assert "Walk" not in each.text
    program.token = a_token(session, person, Scope.READ)
    session.commit()
    assert {each.status_code for each in replayed()} == {403}, "nor to a token of another scope"
    program.token = "evhub_no"
    assert {each.status_code for each in replayed()} == {401}


def test_a_key_does_not_bring_back_what_was_removed(program, session, project):
    address = f"/evaluations/{project.evaluations[0].id}/results"
    added = program.asks("post", address, MEANS, Idempotency_Key="a")
    session.execute(delete(OutcomeResult).where(OutcomeResult.outcome == MEANS["outcome"]))
    session.commit()
    assert added.status_code == 201
    gone = program.asks("post", address, MEANS, Idempotency_Key="a")
    assert "Somebody may have removed it" in gone.text and not errors_of(gone, 404)


def test_so_many_keys_of_one_person_are_kept_and_then_they_are_told_when_to_go_on(
    program, session, person, organisation, monkeypatch
):
    monkeypatch.setattr(once, "MOST", 2)
    new = {"organisation_id": str(organisation.id), "name": "Walk", "summary": "We walk."}
    for key in "ab":
        assert program.asks("post", "/projects", new, Idempotency_Key=key).status_code == 201
    refused = program.asks("post", "/projects", new, Idempotency_Key="c")
    assert "keys" in refused.json["detail"] and not errors_of(refused, 429)
    assert once.KEPT.total_seconds() - 60 < int(refused.headers["Retry-After"]) <= once.KEPT.total_seconds()
    assert program.asks("post", "/projects", new, Idempotency_Key="a").status_code == 201, "one that is kept"
    assert program.asks("post", "/projects", new).status_code == 201, "without a key"
    session.rollback()
    assert session.scalar(select(func.count()).select_from(KeyedCall)) == 2
    assert session.scalar(select(func.count()).select_from(Project)) == 3
    old = utc_now() - once.KEPT - timedelta(minutes=1)
    session.execute(update(KeyedCall).where(KeyedCall.key == "a").values(created_at=old))
    session.commit()
    assert program.asks("post", "/projects", new, Idempotency_Key="c").status_code == 201
    other = a_token(session, a_person(session, organisation))
    session.commit()
    program.token = other
    assert program.asks("post", "/projects", new, Idempotency_Key="d").status_code == 201, "each for themselves"
    assert session.scalar(select(Submission)) is None
