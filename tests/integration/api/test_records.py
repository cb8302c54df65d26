"""Projects, studies and accreditations: what their pages say, as values."""

import pytest

from evidencehub.api import record_schemas
from evidencehub.projects import public
from tests.factories import a_project, a_result, an_evaluation
from tests.factories_review import a_cleared_case, a_decided_case
from tests.support.queries import counted_queries

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # the same answers on any database


def here(address):
    return address.removeprefix("http://localhost")


def test_a_graded_project_says_who_checked_it_and_what_they_found(client, session, run_due):
    case = a_decided_case(session, title="Attendance study")
    session.commit()
    run_due()
    page = client.get(f"/projects/{case.submission.project.slug}").text
    record = client.get(f"/api/v1/projects/{case.submission.project.slug}").json
    found = record["findings"]
    assert found["accreditation"] == "2026-0001" and found["evidence_tier"] == "1"
    answers = [each for tier in found["tiers"] for each in tier["findings"]]
    assert len(answers) > 5 and all(each["answer"] and each["question"] for each in answers)
    assert record["how_sure"]["words"] in page and record["citation"].split(":")[0] in page
    assert record["run_by"]["address"].endswith(f"/organisations/{record['run_by']['slug']}")
    assert "Sent for review." in [each["text"] for each in record["history"]]
    (study,) = record["evaluations"]
    whole = client.get(here(study["api"])).json
    assert whole["findings"] == found and whole["title"] == "Attendance study" and whole["results"]
    with_results = client.get(f"/api/v1/projects/{record['slug']}?include=results&fields=evaluations_in_full").json
    assert with_results["evaluations_in_full"][0]["results"] == whole["results"]
    award = client.get("/api/v1/accreditations/2026-0001").json
    assert (award["evidence_tier"], award["stands"], award["standing"]) == ("1", True, None)
    assert award["project"]["api"] == record["api"] and award["steps"]["steps"]
    assert client.get("/api/v1/accreditations").json["items"][0]["number"] == award["number"]
    for answer in (record, whole, award):
        assert not [name for name, value in answer.items() if value == ""]


def test_before_a_decision_no_more_than_the_stub_is_told(client, session, run_due):
    case = a_cleared_case(session, project={"name": "Walks", "need": "Zanderfen", "cost_per_person_gbp": 77})
    session.commit()
    run_due()
    record = client.get(f"/api/v1/projects/{case.submission.project.slug}").json
    assert record["stage"] == "being-graded" and record["findings"] is None
    shown = {name for name in record_schemas.OF_PROJECT if record[name] not in (None, [])}
    assert shown <= {"evaluation_plan"} and record["organisation"] is record["run_by"] is None
    assert [each["api"] for each in record["evaluations"]] == [None]
    key = record["evaluations"][0]["id"]
    assert client.get(f"/api/v1/evaluations/{key}").status_code == 404


def test_drafts_are_not_there_and_what_was_taken_down_is_gone(client, session, run_due):
    draft, case = a_project(session), a_decided_case(session)
    session.commit()
    run_due()
    assert client.get(f"/api/v1/projects/{draft.slug}").status_code == 404
    project, editor = case.submission.project, case.editor
    study = case.submission.evaluation_versions[0].evaluation_id
    addresses = [f"/api/v1/projects/{project.slug}", f"/api/v1/evaluations/{study}", "/api/v1/accreditations/2026-0001"]
    assert [client.get(each).status_code for each in addresses] == [200] * 3
    client.sign_in(editor)
    down = client.post(f"/projects/{project.slug}/take-down", data={"reason": "A child is named."})
    assert down.status_code == 303
    for each in addresses:
        answer = client.get(each)
        assert (answer.status_code, answer.mimetype) == (410, "application/problem+json")
        assert "A child is named" not in answer.text
    for each in ("/api/v1/projects", "/api/v1/accreditations", "/api/v1/search"):
        assert project.name not in client.get(each).text


def test_a_list_goes_on_where_it_stopped_and_takes_as_many_queries(client, session, run_due):
    for place in range(5):
        made = a_project(session, organisation=None, source="records", external_id=str(place), name=f"Club {place}")
        public.changed(session, made.id)
    session.commit()
    run_due()
    seen, address, asked = [], "/api/v1/projects?per_page=2&fields=name", []
    while address:
        with counted_queries() as queries:
            answer = client.get(here(address)).json
        asked.append(len(queries))
        seen += [each["name"] for each in answer["items"]]
        address = answer["next"]
    assert sorted(seen) == [f"Club {place}" for place in range(5)]
    assert len(set(asked[1:])) == 1 and max(asked) <= 5, "the first call fills what is kept of cards"
    for cursor in ("%21", "bm90IGEga2V5", "AAAA"):
        assert client.get(f"/api/v1/projects?cursor={cursor}").status_code == 404
        assert client.get(f"/api/v1/accreditations?cursor={cursor}").status_code == 404


def test_a_character_that_postgresql_does_not_take_is_refused_by_its_parameter(client):
    answer = client.get("/api/v1/syntheses?project=%00")
    assert answer.status_code == 422 and list(answer.json["errors"]) == ["project"]


def test_all_results_of_a_project_take_as_many_queries_for_three_studies_as_for_one(client, session):
    project = a_project(session, organisation=None, source="records", external_id="1", slug="club")
    asked = []
    for more in (1, 2):
        for _ in range(more):
            a_result(session, an_evaluation(session, project))
        public.changed(session, project.id)
        session.commit()
        with counted_queries() as queries:
            record = client.get("/api/v1/projects/club?include=results").json
        asked.append((len(record["evaluations_in_full"]), len(queries)))
    assert [studies for studies, _ in asked] == [1, 3] and asked[0][1] == asked[1][1]
