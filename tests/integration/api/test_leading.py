"""What the description says can come next: each call is led to, and what public answers lead to is there."""

import pytest
from schemathesis.core.transforms import resolve_pointer

from tests.integration.api.test_fuzz import HUB, crawled, hub

__all__ = ["hub"]

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # the same answers on any database

SOME_HAVE = {"plan", "log"}


@pytest.fixture
def calls(client):
    """Each call of the description by its name: its path, its method, and what it says of itself."""
    told = client.get("/api/v1/openapi.json").json
    return {
        call["operationId"]: (path, method, call)
        for path, methods in told["paths"].items()
        for method, call in methods.items()
    }


def links_of(call):
    return call["responses"][min(call["responses"])].get("links", {})


def test_every_call_with_a_key_is_led_to_and_gets_all_that_it_needs(calls):
    led_to = set()
    for source, (path, _, call) in calls.items():
        for name, link in links_of(call).items():
            target_path, _, target = calls[link["operationId"]]
            assert name == link["operationId"] and link["description"] == target["summary"]
            needed = {each["name"] for each in target["parameters"] if each.get("required")}
            assert link["parameters"].keys() == needed, (source, name)
            for expression in link["parameters"].values():
                assert not expression.startswith("$request.path") or f"{{{expression.rpartition('.')[2]}}}" in path
            assert target_path.startswith("/api/v1/team") == path.startswith("/api/v1/team"), (source, name)
            led_to.add(name)
    with_key = {
        name for name, (_, _, call) in calls.items() if any(each.get("required") for each in call["parameters"])
    }
    assert with_key <= led_to


def test_a_change_can_follow_what_has_its_version(calls):
    tag = {"If-Match": "$response.header.ETag"}
    led = {(source, name) for source, (_, _, call) in calls.items() for name, link in links_of(call).items()
           if link["parameters"].items() >= tag.items()}  # fmt: skip
    assert {
        ("own_sending", "send_project"),
        ("add_project", "change_project"),
        ("keep_findings", "send_findings"),
    } <= led
    assert ("own_project", "send_project") not in led and ("send_findings", "keep_findings") not in led


def test_what_public_answers_lead_to_is_there(app, client, hub, calls):
    followed = set()
    for address, answer in crawled(client).items():
        endpoint, here = app.url_map.bind("localhost").match(address.removeprefix(HUB).partition("?")[0])
        source = endpoint.removeprefix("api.")
        for name, link in links_of(calls[source][2]).items():
            keys = {key: found(expression, here, answer.json) for key, expression in link["parameters"].items()}
            if any(value is None for value in keys.values()):
                continue  # an empty list, or nothing graded
            led = client.get(calls[name][0].format(**keys))
            has_none = name in SOME_HAVE or any(is_told_of(each, answer.json) for each in link["parameters"].values())
            assert led.status_code == 200 or (has_none and led.status_code == 404), (source, name, keys, led.text)
            followed.add((source, name))
    public = {
        (source, name) for source, (_, _, call) in calls.items() if "security" not in call for name in links_of(call)
    }
    assert followed == public


def is_told_of(expression, answer):
    """Whether an answer says that there is no more of a record than this."""
    where, _, name = expression.partition("#")
    within = resolve_pointer(answer, name.rpartition("/")[0]) if where == "$response.body" else None
    return isinstance(within, dict) and within.get("api", "") is None


def found(expression, here, answer):
    where, _, name = expression.partition("#")
    if where == "$response.body":
        value = resolve_pointer(answer, name)
        return value if isinstance(value, str | int) else None
    return str(here[where.removeprefix("$request.path.")])


def test_the_page_for_people_says_what_can_come_next(client):
    page = client.get("/api/docs").text
    section = page.partition('id="call-own-project"')[2].partition("</section>")[0]
    assert 'href="#call-change-project"' in section and "from the header" in section and "What can come next" in section
