"""Calls of the API one after the other, as its links lead, by every role: each meets what those before it left.

All checks of schemathesis are on, and what each role may meet is held against its token. What is drawn is drawn alike
each time; ``make soak`` draws more, and anew.
"""

from dataclasses import dataclass, field

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from hypothesis.errors import Flaky, FlakyStrategyDefinition
from schemathesis.specs.openapi.checks import positive_data_acceptance

from evidencehub.accounts.models import TeamRole
from evidencehub.accounts.programs.scopes import Scope
from evidencehub.api import bearer, edge
from tests.factories import (
    a_person,
    a_project,
    a_result,
    a_reviewer,
    a_token,
    an_editor,
    an_evaluation,
    an_organisation,
)
from tests.factories_review import a_case_in_review, a_decided_case
from tests.integration.api.test_own_fuzz import PLAIN, _all_of
from tests.support.sampling import examples

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # the same answers on any database
WALKS, PARTS = 120, 40  # by each role; PARTS: see sampling
STEPS = 40  # in each walk
TEAMS, REVIEWERS = "/api/v1/team/", "/api/v1/reviews/"
OWN = "^/api/v1/(team|reviews)"
REACHED = {"nobody": "project", "reads": "own_project", "writes": "change_project", "grades": "own_review"}  # by links
DRAFT = "Only the team knows of the lighthouse."  # in what is no page of the public
# What a form refuses, such as ages the wrong way round, a schema cannot say.
LEFT_OUT = [positive_data_acceptance]


@dataclass
class Role:
    token: str | None = None
    scopes: frozenset[str] = frozenset()
    opens: tuple[str, ...] = ()  # the places whose records it may read
    changes: tuple[str, ...] = ()
    organisation: str = ""
    failure: BaseException | None = None  # the first
    reached: set[str] = field(default_factory=set)  # the calls that were answered as asked


@pytest.fixture
def roles(session, monkeypatch):
    """Everybody who might call, in the order in which they do: first those who may change nothing."""
    monkeypatch.setattr(edge, "A_MINUTE", 1_000_000)
    monkeypatch.setattr(bearer, "WRONG_IN_A_MINUTE", 1_000_000)
    organisation = an_organisation(session)
    project = a_project(session, organisation, need=DRAFT)
    a_result(session, an_evaluation(session, project, design="rct", documents_note="It is being written."))
    a_decided_case(session)
    grades = a_case_in_review(session).reviewers[0]
    team = {each: a_person(session, organisation, role=each) for each in TeamRole}

    def who(person, *scopes, opens=(), changes=()):
        names = frozenset(each.value for each in scopes or Scope)
        token = a_token(session, person, *scopes)
        return Role(token, names, opens, changes, str(organisation.id))

    made = {
        "nobody": Role(),
        "stranger": who(a_person(session, an_organisation(session))),
        "reviewer": who(a_reviewer(session)),
        "editor": who(an_editor(session)),
        "admin": who(a_person(session, is_admin=True)),
        "reader": who(team[TeamRole.READER], opens=(TEAMS,)),
        "reads": who(team[TeamRole.OWNER], Scope.READ, opens=(TEAMS,)),
        "grades": who(grades, opens=(REVIEWERS,), changes=(REVIEWERS,)),
        "writes": who(team[TeamRole.OWNER], Scope.PROJECTS_WRITE, opens=(TEAMS,), changes=(TEAMS,)),
        "finds": who(grades, Scope.FINDINGS_WRITE, opens=(REVIEWERS,), changes=(REVIEWERS,)),
        "sends": who(team[TeamRole.OWNER], Scope.SUBMISSIONS_SEND, opens=(TEAMS,), changes=(TEAMS,)),
        "contributor": who(team[TeamRole.CONTRIBUTOR], opens=(TEAMS,), changes=(TEAMS,)),
        "owner": who(team[TeamRole.OWNER], opens=(TEAMS,), changes=(TEAMS,)),
    }
    session.commit()
    return made


@pytest.mark.sampled
def test_wherever_a_walk_leads_each_role_meets_what_it_may(app, session, roles):
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    public, own = (part(path_regex=OWN).as_state_machine() for part in (schema.exclude, schema.include))
    before = _all_of(session)
    for name, role in roles.items():
        # Without a token what is not public answers 401, which test_own_fuzz asks of each call.
        _walk(own if role.token else public, role, parts=PARTS // 4 if name in REACHED else PARTS)
        assert role.changes or _all_of(session) == before, "who may change nothing did not"
    for name, call in REACHED.items():
        assert call in roles[name].reached, name


def _walk(machine, role, *, parts):
    class Steps(machine):
        calls, sending, review = 0, None, None

        def step(self, input):
            try:
                return super().step(input)
            except (Exception, BaseExceptionGroup) as error:
                role.failure = role.failure or error
                raise

        def get_call_kwargs(self, case):
            return {"headers": {**PLAIN, **({"Authorization": f"Bearer {role.token}"} if role.token else {})}}

        def before_call(self, case):
            """Fill in what no schema can say: whose a project is, and, every other time, what is there to be chosen."""
            self.calls += 1
            sent, name = case.body, case.operation.definition.raw["operationId"]
            if name == "add_project" and isinstance(sent, dict) and isinstance(sent.get("answers"), dict):
                sent["answers"]["organisation_id"] = role.organisation
            elif self.calls % 2 and name == "send_project" and self.sending:
                case.body = {"answers": _sending(self.sending)}
            elif self.calls % 2 and name == "keep_findings" and self.review:
                case.body = {"findings": [_finding(each) for each in self.review["questions"]]}

        def after_call(self, response, case):
            super().after_call(response, case)
            call = case.operation.definition.raw
            if response.status_code == 200 and call["operationId"] == "own_sending":
                self.sending = response.json()
            elif response.status_code == 200 and call["operationId"] == "own_review":
                self.review = response.json()
            _refuse_breach(role, response, case.operation.path, case.operation.method, call)

        def validate_response(self, response, case, additional_checks=None, **kwargs):
            case.validate_response(
                response, additional_checks=additional_checks, excluded_checks=LEFT_OUT, headers=kwargs["headers"],
                transport_kwargs=kwargs, recorder=self.recorder,
            )  # fmt: skip

    try:
        Steps.run(
            settings=settings(
                max_examples=examples(WALKS, parts=parts), stateful_step_count=STEPS, phases=[Phase.generate],
                deadline=None, database=None, suppress_health_check=list(HealthCheck),
            )
        )  # fmt: skip
    except (Flaky, FlakyStrategyDefinition):  # what a walk left behind is not there again when it is drawn anew
        if role.failure:
            raise role.failure from None


def _refuse_breach(role, response, path, method, call):
    """What a role was answered, against what it may."""
    assert DRAFT not in response.text or TEAMS in role.opens, f"{path} told of a draft"
    if response.status_code >= 300:
        return
    role.reached.add(call["operationId"])
    if "security" not in call:
        return
    assert role.token, f"{path} needs no token"
    assert {*call["security"][0]["token"]} <= role.scopes, f"{path} looks at no scope"
    is_here = tuple(each for each in (TEAMS, REVIEWERS) if path.startswith(each))
    if method != "get":
        assert {*is_here} & {*role.changes}, f"{path} is changed by whoever wants"
    elif "{" in path:
        assert {*is_here} & {*role.opens}, f"{path} is read by whoever wants"


def _sending(ready):
    return {
        "evaluations": [each["id"] for each in ready["evaluations"]], "standard": ready["proposed_standard"],
        "agreed": True, "no_names": True,
    }  # fmt: skip


def _finding(question):
    of = {"criterion": question["criterion"], "result": question["result"]}
    return {**of, "answer": question["answers"][-1], "reason": "It stands there.", "page": "4"}
