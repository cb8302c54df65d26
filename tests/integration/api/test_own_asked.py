"""A team's program answers what was asked: thing by thing when something came back, and questions of editors."""

import pytest
from sqlalchemy import select

from evidencehub.accounts.models import TeamRole
from evidencehub.accounts.queries import actor_for
from evidencehub.projects.asked.models import DraftReply
from evidencehub.projects.questions.models import TeamQuestion
from evidencehub.projects.questions.states import QuestionState
from evidencehub.review import services
from tests.factories import NOW, a_person, a_token
from tests.factories_review import a_case_in_review, a_cleared_case
from tests.integration.api.test_own import errors_of
from tests.integration.api.test_own_parts import Keeps
from tests.integration.review.test_questions import WORDED, asks, sends

TWO = "Please say how many young people left.\n\nAdd the questionnaire\nas a file."


def program_of(app, session, person):
    made = Keeps(app, app.response_class)
    made.token = a_token(session, person)
    session.commit()
    return made


@pytest.fixture
def returned(session):
    case = a_cleared_case(session)
    services.return_to_team(
        session, case.submission, reason=TWO, actor=actor_for(case.editor), facts=case.facts(session), now=NOW
    )
    session.commit()
    return case


def test_what_an_editor_asked_is_answered_thing_by_thing(app, session, returned):
    program = program_of(app, session, returned.member)
    address = f"/projects/{returned.submission.project_id}/asked"
    asked = program.reads(address).json
    assert [each["asked"].split()[0] for each in asked["items"]] == ["Please", "Add"] and not asked["is_enough"]
    one, two = (f"{address}/{each['key']}" for each in asked["items"])
    first = program.reads(one)
    done = program.changes(one, said="done", text="Page 4.")
    assert done.status_code == 200 and done.json["is_answered"], done.text
    assert done.json["answers"] == {"said": "done", "text": "Page 4."} == program.reads(one).json["answers"]
    late = program.sends("patch", one, {"answers": {"text": "Page 5."}}, If_Match=first.headers["ETag"])
    errors_of(late, 412)
    assert errors_of(program.changes(two, said="disagree")) == {"/answers/text": ["Say why"]}
    assert "/answers/said" in next(iter(errors_of(program.changes(two, said="perhaps"))))
    assert "150 words" in errors_of(program.changes(two, said="done", text="word " * 151))["/answers/text"][0]
    assert program.changes(two, said="disagree", text="It is not ours.").status_code == 200
    assert program.changes(f"{address}/besides", text="The ages.").json["answers"] == {"text": "The ages."}
    assert "/answers/said" in errors_of(program.changes(f"{address}/besides", said="done"))
    assert program.reads(address).json["is_enough"]
    errors_of(program.reads(f"{address}/no-such"), 404)
    session.rollback()
    assert {each.text for each in session.scalars(select(DraftReply))} == {"Page 4.", "It is not ours.", "The ages."}
    sending = program.reads(f"/projects/{returned.submission.project_id}/sending").json
    assert sending["is_answered"]


def test_a_question_of_an_editor_is_answered_once_and_nothing_tells_who_wanted_to_know(app, session):
    case = a_case_in_review(session)
    question = asks(session, case)
    program = program_of(app, session, case.member)
    listed = f"/submissions/{case.submission.id}/questions"
    assert program.reads(listed).json["items"] == [], "an editor has not sent it yet"
    errors_of(program.reads(f"/questions/{question.id}"), 404)
    sends(session, case, question)
    session.commit()
    (asked,) = program.reads(listed).json["items"]
    assert asked["question"] == WORDED and asked["answer"] is None
    assert all(person.name not in program.reads(listed).text for person in (*case.reviewers, case.editor))
    address = f"/questions/{question.id}/answer"
    assert "/answers/text" in errors_of(program.sends("post", address, {"answers": {"text": " "}}))
    strange = {"answers": {"text": "x", "document": str(question.id)}}
    assert "/answers/document" in errors_of(program.sends("post", address, strange))
    reader = program_of(app, session, a_person(session, case.submission.project.organisation, role=TeamRole.READER))
    reviewer = program_of(app, session, case.reviewers[0])
    assert reader.sends("post", address, {"answers": {"text": "x"}}).status_code == 403
    assert reviewer.sends("post", address, {"answers": {"text": "x"}}).status_code == 404
    assert reviewer.reads(listed).status_code == 404


def test_an_answer_is_kept_and_the_same_key_gives_it_again(app, session, monkeypatch):
    case = a_case_in_review(session)
    question = asks(session, case)
    sends(session, case, question)
    session.commit()
    question.due_at = question.due_at.replace(year=2100)
    session.commit()
    program = program_of(app, session, case.member)
    said = {"answers": {"text": "From the first group."}}
    address = f"/questions/{question.id}/answer"
    given = program.sends("post", address, said, Idempotency_Key="a")
    assert given.status_code == 201 and given.json["answer"] == "From the first group.", given.text
    assert not given.json["is_open"]
    assert program.sends("post", address, said, Idempotency_Key="a").json == given.json
    errors_of(program.sends("post", address, {"answers": {"text": "Other."}}), 409)
    session.rollback()
    kept = session.scalar(select(TeamQuestion))
    assert (kept.state, kept.answer) == (QuestionState.ANSWERED, "From the first group.")
