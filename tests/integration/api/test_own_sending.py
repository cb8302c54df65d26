"""A team's program uploads a report, is told what is missing, and sends, with what the page has people state."""

from io import BytesIO

import pytest
from sqlalchemy import func, select

from evidencehub.accounts.models import TeamRole
from evidencehub.accounts.programs.scopes import Scope
from evidencehub.projects.models import Document, Submission
from evidencehub.projects.states import SubmissionState
from evidencehub.shared.mail import Mail
from tests.factories import a_person, a_project, a_result, a_token, an_editor, an_evaluation, an_organisation
from tests.integration.api.test_own import TEAM, Program, errors_of
from tests.support.documents import a_pdf, words


@pytest.fixture
def organisation(session):
    return an_organisation(session, name="Walkers")


@pytest.fixture
def project(session, organisation):
    project = a_project(session, organisation, name="Walk", summary="We walk.")
    a_result(session, an_evaluation(session, project, title="A study", design="rct"))
    an_editor(session)
    session.commit()
    return project


@pytest.fixture
def program(app, session, organisation):
    made = Program(app, app.response_class)
    made.token = a_token(session, a_person(session, organisation))
    session.commit()
    return made


def uploads(program, evaluation, *files, **said):
    content = [(BytesIO(content), name) for name, content in files]
    return program.post(
        f"{TEAM}/evaluations/{evaluation.id}/documents", data={"kind": "report", **said, "file": content},
        content_type="multipart/form-data", headers={"Authorization": f"Bearer {program.token}"},
    )  # fmt: skip


def states(project, **more):
    return {
        "evaluations": [str(project.evaluations[0].id)], "standard": "project-oracle", "agreed": True, "no_names": True,
        **more,
    }  # fmt: skip


def sends(program, project, answers, **headers):
    tag = program.asks("get", f"/projects/{project.id}/sending").headers["ETag"]
    return program.asks("post", f"/projects/{project.id}/submissions", answers, **{"If_Match": tag, **headers})


REPORT = ("Report.pdf", a_pdf(words("What we found.")))


def test_a_program_uploads_the_report_and_sends_the_project(program, session, project):
    address = f"/projects/{project.id}"
    before = program.asks("get", f"{address}/sending").json
    assert [each["text"] for each in before["missing"]] == ["Add the report, or say why there is none"]
    assert before["evaluations"] == [] and before["may_send"]
    added = uploads(program, project.evaluations[0], REPORT)
    assert added.status_code == 201 and added.json["file_name"] == "Report.pdf", added.text
    assert "already" in errors_of(uploads(program, project.evaluations[0], REPORT))["file"][0]
    listed = program.asks("get", f"/evaluations/{project.evaluations[0].id}/documents").json
    assert [each["kind"] for each in listed["items"]] == ["report"]
    ready = program.asks("get", f"{address}/sending").json
    assert ready["missing"] == [] and ready["proposed_standard"] in {each["id"] for each in ready["standards"]}
    sent = sends(program, project, states(project), Idempotency_Key="once")
    assert sent.status_code == 201 and sent.json["number"] == 1, sent.text
    session.rollback()
    kept = session.scalar(select(Submission))
    assert kept.state is SubmissionState.SUBMITTED and str(kept.id) == sent.json["id"]
    assert session.scalar(select(func.count()).where(Mail.about == "submission.sent")) == 2
    followed = program.get(sent.headers["Location"], headers={"Authorization": f"Bearer {program.token}"})
    assert followed.json == sent.json
    errors_of(sends(program, project, states(project)), 409)
    assert sends(program, project, states(project), Idempotency_Key="once").status_code == 201


@pytest.mark.parametrize(
    ("wrong", "at", "said"),
    [
        ({"agreed": False}, "agreed", "Confirm that everyone named has agreed"),
        ({"no_names": False}, "no_names", "Confirm that nothing in it names people"),
        ({"standard": "no-such"}, "standard", "no longer on offer"),
        ({"evaluations": ["00000000-0000-4000-8000-000000000000"]}, "evaluations", "not"),
    ],
)  # fmt: skip
def test_what_the_page_has_people_state_is_asked_here_too(program, session, project, wrong, at, said):
    uploads(program, project.evaluations[0], REPORT)
    answer = sends(program, project, states(project, **wrong))
    assert said in errors_of(answer)[f"/answers/{at}"][0]
    assert session.scalar(select(Submission)) is None


def test_nothing_is_sent_that_somebody_did_not_see(program, session, project):
    errors_of(program.asks("post", f"/projects/{project.id}/submissions", states(project)), 428)
    uploads(program, project.evaluations[0], REPORT)
    tag = program.asks("get", f"/projects/{project.id}/sending").headers["ETag"]
    session.rollback()
    project.need = "Other words."
    session.commit()
    errors_of(sends(program, project, states(project), If_Match=tag), 412)


def test_who_may_not_send_on_the_page_may_not_here(program, session, project, organisation):
    uploads(program, project.evaluations[0], REPORT)
    contributor = a_token(session, a_person(session, organisation, role=TeamRole.CONTRIBUTOR))
    writes = a_token(session, a_person(session, organisation), Scope.READ, Scope.PROJECTS_WRITE)
    session.commit()
    for token in (contributor, writes):
        program.token = token
        errors_of(sends(program, project, states(project)), 403)
    assert session.scalar(select(Submission)) is None


@pytest.mark.parametrize(
    ("files", "said", "at"),
    [
        ([], {}, "file"), ([REPORT, REPORT], {}, "file"), ([("a.exe", b"\x00\xff" * 50)], {}, "file"),
        ([("a.pdf", b"")], {}, "file"), ([REPORT], {"kind": "novel"}, "kind"),
        ([REPORT], {"kind": "instrument"}, "caption"),
        ([REPORT], {"colour": "red"}, "colour"),
    ],
)  # fmt: skip
def test_a_file_that_the_page_refuses_is_refused(program, session, project, files, said, at):
    answer = uploads(program, project.evaluations[0], *files, **said)
    assert at in errors_of(answer)
    session.rollback()
    assert session.scalar(select(Document)) is None
