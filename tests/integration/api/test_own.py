"""A team's program keeps its drafts: the same rules and words as on the pages, nothing undone or added twice."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from evidencehub.accounts.models import TeamRole
from evidencehub.accounts.programs.scopes import Scope
from evidencehub.api.own import once
from evidencehub.api.own.models import KeyedCall
from evidencehub.cli import worker
from evidencehub.projects.models import Evaluation, OutcomeResult, Project
from evidencehub.shared.audit import AuditEntry
from evidencehub.shared.clock import utc_now
from tests.factories import a_person, a_project, a_token, an_evaluation, an_organisation

TEAM = "/api/v1/team"
MEANS = {
    "contrast": "between", "gives": "means", "outcome_area": "school-attendance", "outcome": "Days in school",
    "higher_is": "better", "unit": "days", "n_t": 40, "mean_t": 172.5, "sd_t": 11, "n_c": 44, "mean_c": 165.25,
    "sd_c": 12.5,
}  # fmt: skip


class Program(FlaskClient):
    """Asks with a token, for what a person of a team may do."""

    token = ""

    def asks(self, method, address, answers=None, **headers):
        told = {"Authorization": f"Bearer {self.token}", **{name.replace("_", "-"): v for name, v in headers.items()}}
        sent = answers if answers is None or "study" in answers or "answers" in answers else {"answers": answers}
        return self.open(f"{TEAM}{address}", method=method.upper(), json=sent, headers=told)


@pytest.fixture
def organisation(session):
    return an_organisation(session, name="Walkers")


@pytest.fixture
def person(session, organisation):
    return a_person(session, organisation)


@pytest.fixture
def program(app, session, person):
    made = Program(app, app.response_class)
    made.token = a_token(session, person)
    session.commit()
    return made


@pytest.fixture
def project(session, organisation):
    project = a_project(session, organisation, name="Walk", summary="We walk.", age_from=11)
    an_evaluation(session, project, title="A study", design="rct")
    session.commit()
    return project


def errors_of(answer, status=422):
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json"), answer.text
    return answer.json.get("errors", {})


def count(session, model):
    session.rollback()
    return session.scalar(select(func.count()).select_from(model))


def test_a_program_describes_a_project_from_nothing_to_a_result(program, session, organisation):
    new = {"organisation_id": str(organisation.id), "name": "Walk with me", "summary": "Volunteers walk to school."}
    added = program.asks("post", "/projects", new)
    assert added.status_code == 201 and added.headers["Location"].endswith(added.json["id"])
    address = f"/projects/{added.json['id']}"
    answers = {
        "need": "Many miss school.", "outcome_areas": ["school-attendance"], "age_from": 11, "age_to": 15,
        "still_offered": True, "hours_a_week": 2.5,
    }  # fmt: skip
    changed = program.asks("patch", address, answers, If_Match=added.headers["ETag"])
    assert changed.status_code == 200 and changed.headers["ETag"] != added.headers["ETag"]
    read = program.asks("get", address)
    assert read.json == changed.json and {name: read.json["answers"][name] for name in answers} == answers
    study = program.asks("post", f"{address}/evaluations", {"title": "First study"})
    about = {
        "authors": ["A. Walker", "B. Runner"], "year": 2025, "started_on": "2024-09-01", "design": "rct",
        "summary": "We compared two groups.",
    }  # fmt: skip
    evaluation = f"/evaluations/{study.json['id']}"
    told = program.asks("patch", evaluation, about, If_Match=study.headers["ETag"])
    assert told.status_code == 200 and told.json["answers"]["started_on"] == "2024-09-01", told.text
    assert "participants" in told.json["study"] or told.json["study"]
    result = program.asks("post", f"{evaluation}/results", MEANS)
    assert result.status_code == 201, result.text
    assert {name: result.json["answers"][name] for name in MEANS} == MEANS
    session.rollback()
    kept = session.scalar(select(OutcomeResult))
    assert kept.effect == pytest.approx(7.25) and "effect" in kept.worked_out, "as the page works it out"
    assert session.get(Project, kept.evaluation.project_id).still_offered is True
    listed = program.asks("get", f"{address}/evaluations").json["items"]
    assert [each["outcome"] for each in listed[0]["results"]] == ["Days in school"]
    acts = session.scalars(select(AuditEntry.action).order_by(AuditEntry.number)).all()
    assert acts[-5:] == ["project.created", "project.edited", "evaluation.created", "evaluation.edited", "result.added"]


@pytest.mark.parametrize(
    ("answers", "at", "said"),
    [
        ({"name": " "}, "/answers/name", "Enter the project's name"),
        ({"name": "x" * 201}, "/answers/name", "Name of the project must be 200 characters or fewer"),
        ({"age_to": 9}, "/answers/age_to", "The oldest age must not be below the youngest"),
        ({"age_from": 200}, "/answers/age_from", "Youngest age must be 120 or less"),
        ({"age_from": "11"}, "/answers/age_from", "Not a valid integer."),
        ({"age_from": True}, "/answers/age_from", "Not a valid integer."),
        ({"age_from": 10**400}, "/answers/age_from", "Not a valid integer."),
        ({"outcome_areas": ["no-such"]}, "/answers/outcome_areas/0", "Not a valid choice."),
        ({"colour": "red"}, "/answers/colour", "There is no such field."),
        ({"taken_down_at": None}, "/answers/taken_down_at", "There is no such field."),
    ],
)  # fmt: skip
def test_what_a_page_refuses_a_call_refuses_in_the_same_words(program, session, project, answers, at, said):
    tag = program.asks("get", f"/projects/{project.id}").headers["ETag"]
    answer = program.asks("patch", f"/projects/{project.id}", answers, If_Match=tag)
    assert errors_of(answer)[at] == [said]
    assert count(session, AuditEntry) == 0


@pytest.mark.parametrize(
    ("change", "at", "said"),
    [
        ({"higher_is": None}, "higher_is", "Say whether a higher number means better"),
        ({"outcome": None}, "outcome", "Say what was measured"),
        ({"mean_c": None}, "mean_c", "Give both averages, or the difference"),
        ({"events_t": 4}, "events_t", "This is not asked of a result of this kind."),
        ({"gives": "ratio", "contrast": "within"}, "gives", "is for two groups"),
        ({"gives": "guess"}, "gives", "Not a valid choice."),
        ({"sd_t": -1}, "sd_t", "must be 0 or more"),
        ({"n_t": 1.5}, "n_t", "Not a valid integer."),
    ],
)  # fmt: skip
def test_a_result_is_asked_what_its_page_asks(program, session, project, change, at, said):
    address = f"/evaluations/{project.evaluations[0].id}/results"
    assert said in errors_of(program.asks("post", address, {**MEANS, **change}))[f"/answers/{at}"][0]
    assert count(session, OutcomeResult) == 0


def test_a_ratio_is_read_as_a_ratio_and_given_back_as_one(program, session, project):
    ratio = {
        "contrast": "between", "gives": "ratio", "outcome_area": "school-attendance", "outcome": "Exclusions",
        "higher_is": "worse", "effect": 0.7, "ci_low": 0.5, "ci_high": 0.98, "effect_metric": "or", "p_value": "< 0.05",
    }  # fmt: skip
    added = program.asks("post", f"/evaluations/{project.evaluations[0].id}/results", ratio)
    assert added.status_code == 201, added.text
    assert added.json["answers"]["effect"] == pytest.approx(0.7) and added.json["answers"]["p_value"] == "< 0.05"
    assert session.scalar(select(OutcomeResult.effect)) == pytest.approx(-0.3567, abs=1e-4)
    again = program.asks("put", f"/results/{added.json['id']}", added.json, If_Match=added.headers["ETag"])
    assert errors_of(again)["/id"] == ["There is no such field."]
    same = program.asks("put", f"/results/{added.json['id']}", added.json["answers"], If_Match=added.headers["ETag"])
    assert same.status_code == 200 and same.headers["ETag"] == added.headers["ETag"]


def test_an_outcome_that_was_stated_stays_while_its_words_do(program, session, project):
    added = program.asks("post", f"/evaluations/{project.evaluations[0].id}/results", MEANS)
    session.execute(update(OutcomeResult).values(outcome_slug="attendance"))  # as an import states it
    session.commit()
    address, acts = f"/results/{added.json['id']}", count(session, AuditEntry)
    same = program.asks("put", address, added.json["answers"], If_Match=added.headers["ETag"])
    assert same.status_code == 200 and count(session, AuditEntry) == acts, "nothing was changed"
    other = program.asks("put", address, {**same.json["answers"], "sd_t": 10}, If_Match=same.headers["ETag"])
    assert other.status_code == 200, other.text
    session.rollback()
    assert session.execute(select(OutcomeResult.sd_t, OutcomeResult.outcome_slug)).one() == (10, "attendance")
    program.asks("put", address, {**other.json["answers"], "outcome": "Kind words"}, If_Match=other.headers["ETag"])
    session.rollback()
    assert session.scalar(select(OutcomeResult.outcome_slug)) == ""


def test_nobody_undoes_what_another_wrote(program, session, project):
    address = f"/projects/{project.id}"
    errors_of(program.asks("patch", address, {"need": "One."}), 428)
    tag = program.asks("get", address).headers["ETag"]
    session.execute(update(Project).values(who_for="Somebody else's words.", version=Project.version + 1))
    session.commit()
    errors_of(program.asks("patch", address, {"need": "One."}, If_Match=tag), 412)
    same = program.asks("patch", address, {"who_for": "Somebody else's words."}, If_Match=tag)
    assert same.status_code == 200, "what is there already is no conflict"
    weak = f"W/{same.headers['ETag']}"  # as a server in front of the hub makes it that packs answers
    newer = program.asks("patch", address, {"need": "One."}, If_Match=weak)
    assert newer.status_code == 200 and newer.json["answers"]["who_for"] == "Somebody else's words."
    assert program.asks("get", address, If_None_Match=newer.headers["ETag"]).status_code == 304


def test_the_same_key_adds_nothing_twice_and_says_the_same(program, session, organisation):
    new = {"organisation_id": str(organisation.id), "name": "Walk", "summary": "We walk."}
    first = program.asks("post", "/projects", new, Idempotency_Key="a")
    again = program.asks("post", "/projects", new, Idempotency_Key="a")
    assert (again.status_code, again.json) == (201, first.json) and again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Idempotency-Replayed"] == "true" and count(session, Project) == 1
    assert (
        "Choose a new one"
        in program.asks("post", "/projects", {**new, "name": "W"}, Idempotency_Key="a").json["detail"]
    )
    errors_of(program.asks("post", "/projects", {**new, "name": ""}, Idempotency_Key="b"))
    assert program.asks("post", "/projects", new, Idempotency_Key="b").status_code == 201, "a refusal is not kept"
    session.rollback()
    session.execute(update(KeyedCall).where(KeyedCall.key == "a").values(answer=None))
    session.commit()
    errors_of(program.asks("post", "/projects", new, Idempotency_Key="a"), 409)


def test_keys_are_forgotten_after_a_day(app, program, session, organisation):
    new = {"organisation_id": str(organisation.id), "name": "Walk", "summary": "We walk."}
    for key in "ab":
        program.asks("post", "/projects", new, Idempotency_Key=key)
    old = utc_now() - once.KEPT - timedelta(minutes=1)
    session.execute(update(KeyedCall).where(KeyedCall.key == "a").values(created_at=old))
    session.commit()
    worker.forget_keyed_calls(app)
    session.rollback()
    assert session.scalars(select(KeyedCall.key)).all() == ["b"]


def test_a_token_does_what_its_person_may_and_what_it_was_made_for(app, program, session, project, organisation):
    reads, writes = (
        a_token(session, a_person(session, organisation), each) for each in (Scope.READ, Scope.PROJECTS_WRITE)
    )
    reader = a_token(session, a_person(session, organisation, role=TeamRole.READER))
    stranger = a_token(session, a_person(session, an_organisation(session)))
    session.commit()
    address, new = f"/projects/{project.id}", {"title": "Another"}
    result_of = {token: [] for token in (reads, writes, reader, stranger)}
    for token, found in result_of.items():
        program.token = token
        found.append(program.asks("get", address).status_code)
        found.append(program.asks("post", f"{address}/evaluations", new).status_code)
    assert result_of == {reads: [200, 403], writes: [403, 201], reader: [200, 403], stranger: [404, 404]}
    program.token = reads
    refused = program.asks("post", f"{address}/evaluations", new)
    assert 'scope="projects:write"' in refused.headers["WWW-Authenticate"]
    program.token = stranger
    theirs = {"organisation_id": str(organisation.id), "name": "W", "summary": "W."}
    assert errors_of(program.asks("post", "/projects", theirs))["/answers/organisation_id"]
    assert program.asks("get", "/projects").json["items"] == []


def test_no_way_of_writing_an_address_leads_around_the_edge(program, session, project):
    address = f"{TEAM}/projects/{project.id}"
    told = {"Authorization": f"Bearer {program.token}"}
    answer = program.get(address, headers=told, environ_overrides={"PATH_INFO": f"//{address}"})
    assert answer.status_code == 200 and answer.headers["Cache-Control"] == "private, no-store"
    assert "Authorization" in answer.headers["Vary"] and "RateLimit" in answer.headers


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", "application/json", 400), (b'{"answers":NaN}', "application/json", 400),
        (b'{"answers":{"name":"\\ud800"}}', "application/json", 400), (b"\xff", "application/json", 400),
        (b'{"answers":{},"answers":{}}', "application/json", 400), (b"[" * 100_000, "application/json", 400),
        (b"[]", "application/json", 422), (b"", "application/json", 400), (b"answers=1", "text/plain", 415),
        (b'{"answers":{"name":"\\u0000"}}', "application/json", 422),
        (b'{"answers":{"age_from":1e999}}', "application/json", 422),
        (b" " * (3 * 1024 * 1024), "application/json", 413),
    ],
)  # fmt: skip
def test_a_body_that_cannot_be_read_is_told_so(program, project, body, kind, status):
    answer = program.patch(
        f"{TEAM}/projects/{project.id}", data=body, content_type=kind,
        headers={"Authorization": f"Bearer {program.token}", "If-Match": "*"},
    )  # fmt: skip
    errors_of(answer, status)


def test_answers_about_a_study_fit_its_design(program, session, project):
    address = f"/evaluations/{project.evaluations[0].id}"
    read = program.asks("get", address)
    told = {"study": {"allocated_t": 50, "allocated_c": 52, "analysed_t": 40, "analysed_c": 44}}
    changed = program.asks("patch", address, told, If_Match=read.headers["ETag"])
    assert changed.status_code == 200 and changed.json["study"]["allocated_t"] == 50, changed.text
    session.rollback()
    assert session.get(Evaluation, project.evaluations[0].id).participants == 84
    wrong = program.asks("patch", address, {"study": {"analysed_t": 60}}, If_Match=changed.headers["ETag"])
    assert any(name.startswith("/study/") for name in errors_of(wrong)), wrong.text
    without = program.asks("patch", address, {"design": "pre-post"}, If_Match=changed.headers["ETag"])
    strange = program.asks("patch", address, {"study": {"allocated_t": 5}}, If_Match=without.headers["ETag"])
    assert errors_of(strange) == {"/study/allocated_t": ["This is not asked of a study of this design."]}


def test_reading_a_list_of_projects_goes_on_where_it_ended(program, session, project, organisation):
    for _ in range(4):
        a_project(session, organisation)
    session.commit()
    first = program.asks("get", "/projects?per_page=3").json
    rest = program.get(first["next"], headers={"Authorization": f"Bearer {program.token}"}).json
    keys = [each["id"] for each in (*first["items"], *rest["items"])]
    assert len(keys) == len(set(keys)) == 5 and rest["next"] is None
