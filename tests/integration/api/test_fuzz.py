"""The whole API, asked what its own description allows and what it does not, by nobody and by every role.

All checks of schemathesis are on. What is drawn is drawn alike each time; ``make soak`` draws more, and anew.
"""

import pytest
import schemathesis
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given, settings, strategies
from jsonschema import Draft202012Validator
from schemathesis.generation import GenerationMode

from evidencehub.api import edge
from evidencehub.projects import public
from tests.factories import a_person, a_reviewer, an_editor
from tests.factories_review import a_cleared_case, a_decided_case
from tests.integration.catalogue.test_sitemap import put_together
from tests.support import learning_logs, plans
from tests.support.clients import PASSWORD
from tests.support.sampling import examples

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # the same answers on any database
HUB = "http://localhost"
PLAIN = {"Accept-Encoding": "identity"}  # schemathesis asks applications for gzip, and does not read it
EXAMPLES, PARTS = 480, 80  # of each call, of what it allows and of what it does not; PARTS: see sampling


@pytest.fixture
def hub(app, session, run_due, monkeypatch):
    """Something of each kind: graded, being graded, planned, from elsewhere, put together."""
    monkeypatch.setattr(edge, "A_MINUTE", 1_000_000)
    case = a_decided_case(session)
    plans.a_public_plan(session, case.submission.project.evaluations[0], case.member, case.editor)
    learning_logs.a_public_entry(session, case.submission.project, case.member, case.editor)
    a_cleared_case(session)
    public.changed(session, put_together(session).id)
    people = (case.member, a_reviewer(session), an_editor(session), a_person(session, is_admin=True))
    session.commit()
    run_due()
    return people


def crawled(client, address=f"{HUB}/api/v1/"):
    """Every address of the API that its answers lead to, with its answer."""
    seen, waiting = {}, [address]
    while waiting:
        address = waiting.pop()
        if address in seen or not address.startswith(f"{HUB}/api/v1"):
            continue
        seen[address] = answer = client.get(address.removeprefix(HUB))
        assert answer.status_code == 200, address
        waiting += sorted(leads(answer.json))
    return seen


def leads(value, name=""):
    if isinstance(value, dict):
        for key, each in value.items():
            yield from leads(each, name if name == "calls" else key)
    elif isinstance(value, list):
        for each in value:
            yield from leads(each, name)
    elif name in {"api", "next", "calls"} and value:
        yield value


def test_every_answer_that_others_lead_to_is_as_described_and_the_same_for_everybody(app, client, hub):
    told = client.get("/api/v1/openapi.json").json
    found = crawled(client)
    kinds = set()
    for address, answer in found.items():
        endpoint, _ = app.url_map.bind("localhost").match(address.removeprefix(HUB).partition("?")[0])
        path = next(
            path
            for path, methods in told["paths"].items()
            if f"api.{methods.get('get', {}).get('operationId')}" == endpoint
        )
        (content,) = told["paths"][path]["get"]["responses"]["200"]["content"].values()
        schema = {**content["schema"], "components": told["components"]}
        Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(answer.json)
        kinds.add(endpoint)
    calls = [call for methods in told["paths"].values() for call in methods.values()]
    assert kinds == {f"api.{call['operationId']}" for call in calls if "security" not in call}
    one_of_each = {address.rpartition("/")[0]: address for address in found}.values()
    for person in hub:
        reader = FlaskClient(app, app.response_class, use_cookies=True)
        assert reader.post("/sign-in", data={"email": person.email, "password": PASSWORD}).status_code == 303
        for address in one_of_each:
            answer = reader.get(address.removeprefix(HUB))
            assert answer.data == found[address].data and answer.headers["ETag"] == found[address].headers["ETag"]


@pytest.mark.sampled
def test_whatever_is_asked_the_answer_is_as_described(app, client, hub):
    known = {}
    for address in crawled(client):
        endpoint, values = app.url_map.bind("localhost").match(address.removeprefix(HUB).partition("?")[0])
        known.setdefault(endpoint.removeprefix("api."), []).append({name: str(each) for name, each in values.items()})
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    operations = [each.ok() for each in schema.get_all_operations()]
    calls = [call for methods in client.get("/api/v1/openapi.json").json["paths"].values() for call in methods.values()]
    assert len(operations) == len(calls)
    for operation in operations:
        if "security" in operation.definition.raw:
            continue
        keys = known[operation.definition.raw["operationId"]]
        modes = GenerationMode if [*operation.iter_parameters()] else [GenerationMode.POSITIVE]
        for drawn in (*modes, keys):
            _try(operation, drawn)


def _try(operation, drawn):
    if isinstance(drawn, GenerationMode):
        cases = operation.as_strategy(generation_mode=drawn)
    else:  # what the address has keys for is there
        cases = strategies.sampled_from(drawn).flatmap(lambda keys: operation.as_strategy(path_parameters=keys))

    @settings(
        max_examples=examples(EXAMPLES, parts=PARTS), phases=[Phase.generate], deadline=None, database=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=cases)
    def asks(case):
        case.call_and_validate(headers=PLAIN)

    asks()
