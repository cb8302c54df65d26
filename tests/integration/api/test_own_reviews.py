"""A reviewer's program keeps and sends findings: by the guards of the pages, and as blind as they are."""

import json

import pytest
from sqlalchemy import select

from evidencehub.accounts.models import Membership, TeamRole
from evidencehub.accounts.programs.scopes import Scope
from evidencehub.authz.values import Actor
from evidencehub.review import services
from evidencehub.review.cases import MAX_REASON
from evidencehub.review.models import Finding
from evidencehub.review.states import AssignmentState
from tests.factories import a_token
from tests.factories_review import NOW, a_case_in_review, an_assigned_case, grade
from tests.integration.api.test_own import Program, errors_of
from tests.integration.review.test_third_numbers import SAME, a_case_with_numbers
from tests.integration.review.test_thirds import asked

HERE = "/api/v1/reviews"


class Reviewer(Program):
    def does(self, method, address="", sent=None, **headers):
        told = {"Authorization": f"Bearer {self.token}", **{name.replace("_", "-"): v for name, v in headers.items()}}
        return self.open(f"{HERE}{address}", method=method.upper(), json=sent, headers=told)

    def reads(self, seat):
        return self.does("get", f"/{seat.id}")

    def keeps(self, seat, **sent):
        return self.does("patch", f"/{seat.id}", sent, If_Match=self.reads(seat).headers["ETag"])

    def sends(self, seat):
        return self.does("post", f"/{seat.id}/sent", {}, If_Match=self.reads(seat).headers["ETag"])


@pytest.fixture
def case(session):
    case = a_case_in_review(session, project={"name": "Walk with me"})
    session.commit()
    return case


@pytest.fixture
def seat(case):
    return case.assignments[0]


@pytest.fixture
def program(app, session, case):
    made = Reviewer(app, app.response_class)
    made.token = a_token(session, case.reviewers[0])
    session.commit()
    return made


def numbers_in(value, name=""):
    """The names under which numbers stand."""
    if isinstance(value, dict):
        return {each for key, inner in value.items() for each in numbers_in(inner, key)}
    if isinstance(value, list):
        return {each for inner in value for each in numbers_in(inner, name)}
    return {name} if isinstance(value, int | float) and not isinstance(value, bool) else set()


def finding(question, **said):
    of = {"criterion": question["criterion"], "result": question["result"]}
    return {**of, "answer": question["answers"][-1], "reason": "It stands there.", "page": "4", **said}


def test_a_reviewer_reads_the_questions_keeps_findings_and_sends_them(program, session, case, seat):
    (listed,) = program.does("get").json["items"]
    assert listed["id"] == str(seat.id) and listed["name"] == "Walk with me"
    asked = program.reads(seat).json
    assert asked["findings"] == [] and not asked["is_ready"] and asked["questions"][0]["question"]
    first = finding(asked["questions"][0], answer="not-met")
    kept = program.keeps(seat, findings=[first])
    assert kept.status_code == 200 and kept.json["findings"] == [first] and kept.json["answered"] == 1, kept.text
    errors_of(program.sends(seat))
    step = asked["questions"][0]["step"]
    rest = [finding(each, answer="not-met") for each in asked["questions"] if each["step"] == step]
    harm = {"seen": "no", "looked_for": "no"}
    whole = program.keeps(seat, findings=rest, harm=harm)
    assert whole.status_code == 200 and whole.json["is_ready"] and whole.json["harm"] == {**harm, "what": None}
    sent = program.sends(seat)
    assert sent.status_code == 200, sent.text
    session.rollback()
    assert seat.state is AssignmentState.IN
    again = program.does("patch", f"/{seat.id}", {"findings": [first]}, If_Match="*")
    assert again.status_code == 403 and program.sends(seat).status_code == 403
    assert program.reads(seat).json["findings"] == whole.json["findings"], "what was sent is still theirs to read"


def test_what_the_page_refuses_is_refused_and_nothing_of_it_is_kept(program, session, seat):
    one, two, *_ = program.reads(seat).json["questions"]
    wrong = {
        "/findings/1/answer": finding(two, answer="splendid"),
        "/findings/1/reason": finding(two, reason="x" * (MAX_REASON + 1)),
        "/findings/1/page": finding(two, page="4" * 41),
        "/findings/1": finding(two, criterion="no-such"),
    }
    for at, second in wrong.items():
        assert at in errors_of(program.keeps(seat, findings=[finding(one), second]))
    assert errors_of(program.keeps(seat, findings=[finding(one)] * 2)) == {"/findings/1": ["This stands here twice."]}
    assert "/harm/looked_for" in errors_of(program.keeps(seat, harm={"seen": "no"}))
    assert "/numbers/0" in errors_of(program.keeps(seat, numbers=[{"name": "no-such", "value": "1", "page": "1"}]))
    session.rollback()
    assert session.scalar(select(Finding)) is None


def test_a_number_is_read_as_on_the_page_and_needs_its_page(program, seat):
    asked = [
        (number, each["result"]) for each in program.reads(seat).json["questions"] for number in each["numbers"]
    ]  # fmt: skip
    number, result = next((number, result) for number, result in asked if number["kind"] == "share")
    of = {"name": number["name"], "result": result}
    assert "/numbers/0/page" in errors_of(program.keeps(seat, numbers=[{**of, "value": "12%"}]))
    kept = program.keeps(seat, numbers=[{**of, "value": "12%", "page": "7"}])
    assert kept.json["numbers"] == [{**of, "value": "0.12", "page": "7"}], kept.text
    assert program.keeps(seat, numbers=[of]).json["numbers"] == []


def test_an_unfinished_finding_is_kept_as_begun_and_one_in_another_tab_is_not_undone(program, session, case, seat):
    question, *_ = program.reads(seat).json["questions"]
    tag = program.reads(seat).headers["ETag"]
    begun = program.keeps(seat, findings=[finding(question, answer=None, reason="\x00Perhaps.", page=None)])
    assert begun.status_code == 200 and begun.json["findings"][0]["reason"] == "Perhaps." and not begun.json["answered"]
    late = program.does("patch", f"/{seat.id}", {"findings": [finding(question)]}, If_Match=tag)
    errors_of(late, 412)
    errors_of(program.does("patch", f"/{seat.id}", {"findings": [finding(question)]}), 428)


def test_reviewers_are_as_blind_here_as_on_their_pages(app, program, session, case, seat):
    grade(session, case.assignments[1], reason="The other one’s reason.")
    session.commit()
    assert "The other one" not in program.reads(seat).text
    for method, address in (("get", ""), ("patch", ""), ("post", "/sent")):
        theirs = program.does(method, f"/{case.assignments[1].id}{address}", {}, If_Match="*")
        assert theirs.status_code == 404
    asked = program.reads(seat).json
    assert case.member.name not in json.dumps(asked)
    assert numbers_in(asked) == {"asked", "answered"}, "none that the team gave of a result"
    for person in (case.editor, case.member):
        program.token = a_token(session, person)
        session.commit()
        assert program.reads(seat).status_code in {403, 404}


def test_before_the_declaration_no_name_is_told_and_no_question(app, session):
    case = an_assigned_case(session, project={"name": "Walk with me"})
    program = Reviewer(app, app.response_class)
    program.token = a_token(session, case.reviewers[0])
    session.commit()
    (listed,) = program.does("get").json["items"]
    assert listed["name"] is None and "Walk with me" not in program.does("get").text
    assert program.reads(case.assignments[0]).status_code == 403
    services.declare(
        session, case.assignments[0], conflict="We are friends.",
        actor=Actor(id=case.reviewers[0].id, reviewer=True), now=NOW,
    )  # fmt: skip
    session.commit()
    assert program.reads(case.assignments[0]).status_code == 403
    assert program.does("get").json["items"][0]["name"] is None


def test_a_token_for_something_else_keeps_no_findings(program, session, case, seat):
    program.token = a_token(session, case.reviewers[0], Scope.READ, Scope.PROJECTS_WRITE)
    session.commit()
    refused = program.keeps(seat, harm={"seen": "no", "looked_for": "no"})
    assert refused.status_code == 403 and 'scope="findings:write"' in refused.headers["WWW-Authenticate"]


def invited(app, session, **values):
    case = an_assigned_case(session, project={"name": "Walk with me"}, **values)
    program = Reviewer(app, app.response_class)
    program.token = a_token(session, case.reviewers[0])
    session.commit()
    return case, case.assignments[0], program


def declares(program, seat, **answers):
    tag = program.does("get", f"/{seat.id}/declaration").headers["ETag"]
    return program.does("post", f"/{seat.id}/declaration", {"answers": answers}, If_Match=tag)


def test_a_reviewer_reads_whose_it_is_and_declares_before_the_report_opens(app, session):
    case, seat, program = invited(app, session)
    read = program.does("get", f"/{seat.id}/declaration")
    assert read.status_code == 200 and read.json["project"] == "Walk with me" and read.json["checks"]
    assert {*read.json["checks"][0]} == {"compared", "found"}, "what was found is for editors alone"
    assert not {each.name for each in (*case.reviewers, case.editor)} & {*read.text.split('"')}
    unseen = program.does("post", f"/{seat.id}/declaration", {"answers": {"conflict": "none"}})
    errors_of(unseen, 428)
    errors_of(program.does("post", f"/{seat.id}/declaration", {"answers": {"conflict": "none"}}, If_Match='"x"'), 412)
    assert "/answers/what" in errors_of(declares(program, seat, conflict="money"))
    assert program.reads(seat).status_code == 403
    told = declares(program, seat, conflict="none")
    assert told.status_code == 200 and told.json["name"] == "Walk with me", told.text
    assert program.reads(seat).status_code == 200
    assert program.does("get", f"/{seat.id}/declaration").status_code == 403, "it is done"
    other = case.assignments[1].id
    assert program.does("get", f"/{other}/declaration").status_code == 404
    assert (
        program.does("post", f"/{other}/declaration", {"answers": {"conflict": "none"}}, If_Match="*").status_code
        == 404
    )


def test_a_conflict_ends_the_seat_whoever_knew_of_it(app, session):
    _, seat, program = invited(app, session)
    told = declares(program, seat, conflict="family", what="My brother works there.")
    assert told.status_code == 200 and told.json["name"] is None, told.text
    assert program.reads(seat).status_code == 403
    session.rollback()
    assert (seat.state, seat.declared_kind) == (AssignmentState.CONFLICT, "family")
    case, found, second = invited(app, session)
    session.add(
        Membership(
            person=case.reviewers[0],
            organisation=case.submission.project.organisation,
            role=TeamRole.READER,
            created_at=NOW,
        )
    )
    session.commit()
    assert declares(second, found, conflict="none").json["name"] is None, "the machine looks once more"
    session.rollback()
    assert found.state is AssignmentState.CONFLICT


def test_who_has_graded_no_example_is_told_so_and_may_say_that_there_is_a_conflict(app, session):
    case, seat, program = invited(app, session)
    case.reviewers[0].trained_at = None
    session.commit()
    assert program.does("get", f"/{seat.id}/declaration").json["has_to_train"]
    assert "example" in declares(program, seat, conflict="none").json["detail"]
    session.rollback()
    assert seat.state is not AssignmentState.GRADING


def test_a_third_reviewer_is_asked_what_two_see_differently_and_learns_nothing_of_either(app, session):
    first, second = {"n_enrolled": "84"}, {"n_enrolled": "48"}
    case = a_case_with_numbers(session, first, second, answers=({**SAME, "po1.4": "partly"}, {**SAME, "po1.4": "met"}))
    third = asked(session, case)
    program = Reviewer(app, app.response_class)
    program.token = a_token(session, third.reviewer)
    session.commit()
    sheet = program.reads(third)
    assert [each["criterion"] for each in sheet.json["questions"]] == ["po1.4"] and sheet.json["findings"] == []
    (number,) = sheet.json["to_look_up"]
    assert (number["name"], number["result"], sheet.json["numbers"]) == ("n_enrolled", "", [])
    assert numbers_in(sheet.json) == {"asked", "answered"}
    of = {"name": "n_enrolled", "result": ""}
    wrong = {
        "/looked_up/0/page": {**of, "value": "84"}, "/looked_up/0/value": {**of, "page": "3"},
        "/looked_up/0": {"name": "n_reached", "value": "84", "page": "3"},
    }  # fmt: skip
    for at, one in wrong.items():
        assert at in errors_of(program.keeps(third, looked_up=[one])), at
    absent = program.keeps(third, looked_up=[{**of, "is_absent": True}])
    assert absent.json["numbers"] == [{**of, "value": None, "page": None}], absent.text
    finding = {"criterion": "po1.4", "result": "", "answer": "met", "reason": "It stands there.", "page": "3"}
    whole = program.keeps(third, looked_up=[{**of, "value": "84", "page": "3"}], findings=[finding])
    assert whole.json["numbers"] == [{**of, "value": "84", "page": "3"}] and whole.json["is_ready"], whole.text
    assert program.sends(third).status_code == 200
    session.rollback()
    assert third.state is AssignmentState.FROZEN
    for seat in case.assignments:
        assert program.reads(seat).status_code == 404


def test_numbers_by_themselves_are_not_for_the_first_two(program, seat):
    refused = program.keeps(seat, looked_up=[{"name": "n_enrolled", "value": "84", "page": "3"}])
    assert errors_of(refused) == {"/looked_up/0": ["This is not asked of you here."]}
    assert program.reads(seat).json["to_look_up"] == []
