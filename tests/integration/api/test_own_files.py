"""A team's program keeps the files of studies and plans, says why there is no report, and keeps lists of references."""

from io import BytesIO

import pytest
from sqlalchemy import func, select

from evidencehub.accounts.models import TeamRole
from evidencehub.projects.models import Document, Evaluation
from evidencehub.shared.audit import AuditEntry
from tests.factories import a_person, a_project, a_token, an_evaluation, an_organisation
from tests.integration.api.test_own import TEAM, errors_of
from tests.integration.api.test_own_parts import Keeps
from tests.support.documents import a_pdf, words

REPORT = ("Report.pdf", a_pdf(words("What we found.")))
WALK = "TY  - JOUR\nTI  - Walking to school\nAU  - Reader, Anna\nPY  - 2019\nDO  - 10.5555/walk\nER  - \n"
BIKE = "TY  - JOUR\nTI  - Cycling to school\nAU  - Rider, Ben\nPY  - 2020\nER  - \n"


@pytest.fixture
def organisation(session):
    return an_organisation(session, name="Walkers")


@pytest.fixture
def study(session, organisation):
    study = an_evaluation(session, a_project(session, organisation, name="Walk"), title="A study", design="rct")
    session.commit()
    return study


@pytest.fixture
def program(app, session, organisation):
    made = Keeps(app, app.response_class)
    made.token = a_token(session, a_person(session, organisation))
    session.commit()
    return made


def uploads(program, address, **said):
    content = [(BytesIO(REPORT[1]), REPORT[0])]
    return program.post(
        f"{TEAM}{address}", data={**said, "file": content}, content_type="multipart/form-data",
        headers={"Authorization": f"Bearer {program.token}"},
    )  # fmt: skip


def test_files_go_with_a_plan_and_out_of_it(program, session, study):
    of_study, of_project = f"/evaluations/{study.id}/plan/files", f"/projects/{study.project_id}/plan/documents"
    assert "who" in errors_of(uploads(program, of_study, kind="protocol", caption="Our plan"))
    added = uploads(program, of_study, kind="protocol", caption="Our plan", who="everybody")
    assert added.status_code == 201 and added.json["who"] == "everybody", added.text
    before = uploads(program, of_project, kind="instrument", caption="Questions")
    assert before.status_code == 201 and before.json["who"] is None, before.text
    for address, one in ((of_study, added), (of_project, before)):
        assert [each["id"] for each in program.reads(address).json["items"]] == [one.json["id"]]
        document = f"/documents/{one.json['id']}"
        errors_of(program.sends("delete", document), 428)
        errors_of(program.sends("delete", document, If_Match='"another"'), 412)
        assert program.removes(document).status_code == 204
        errors_of(program.reads(document), 404)
        assert program.reads(address).json["items"] == []
    session.rollback()
    assert session.scalar(select(func.count()).where(Document.removed_at.is_not(None))) == 2


def test_a_team_says_why_there_is_no_report_and_takes_one_out(program, session, study):
    address = f"/evaluations/{study.id}/documents"
    first = program.reads(address)
    assert first.json == {"items": [], "answers": {"documents_note": None}}
    said = program.changes(address, documents_note="Its owner keeps it.")
    assert said.status_code == 200 and said.json["answers"] == {"documents_note": "Its owner keeps it."}
    session.rollback()
    assert session.get(Evaluation, study.id).documents_note == "Its owner keeps it."
    late = program.sends("patch", address, {"answers": {"documents_note": "Other"}}, If_Match=first.headers["ETag"])
    errors_of(late, 412)
    assert "2,000" in errors_of(program.changes(address, documents_note="x" * 2001))["/answers/documents_note"][0]
    added = uploads(program, address, kind="report")
    assert added.headers["Location"].endswith(f"/documents/{added.json['id']}"), added.text
    assert program.removes(f"/documents/{added.json['id']}").status_code == 204
    assert program.reads(address).json["items"] == []


def brings(program, study, pasted, where="publications", **more):
    body = {"answers": {"pasted": pasted, "where": where}, **more}
    return program.sends("post", f"/evaluations/{study.id}/references", body)


def test_references_are_brought_moved_and_removed(program, session, study):
    address = f"/evaluations/{study.id}/references"
    added = brings(program, study, WALK + BIKE)
    assert added.status_code == 201 and added.json["were_there"] == 0, added.text
    walk, bike = added.json["added"]
    assert (walk["doi"], walk["year"], walk["authors"], walk["url"]) == ("10.5555/walk", 2019, ["Reader, Anna"], None)
    again = brings(program, study, WALK, where="literature")
    assert again.json["added"] == [] and again.json["were_there"] == 1
    one = f"{address}/{walk['id']}"
    tag = program.reads(one).headers["ETag"]
    moved = program.sends("patch", one, {"where": "literature"}, If_Match=tag)
    assert moved.status_code == 200 and moved.json == {**walk, "where": "literature"}
    errors_of(program.sends("patch", one, {"where": "publications"}, If_Match=tag), 412)
    listed = program.reads(address).json
    assert (listed["publications"], listed["literature"]) == ([bike], [moved.json])
    assert program.removes(one).status_code == 204
    errors_of(program.reads(one), 404)
    session.rollback()
    kept = session.get(Evaluation, study.id)
    assert [each["title"] for each in kept.publications] == ["Cycling to school"] and kept.literature == []


def test_what_may_be_there_already_is_asked_about_and_nothing_is_added_before(program, session, study):
    brings(program, study, WALK)
    like = WALK.replace("10.5555/walk", "10.5555/other")
    asked = brings(program, study, BIKE + like)
    assert "Walking to school" in errors_of(asked)["/entries/1"][0]
    session.rollback()
    assert len(session.get(Evaluation, study.id).publications) == 1
    assert brings(program, study, BIKE + like, same=[1]).json["were_there"] == 1
    other = brings(program, study, like, different=[0])
    assert [each["doi"] for each in other.json["added"]] == ["10.5555/other"], other.text


def test_a_list_that_cannot_be_read_is_told_so(program, study):
    assert "/answers/pasted" in errors_of(brings(program, study, "not a list at all"))
    assert "/answers/pasted" in errors_of(brings(program, study, " "))
    assert "/answers/where" in errors_of(brings(program, study, WALK, where="elsewhere"))
    assert "/same/0" in errors_of(brings(program, study, WALK, same=["1"]))


def test_files_and_references_are_their_teams(program, session, study, organisation):
    reference = brings(program, study, WALK).json["added"][0]["id"]
    document = uploads(program, f"/evaluations/{study.id}/documents", kind="report").json["id"]
    session.rollback()
    acts = session.scalar(select(func.count()).select_from(AuditEntry))
    reader = a_token(session, a_person(session, organisation, role=TeamRole.READER))
    stranger = a_token(session, a_person(session, an_organisation(session)))
    session.commit()
    of_study, of_project = f"/evaluations/{study.id}", f"/projects/{study.project_id}"
    files = (f"{of_study}/plan/files", f"{of_project}/plan/documents", f"{of_study}/documents")
    references = (f"{of_study}/references", f"{of_study}/references/{reference}")
    for token, read, write in ((reader, 200, 403), (stranger, 404, 404)):
        program.token = token
        for address in (*files, *references, f"/documents/{document}"):
            assert program.reads(address).status_code == read, address
        for address in files:
            answer = uploads(program, address, kind="protocol", caption="x", who="everybody")
            assert answer.status_code == write, address
        assert brings(program, study, BIKE).status_code == write
        for method, address, sent in (
            ("delete", f"/documents/{document}", None), ("delete", references[1], None),
            ("patch", references[1], {"where": "literature"}),
            ("patch", files[2], {"answers": {"documents_note": "x"}}),
        ):  # fmt: skip
            assert program.sends(method, address, sent, If_Match="*").status_code == write, address
    session.rollback()
    assert session.scalar(select(func.count()).select_from(AuditEntry)) == acts
