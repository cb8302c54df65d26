"""What every call of the API shares: errors, tags, limits, who may ask, and what it says of itself."""

import pytest
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from evidencehub.api import edge
from evidencehub.catalogue.index import counts
from tests.factories import a_person

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # the same answers on any database
PROBLEM = "application/problem+json"


def problem_of(answer, status):
    assert (answer.status_code, answer.mimetype) == (status, PROBLEM)
    assert answer.json["status"] == status and answer.json["title"] and answer.json["detail"]
    assert answer.json["type"] == f"http://localhost/api/docs#problem-{status}"
    return answer.json


def test_every_error_is_a_problem_that_a_page_explains(app, client, monkeypatch):
    for address in ("/api", "/api/nothing", "/api/v1/nothing", "/api/v1/standards/no-such/1"):
        problem_of(client.get(address), 404)
    refused = client.delete("/api/v1/standards")
    problem_of(refused, 405)
    assert "GET" in refused.headers["Allow"]
    wrong = problem_of(client.get("/api/v1/standards?fields=id,nonsense&colour=red"), 422)
    assert wrong["errors"]["colour"] == ["There is no such parameter."]
    assert wrong["errors"]["fields"][0].startswith("Must be one of: id, version")

    def fail(*_):
        raise RuntimeError

    monkeypatch.setattr(counts, "scope", fail)
    app.testing = False
    problem_of(client.get("/api/v1/outcomes"), 500)
    page = client.get("/api/docs").text
    assert all(f'id="problem-{status}"' in page for status in (404, 405, 422, 429, 500))
    assert client.get("/nothing").mimetype == "text/html"


def test_it_says_of_itself_what_openapi_can_check(client):
    told = client.get("/api/v1/openapi.json").json
    validate(told)
    assert told["openapi"] == "3.1.0"
    for path, methods in told["paths"].items():
        for method, call in methods.items():
            assert call["summary"], path
            assert all(each["description"] for each in call.get("parameters", ())), path
            usual = {"200", "304"} if method == "get" else {"401", "403"}
            assert {*usual, "429", "500"} <= call["responses"].keys() and "default" not in call["responses"], path
    undescribed = [
        f"{name}.{field}"
        for name, schema in told["components"]["schemas"].items()
        for field, each in schema.get("properties", {}).items()
        if not each.get("description")
    ]
    assert undescribed == []


def test_each_call_has_an_example_that_its_own_description_allows(client):
    told = client.get("/api/v1/openapi.json").json
    for path, methods in told["paths"].items():
        for call in methods.values():
            answer = call["responses"][min(call["responses"])]
            for content in (
                *answer.get("content", {}).values(),
                *call.get("requestBody", {}).get("content", {}).values(),
            ):
                schema = {**content["schema"], "components": told["components"]}
                assert content["example"], path
                Draft202012Validator(schema).validate(content["example"])


def test_an_answer_has_a_tag_and_is_not_sent_twice(client):
    long = "&".join(["fields=id"] * 300)  # too long an address to be kept
    for address in ("/api/v1/standards", f"/api/v1/standards?{long}"):
        first = client.get(address)
        assert first.status_code == 200
        again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
        assert again.headers["Access-Control-Allow-Origin"] == "*"


def test_any_page_may_ask_and_is_told_how_much_is_left(app, client, monkeypatch):
    monkeypatch.setattr(edge, "A_MINUTE", 3)
    before = FlaskClient(app, app.response_class).options(  # StrictClient takes what is empty for a broken page
        "/api/v1/standards", headers={"Origin": "https://council.example", "Access-Control-Request-Method": "GET"}
    )
    assert before.status_code == 200 and "If-None-Match" in before.headers["Access-Control-Allow-Headers"]
    answers = [client.get("/api/v1/standards", environ_base={"REMOTE_ADDR": "192.0.2.7"}) for _ in range(4)]
    assert [each.headers["RateLimit"].partition(";t=")[0] for each in answers[:3]] == [
        f'"requests";r={left}' for left in (2, 1, 0)
    ]
    problem_of(answers[3], 429)
    assert 0 < int(answers[3].headers["Retry-After"]) <= 60
    assert client.get("/api/v1/standards", environ_base={"REMOTE_ADDR": "192.0.2.8"}).status_code == 200


def test_cookies_change_nothing(app, session, client):
    person = a_person(session, is_admin=True)
    session.commit()
    stranger = client.get("/api/v1/standards")
    signed_in = app.test_client()
    signed_in.sign_in(person)
    answer = signed_in.get("/api/v1/standards")
    assert answer.data == stranger.data and answer.headers["Cache-Control"] == stranger.headers["Cache-Control"]
    assert "Set-Cookie" not in answer.headers


def test_fields_are_those_that_were_asked_for_in_the_order_of_the_description(client):
    (first, *_) = client.get("/api/v1/standards?fields=title,id").json["items"]
    assert list(first) == ["id", "title"]
    listed = client.get("/api/v1/standards").json["items"]
    address = next(each["api"] for each in listed if each["id"] == "project-oracle")
    whole = client.get(address.removeprefix("http://localhost")).json
    assert {"evidence", "effect"} <= {each["about"] for each in whole["criteria"]}
    assert "" not in whole.values()


def test_outcomes_count_what_the_site_counts(client):
    found = client.get("/api/v1/outcomes").json["items"]
    by_slug = {each["slug"]: each for each in found}
    assert by_slug["truancy"]["broader"] in by_slug and "truancy" in by_slug[by_slug["truancy"]["broader"]]["narrower"]
    told = client.get("/api/v1/vocabularies/populations").json
    words = told["words"]
    assert told["version_address"].endswith(f"/vocabularies/populations/v-{told['version']}")
    assert client.get(told["version_address"].removeprefix("http://localhost")).status_code == 200
    assert all(client.get(each["address"].removeprefix("http://localhost")).status_code == 200 for each in words[:2])


def test_the_page_for_people_tells_each_call(client):
    told = client.get("/api/v1/openapi.json").json["paths"]
    page = client.get("/api/docs")
    assert page.status_code == 200
    assert all(f"<code>{each.upper()} {path}</code>" in page.text for path, methods in told.items() for each in methods)
    assert 'href="/api/docs"' in client.get("/").text
