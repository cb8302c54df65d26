"""The calls that need a token, asked as every role what their description allows and what it does not.

What is drawn is drawn alike each time; ``make soak`` draws more, and anew.
"""

import pytest
import schemathesis
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given, settings, strategies
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance
from sqlalchemy import func, select

from evidencehub.accounts.models import TeamRole
from evidencehub.api import bearer, edge
from evidencehub.extraction.references.entry import Entry
from evidencehub.projects.costs import editing
from evidencehub.projects.costs.keeping import costs_of
from evidencehub.projects.costs.keeping import stored as stored_costs
from evidencehub.projects.models import Document, Evaluation, OutcomeResult, Project, Submission
from evidencehub.projects.references.keeping import with_added
from evidencehub.projects.theory.editing import with_changed_step, with_steps
from evidencehub.projects.theory.keeping import stored
from evidencehub.projects.theory.shape import Theory
from evidencehub.review.models import Finding
from evidencehub.shared.audit import AuditEntry
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
from tests.factories_review import a_case_in_review, a_decided_case, a_document
from tests.integration.review.test_questions import asks, sends
from tests.support.sampling import examples

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # the same answers on any database
PLAIN = {"Accept-Encoding": "identity"}  # schemathesis asks applications for gzip, and does not read it
LINE = {
    "what": "One worker", "kind": "staff", "hundredths": 100, "currency": "GBP", "per": "year", "price_year": 2025,
    "paid_by": "",
}  # fmt: skip
EXAMPLES, PARTS = 480, 120  # of each call and role, of what it allows and of what it does not; PARTS: see sampling
# What a form refuses, such as ages the wrong way round, a schema cannot say.
LEFT_OUT = [positive_data_acceptance]


@pytest.fixture
def hub(session, monkeypatch):
    """A project with a study and a result, and a token of every role."""
    monkeypatch.setattr(edge, "A_MINUTE", 1_000_000)
    monkeypatch.setattr(bearer, "WRONG_IN_A_MINUTE", 1_000_000)
    organisation = an_organisation(session)
    project = a_project(session, organisation)
    study = an_evaluation(session, project, design="rct")
    result = a_result(session, study)
    people = {
        **{role.value: a_person(session, organisation, role=role) for role in TeamRole},
        "stranger": a_person(session, an_organisation(session)), "reviewer": a_reviewer(session),
        "editor": an_editor(session), "admin": a_person(session, is_admin=True),
        "unconfirmed": a_person(session, organisation, confirmed_at=None),
    }  # fmt: skip
    case = a_decided_case(session)
    graded = a_case_in_review(session)
    question = asks(session, graded)
    sends(session, graded, question)
    people |= {"of-another-case": case.member, "grades": graded.reviewers[0], "grades-too": graded.reviewers[1]}
    study.publications = with_added([], [Entry(line=1, kind="article", title="Walking to school")], others=0)
    file = a_document(session, study)
    line = editing.with_line(costs_of(project), LINE)
    steps = with_steps(Theory(), "activity", [("Walk", ""), ("Talk", "")])
    one, two = (step.id for step in steps.steps)
    project.costs = stored_costs(line)
    project.theory = stored(with_changed_step(steps, one, words="Walk", outcome="", leads_to=[two]))
    keys = {
        "project_id": project.id, "evaluation_id": study.id, "result_id": result.id, "line_id": line.lines[0].id,
        "document_id": file.id, "reference_id": study.publications[0]["id"],
        "question_id": question.id, "key": "besides", "step_id": one, "start": one, "end": two,
        "submission_id": case.submission.id, "assignment_id": graded.assignments[0].id,
    }  # fmt: skip
    tokens = {role: a_token(session, person) for role, person in people.items()}
    session.commit()
    return tokens, {name: str(key) for name, key in keys.items()}


@pytest.mark.sampled
def test_whatever_a_token_sends_the_answer_is_as_described_and_only_its_team_changes_anything(app, session, hub):
    tokens, keys = hub
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    operations = [each.ok() for each in schema.get_all_operations()]
    own = [each for each in operations if "security" in each.definition.raw]
    assert len(own) > 10
    before = _all_of(session)
    for role in ("reader", "stranger", "reviewer", "editor", "admin", "unconfirmed", "of-another-case", "grades-too"):
        for operation in own:
            _try(operation, keys, tokens[role], [GenerationMode.POSITIVE], examples(60, parts=60))
    assert _all_of(session) == before, "nobody else changed anything"
    for role in ("contributor", "owner", "grades"):
        for operation in own:
            is_whose = ("reviews" in operation.path) == (role == "grades")
            modes = [*GenerationMode] if is_whose and role != "contributor" else [GenerationMode.POSITIVE]
            _try(operation, keys, tokens[role], modes, examples(EXAMPLES, parts=PARTS))
    assert _all_of(session) > before


def test_without_a_token_nothing_is_answered(app, session, hub):
    _, keys = hub
    told = FlaskClient(app, app.response_class).get("/api/v1/openapi.json").json
    client = FlaskClient(app, app.response_class)
    for path, methods in told["paths"].items():
        for method, call in methods.items():
            if "security" in call:
                answer = client.open(path.format(**keys), method=method.upper(), json={})
                assert answer.status_code == 401, path


def _all_of(session):
    session.rollback()
    models = (AuditEntry, Project, Evaluation, OutcomeResult, Document, Submission, Finding)
    return tuple(session.scalar(select(func.count()).select_from(model)) for model in models)


def _try(operation, keys, token, modes, most):
    headers = {**PLAIN, "Authorization": f"Bearer {token}"}
    wanted = {each.name: keys[each.name] for each in operation.path_parameters}
    for mode in modes:
        drawn = operation.as_strategy(generation_mode=mode)
        if wanted:  # what the address has keys for is there
            kept = operation.as_strategy(generation_mode=mode, path_parameters=wanted)
            drawn = strategies.one_of(kept, kept, drawn)

        @settings(
            max_examples=most, phases=[Phase.generate], deadline=None, database=None,
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(case=drawn)
        def asks(case):
            case.call_and_validate(headers=headers, excluded_checks=LEFT_OUT)

        asks()
