"""A team's program keeps the costs and the theory of change of a project, as their pages do."""

import pytest
from sqlalchemy import func, select

from evidencehub.accounts.models import TeamRole
from evidencehub.projects.costs.keeping import costs_of
from evidencehub.projects.models import Project
from evidencehub.projects.theory.keeping import theory_of
from evidencehub.shared.audit import AuditEntry
from tests.factories import a_person, a_project, a_result, a_token, an_evaluation, an_organisation
from tests.integration.api.test_own import TEAM, Program, errors_of

LINE = {"what": "One worker", "kind": "staff", "amount": 12500.5, "per": "year", "price_year": 2025}


class Keeps(Program):
    def sends(self, method, address, sent=None, **headers):
        told = {"Authorization": f"Bearer {self.token}", **{name.replace("_", "-"): v for name, v in headers.items()}}
        return self.open(f"{TEAM}{address}", method=method.upper(), json=sent, headers=told)

    def reads(self, address):
        return self.sends("get", address)

    def changes(self, address, **answers):
        return self.sends("patch", address, {"answers": answers}, If_Match=self.reads(address).headers["ETag"])

    def removes(self, address):
        return self.sends("delete", address, If_Match=self.reads(address).headers["ETag"])


@pytest.fixture
def organisation(session):
    return an_organisation(session, name="Walkers")


@pytest.fixture
def project(session, organisation):
    project = a_project(session, organisation, name="Walk", outcome_areas=["school-attendance"])
    study = an_evaluation(session, project, title="A study", design="rct")
    for outcome in ("Days in school", "Reading"):
        a_result(session, study, outcome=outcome)
    session.commit()
    return project


@pytest.fixture
def program(app, session, organisation):
    made = Keeps(app, app.response_class)
    made.token = a_token(session, a_person(session, organisation))
    session.commit()
    return made


def fresh(session, project):
    session.rollback()
    return session.get(Project, project.id)


def test_lines_of_costs_are_added_changed_and_removed(program, session, project):
    address = f"/projects/{project.id}/costs"
    assert program.reads(address).json["lines"] == []
    added = program.sends("post", f"{address}/lines", {"answers": LINE}, Idempotency_Key="a")
    assert added.status_code == 201 and added.json["answers"] == {**LINE, "currency": "GBP", "paid_by": None}
    same = program.sends("post", f"{address}/lines", {"answers": LINE})
    assert same.json["id"] == added.json["id"], "the very same line is no other one"
    line = f"{address}/lines/{added.json['id']}"
    assert added.headers["Location"].endswith(line) and program.reads(line).headers["ETag"] == added.headers["ETag"]
    changed = program.changes(line, amount=0, paid_by="The city")
    assert (changed.json["answers"]["amount"], changed.json["answers"]["paid_by"]) == (0, "The city"), changed.text
    late = program.sends("patch", line, {"answers": {"amount": 1}}, If_Match=added.headers["ETag"])
    errors_of(late, 412)
    errors_of(program.sends("delete", line, If_Match=added.headers["ETag"]), 412)
    errors_of(program.sends("delete", line), 428)
    told = program.changes(address, people=40)
    assert told.json["answers"] == {"people": 40, "groups": None} and len(told.json["lines"]) == 1
    assert costs_of(fresh(session, project)).lines[0].hundredths == 0
    gone = program.removes(line)
    assert (gone.status_code, gone.data) == (204, b"")
    assert costs_of(fresh(session, project)).lines == ()
    errors_of(program.reads(line), 404)
    errors_of(program.sends("post", f"{address}/lines", {"answers": LINE}, Idempotency_Key="a"), 404)


@pytest.mark.parametrize(
    ("change", "at", "said"),
    [
        ({"what": " "}, "what", "Say what it is"), ({"amount": -1}, "amount", "must be 0 or more"),
        ({"amount": 1.234}, "amount", "two figures after the point"), ({"kind": "no-such"}, "kind/0", "Not a valid"),
        ({"price_year": 1980}, "price_year", "1990 or more"), ({"per": None}, "per", ""),
    ],
)  # fmt: skip
def test_a_line_is_asked_what_its_page_asks(program, session, project, change, at, said):
    answer = program.sends("post", f"/projects/{project.id}/costs/lines", {"answers": {**LINE, **change}})
    errors = errors_of(answer)
    assert said in next(words[0] for name, words in errors.items() if f"/answers/{at}".startswith(name)), errors
    assert costs_of(fresh(session, project)).lines == ()


def add_step(program, project, kind, **answers):
    return program.sends("post", f"/projects/{project.id}/theory/steps", {"kind": kind, "answers": answers})


def test_a_theory_of_change_is_built_step_by_step(program, session, project):
    address = f"/projects/{project.id}/theory"
    walk = add_step(program, project, "activity", words="Walk\nalong")
    days = add_step(program, project, "outcome", outcome="attendance")
    assert walk.status_code == days.status_code == 201, (walk.text, days.text)
    assert walk.json["answers"] == {"words": "Walk along", "leads_to": []}
    assert days.json["answers"] == {"words": None, "outcome": "attendance", "leads_to": []}
    assert add_step(program, project, "activity", words="Walk along").json["id"] == walk.json["id"]
    step = f"{address}/steps/{walk.json['id']}"
    linked = program.changes(step, leads_to=[days.json["id"]])
    assert linked.json["answers"] == {"words": "Walk along", "leads_to": [days.json["id"]]}, linked.text
    link = f"{address}/links/{walk.json['id']}/{days.json['id']}"
    result = str(project.evaluations[0].results[0].id)
    shown = program.changes(link, because="The pupil is at home.", results=[result], references=["A. Reader, 2020"])
    assert shown.json["answers"] == {
        "because": "The pupil is at home.", "results": [result], "document": None, "page": None,
        "references": ["A. Reader, 2020"],
    }, shown.text  # fmt: skip
    assert program.changes(step, words="Walk with them").json["answers"]["leads_to"] == [days.json["id"]]
    whole = program.reads(address).json
    assert [each["kind"] for each in whole["steps"]] == ["activity", "outcome"]
    assert whole["links"] == [shown.json]
    assert theory_of(fresh(session, project)).is_whole
    errors_of(program.sends("patch", step, {"answers": {"words": "Late"}}, If_Match=walk.headers["ETag"]), 412)
    errors_of(program.sends("delete", f"/results/{result}", If_Match='"another"'), 412)
    assert program.removes(f"/results/{result}").status_code == 204
    errors_of(program.reads(f"/results/{result}"), 404)
    other = program.changes(link, because="Somebody is at home.")
    assert other.json["answers"]["results"] == [], "what is not there any more cannot be chosen"
    assert program.removes(f"{address}/steps/{days.json['id']}").status_code == 204
    assert program.reads(address).json["links"] == []
    errors_of(program.reads(link), 404)
    assert program.reads(step).json["answers"]["leads_to"] == []


def test_a_step_is_asked_what_its_page_asks(program, session, project):
    wrong = {
        ("activity", "/answers/words"): {}, ("need", "/answers/words"): {"words": "x" * 201},
        ("input", "/answers/outcome"): {"words": "Money", "outcome": "school-attendance"},
        ("outcome", "/answers/words"): {"words": ""}, ("outcome", "/answers/outcome"): {"outcome": "no-such"},
        ("magic", "/kind"): {"words": "It works"},
    }  # fmt: skip
    for (kind, at), answers in wrong.items():
        assert at in errors_of(add_step(program, project, kind, **answers)), kind
    one, two = (add_step(program, project, "activity", words=words).json for words in ("One", "Two"))
    steps = f"/projects/{project.id}/theory/steps"
    assert program.changes(f"{steps}/{one['id']}", leads_to=[two["id"]]).status_code == 200
    assert "/answers/leads_to" in errors_of(program.changes(f"{steps}/{two['id']}", leads_to=[one["id"]]))
    link = f"/projects/{project.id}/theory/links/{one['id']}/{two['id']}"
    assert "/answers/document" in errors_of(program.changes(link, document=one["id"])), "there is none to choose"
    assert "/answers/results" in errors_of(program.changes(link, results=[one["id"]]))


def test_parts_of_a_project_are_its_teams(app, program, session, project, organisation):
    step = add_step(program, project, "activity", words="Walk").json["id"]
    line = program.sends("post", f"/projects/{project.id}/costs/lines", {"answers": LINE}).json["id"]
    acts = session.scalar(select(func.count()).select_from(AuditEntry))
    reader = a_token(session, a_person(session, organisation, role=TeamRole.READER))
    stranger = a_token(session, a_person(session, an_organisation(session)))
    session.commit()
    base = f"/projects/{project.id}"
    for token, read, write in ((reader, 200, 403), (stranger, 404, 404)):
        program.token = token
        for part in ("/costs", f"/costs/lines/{line}", "/theory", f"/theory/steps/{step}"):
            assert program.reads(f"{base}{part}").status_code == read, part
        for method, part, sent in (
            ("post", "/costs/lines", {"answers": LINE}), ("patch", "/costs", {"answers": {"people": 40}}),
            ("patch", f"/costs/lines/{line}", {"answers": {"what": "x"}}), ("delete", f"/costs/lines/{line}", None),
            ("post", "/theory/steps", {"kind": "need", "answers": {"words": "x"}}),
            ("patch", f"/theory/steps/{step}", {"answers": {"words": "x"}}), ("delete", f"/theory/steps/{step}", None),
        ):  # fmt: skip
            assert program.sends(method, f"{base}{part}", sent, If_Match="*").status_code == write, (method, part)
    session.rollback()
    assert session.scalar(select(func.count()).select_from(AuditEntry)) == acts
