"""Addresses that were given out once lead on: docs/addresses.md names them, and none is ever taken off this list."""

import re
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from evidencehub.accounts.models import FormerName
from evidencehub.projects.models import OldEvaluation, OldSlug
from evidencehub.shared.clock import day_of
from tests.factories import NOW, a_project, a_result, an_evaluation
from tests.support.records import a_submission, decided, mark_changed, met_up_to

FOR_EVER = {
    "/projects/<slug>", "/projects/<slug>/as-of/<day>", "/evaluations/<evaluation_id>",
    "/evaluations/<evaluation_id>/as-of/<day>", "/evaluations/<evaluation_id>/documents/<document_id>",
    "/evaluations/<evaluation_id>/plan", "/evaluations/<evaluation_id>/plan/versions/<number>",
    "/projects/<slug>/log/<entry_id>", "/accreditations/<number>", "/standards/<standard_id>",
    "/standards/<standard_id>/<version>", "/outcomes/<slug>", "/syntheses/<version_id>", "/vocabularies/<name>",
    "/measures/<slug>", "/organisations/<slug>",
}  # fmt: skip
DAY = day_of(NOW).isoformat()


@pytest.fixture
def project(session):
    made = a_project(session, slug="steady", name="Steady Start")
    a_result(session, an_evaluation(session, made, title="The first study"))
    sent = a_submission(session, made, public_from=NOW)
    decided(session, sent, met_up_to(sent, 2), number="2026-0042")
    session.commit()
    return made


def test_every_address_that_was_given_out_is_there_and_open_and_the_page_of_the_documents_has_it(app):
    open_to_all = {
        re.sub(r"<\w+:", "<", rule.rule)
        for rule in app.url_map.iter_rules()
        if "GET" in rule.methods and getattr(app.view_functions[rule.endpoint], "is_public", False)
    }
    assert open_to_all >= FOR_EVER
    page = (Path(__file__).parents[2] / "docs" / "addresses.md").read_text()
    assert set(re.findall(r"`(/[^`]+)`", page)) == FOR_EVER


def test_old_addresses_lead_on(client, session, project):
    study, organisation = project.evaluations[0], project.organisation
    old = uuid4()
    session.add_all([
        OldSlug(slug="first-name", project_id=project.id), OldEvaluation(id=old, evaluation_id=study.id),
        FormerName(slug="former", organisation_id=organisation.id, name="Former", until=NOW),
    ])  # fmt: skip
    session.commit()
    for address, now in {
        "/projects/first-name": "/projects/steady",
        f"/projects/first-name/as-of/{DAY}": f"/projects/steady/as-of/{DAY}",
        f"/evaluations/{old}": f"/evaluations/{study.id}",
        f"/evaluations/{old}/as-of/{DAY}": f"/evaluations/{study.id}/as-of/{DAY}",
        "/organisations/former": f"/organisations/{organisation.slug}",
    }.items():
        answer = client.get(address)
        assert (answer.status_code, answer.location) == (301, now)
        assert client.get(now).status_code == 200


def test_a_study_stays_as_it_was_read_on_a_day(client, session, project):
    study = project.evaluations[0]
    page = client.get(f"/evaluations/{study.id}").text
    assert f'href="/evaluations/{study.id}/as-of/{DAY}"' in page
    later = NOW + timedelta(days=30)
    study.title = "The first study, read again"
    sent = a_submission(session, project, public_from=later, at=later)
    decided(session, sent, met_up_to(sent, 2), at=later, number="2026-0043")
    session.commit()
    assert "read again" in client.get(f"/evaluations/{study.id}").text
    then = client.get(f"/evaluations/{study.id}/as-of/{DAY}").text
    assert "This is the study as of 2 March 2026" in then and "read again" not in then
    assert "read again" in client.get(f"/evaluations/{study.id}/as-of/{day_of(later).isoformat()}").text
    for nothing in ("2026-03-01", "2999-01-01", "yesterday", "2026-02-30"):
        assert client.get(f"/evaluations/{study.id}/as-of/{nothing}").status_code == 404, nothing


def test_what_is_taken_down_says_so_at_each_of_its_addresses_and_comes_back(client, session, project):
    study = project.evaluations[0]
    addresses = [
        "/projects/steady", f"/projects/steady/as-of/{DAY}", f"/evaluations/{study.id}",
        f"/evaluations/{study.id}/as-of/{DAY}", "/accreditations/2026-0042",
    ]  # fmt: skip
    assert {client.get(address).status_code for address in addresses} == {200}
    project.taken_down_at = NOW
    mark_changed(session, project.id)
    session.commit()
    for address in addresses:
        gone = client.get(address)
        assert gone.status_code == 410 and "taken down" in gone.text and "The first study" not in gone.text, address
    project.taken_down_at = None
    mark_changed(session, project.id)
    session.commit()
    assert {client.get(address).status_code for address in addresses} == {200}
