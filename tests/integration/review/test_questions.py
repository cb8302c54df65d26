"""A reviewer asks the team something: through the editor, within ten days, and in the same words for both reviewers."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from evidencehub.accounts.queries import actor_for
from evidencehub.projects import access as projects
from evidencehub.projects.questions.models import TeamQuestion
from evidencehub.projects.questions.queries import sent
from evidencehub.projects.questions.states import QuestionState
from evidencehub.review import services
from evidencehub.review.links import IN_WORDS
from evidencehub.review.questions import answering, asking, handling, stepping
from evidencehub.review.questions.models import EditorNote
from evidencehub.review.withdrawing import withdraw
from evidencehub.shared import due
from evidencehub.shared.audit import verify
from evidencehub.shared.clock import day_of, end_of
from evidencehub.shared.db import db
from evidencehub.shared.errors import Invalid, NotAllowed, WrongState
from evidencehub.shared.mail import Mail
from tests.factories import NOW
from tests.factories_review import a_case_in_review, decide, grade, settle

ASKED, WORDED, SAID = "From which group did 14 leave, dear team?", "Who left?", "Nine from ours."
STOPS = {"po2.8": "not-met"}


def asks(session, case, text=ASKED, seat=0, now=NOW):
    return asking.ask(session, case.assignments[seat], text=text, actor=actor_for(case.reviewers[seat]), now=now)


def sends(session, case, question, text=WORDED, now=NOW):
    told = {"actor": actor_for(case.editor), "facts": case.facts(session), "now": now}
    handling.send(session, question, text=text, **told)


def answers(session, case, question, text=SAID, document_id=None, now=NOW):
    facts = projects.submission_facts(case.team, case.submission)
    answering.answer(
        session, question, text=text, document_id=document_id, actor=case.team, facts=facts, now=now
    )  # fmt: skip


def mails(session, about):
    return sorted(session.scalars(select(Mail.to).where(Mail.about == about)))


@pytest.fixture
def on(app, session):
    """Let the worker do what is due of questions as on a later day."""

    def work(moment):
        session.commit()
        with app.app_context():
            handlers = {stepping.DUE: answering.handler(IN_WORDS, lambda: moment)}
            due.run(db.sessionmaker, handlers, now=lambda: moment)
        session.rollback()
        session.expire_all()

    return work


def test_while_a_question_waits_for_the_team_it_is_the_teams_turn(client, session):
    case = a_case_in_review(session)
    question = asks(session, case)
    session.commit()
    client.sign_in(case.member)
    pages = ("/team", f"/team/projects/{case.submission.project_id}", f"/team/submissions/{case.submission.id}")
    yours, theirs = "It is your turn: an editor asks you a question", "turn</span>"

    def told():
        return [" ".join(re.search(r'<span class="hub-since">(.*?</span>)', client.get(page).text, re.S)[1].split())
                for page in pages]  # fmt: skip

    assert all(each.endswith(theirs) and yours not in each for each in told()), "no editor has asked it yet"
    sends(session, case, question)
    session.commit()
    assert all(yours in each for each in told())
    answers(session, case, question)
    session.commit()
    assert all(yours not in each for each in told())


def test_a_question_goes_through_the_editor_and_the_answer_to_both_in_the_same_words(app, session):
    case = a_case_in_review(session)
    session.commit()
    asker, other, editor, team = (app.test_client() for _ in range(4))
    for client, person in zip(
        (asker, other, editor, team), (*case.reviewers, case.editor, case.member), strict=True
    ):  # fmt: skip
        client.sign_in(person)
    own, others = (f"/reviews/{seat.id}/questions" for seat in case.assignments)
    assert asker.post(own, data={"text": ASKED}).status_code == 303
    assert asker.post(own, data={"text": ASKED}).status_code == 303, "pressed twice"
    session.rollback()
    question = session.scalars(select(TeamQuestion)).one()
    assert mails(session, "question.asked") == [case.editor.email]
    assert ASKED in asker.get(own).text and ASKED not in other.get(others).text
    page = f"/team/questions/{question.id}"
    assert team.get(page).status_code == 404
    assert "Read a question to the team" in editor.get("/cases").text
    desk = f"/cases/{case.submission.id}/questions"
    assert ASKED in editor.get(desk).text and ASKED in editor.get(f"{desk}/{question.id}").text
    assert editor.post(f"{desk}/{question.id}/send", data={"text": WORDED}).status_code == 303
    assert editor.post(f"{desk}/{question.id}/send", data={"text": "Other words?"}).status_code == 409
    assert "Read a question to the team" not in editor.get("/cases").text
    for client, address in ((asker, own), (other, others), (team, page)):
        text = client.get(address).text
        assert WORDED in text and ASKED not in text
    assert "Answer a question about" in team.get("/team").text
    document = case.submission.evaluation_versions[0].document_ids[0]
    assert team.post(page, data={"text": SAID, "document": document}).status_code == 303
    assert team.post(page, data={"text": "Something else."}).status_code == 409, "it is answered once"
    for client, address in ((asker, own), (other, others), (team, page), (editor, desk)):
        assert SAID in client.get(address).text
    for client, address in ((asker, own), (other, others)):
        assert "report-by-a-famous-author" not in client.get(address).text
    session.rollback()
    assert mails(session, "question.answered") == sorted(
        [case.editor.email, *(one.email for one in case.reviewers)]
    )  # fmt: skip
    bodies = session.scalars(select(Mail.body).where(Mail.about == "question.answered", Mail.to != case.editor.email))
    assert len({body.split("\n\n")[1] for body in bodies}) == 1, "both are told in the same words"
    assert verify(session) == []
    for client in (asker, other, team, editor):
        assert "14 leave" not in client.get(f"/projects/{case.submission.project.slug}").text


def test_what_is_not_needed_is_told_to_who_asked_alone_and_the_team_sees_nothing(app, session):
    case = a_case_in_review(session)
    question = asks(session, case)
    session.commit()
    editor = app.test_client()
    editor.sign_in(case.editor)
    address = f"/cases/{case.submission.id}/questions/{question.id}/not-needed"
    assert editor.post(address, data={"because": ""}).status_code == 422
    assert editor.post(address, data={"because": "It stands on page 2."}).status_code == 303
    session.rollback()
    assert mails(session, "question.not-needed") == [case.reviewers[0].email]
    assert mails(session, "question.sent") == []
    for who, seat, seen in zip(case.reviewers, case.assignments, (True, False), strict=True):
        client = app.test_client()
        client.sign_in(who)
        assert ("It stands on page 2." in client.get(f"/reviews/{seat.id}/questions").text) is seen


def test_the_team_has_ten_days_of_the_hub_is_reminded_and_both_hear_when_they_are_over(app, session, on):
    case = a_case_in_review(session)
    late = end_of(day_of(NOW)) - timedelta(minutes=1)  # whatever the hour, ten whole days follow
    question = asks(session, case, now=late)
    sends(session, case, question, now=late)
    last = day_of(NOW) + timedelta(days=10)
    assert day_of(question.due_at) == last
    over = end_of(last)
    on(over - timedelta(days=4))
    assert mails(session, "question.remind") == []
    on(over - timedelta(days=3))
    on(over - timedelta(days=3))
    assert mails(session, "question.remind") == [case.member.email]
    on(over - timedelta(minutes=1))
    assert question.state.is_with_team
    on(over)
    assert question.state is QuestionState.UNANSWERED
    assert mails(session, "question.unanswered") == sorted([case.editor.email, *(one.email for one in case.reviewers)])
    for seat in case.assignments:
        client = app.test_client()
        client.sign_in(seat.reviewer)
        assert "The team did not answer in time." in client.get(f"/reviews/{seat.id}/questions").text
    with pytest.raises(WrongState):
        answers(session, case, question, now=over)


def test_an_answer_counts_until_the_last_day_ends_also_before_the_worker_comes(session):
    case = a_case_in_review(session)
    early, late = (asks(session, case, text=text) for text in ("One?", "Two?"))
    for question in (early, late):
        sends(session, case, question)
    over = end_of(day_of(early.due_at))
    answers(session, case, early, now=over - timedelta(seconds=1))
    assert early.state.is_answered
    with pytest.raises(WrongState, match="time for an answer is over"):
        answers(session, case, late, now=over)


def test_the_day_of_a_reviewer_stays_and_nothing_that_was_frozen_changes(session):
    case = a_case_in_review(session)
    before = [(seat.due_at, case.submission.frozen_sha256) for seat in case.assignments]
    question = asks(session, case)
    sends(session, case, question)
    answers(session, case, question)
    assert [(seat.due_at, case.submission.frozen_sha256) for seat in case.assignments] == before


def test_only_a_file_of_the_submission_can_be_named(session):
    case, other = a_case_in_review(session), a_case_in_review(session)
    question = asks(session, case)
    sends(session, case, question)
    foreign = other.submission.evaluation_versions[0].evaluation.documents[0].id
    with pytest.raises(Invalid):
        answers(session, case, question, document_id=foreign)


def test_nothing_is_decided_while_a_question_is_open_and_the_public_reads_it_after_the_decision(app, session, run_due):
    case = a_case_in_review(session)
    done, running, pending = (asks(session, case, text=text) for text in ("One?", "Two?", "Three?"))
    sends(session, case, done)
    answers(session, case, done)
    sends(session, case, running, text="Running?")
    for seat in case.assignments:
        grade(session, seat, STOPS)
        services.send_findings(session, seat, actor=actor_for(seat.reviewer), now=NOW)
    settle(session, case)
    session.commit()
    told = {"actor": actor_for(case.editor), "facts": case.facts(session), "now": NOW}
    for question, act in ((running, handling.take_back), (pending, handling.set_aside)):
        with pytest.raises(WrongState, match="question to the team is open"):
            decide(session, case)
        session.rollback()
        act(session, question, **told, **({"because": "No."} if question is pending else {}))
        session.commit()
    reader, page = app.test_client(), f"/projects/{case.submission.project.slug}"
    assert SAID not in reader.get(page).text
    decide(session, case)
    session.commit()
    run_due()
    text = reader.get(page).text
    assert WORDED in text and SAID in text and "Running?" not in text and "Three?" not in text


def test_who_has_sent_findings_cannot_ask_and_reads_the_answer_all_the_same(app, session):
    case = a_case_in_review(session)
    question = asks(session, case)
    grade(session, case.assignments[1], STOPS)
    services.send_findings(session, case.assignments[1], actor=actor_for(case.reviewers[1]), now=NOW)
    with pytest.raises(NotAllowed):
        asks(session, case, seat=1)
    sends(session, case, question)
    answers(session, case, question)
    session.commit()
    client = app.test_client()
    client.sign_in(case.reviewers[1])
    page = client.get(f"/reviews/{case.assignments[1].id}/questions")
    assert SAID in page.text and "Ask a question" not in page.text


def test_an_editor_asks_of_their_own_and_one_of_the_team_sees_none_of_it(app, session):
    case = a_case_in_review(session)
    session.commit()
    client = app.test_client()
    client.sign_in(case.editor)
    address = f"/cases/{case.submission.id}/questions"
    for _ in range(2):
        assert client.post(address, data={"text": WORDED}).status_code == 303
    session.rollback()
    (question,) = sent(session, case.submission.id)
    assert question.text == WORDED and mails(session, "question.sent") == [case.member.email]
    case.member.is_editor = True
    session.commit()
    client = app.test_client()
    client.sign_in(case.member)
    assert client.get(address).status_code in {403, 404}


def test_a_note_is_kept_once_and_the_editors_hear_that_there_is_one(app, session):
    case = a_case_in_review(session)
    session.commit()
    client = app.test_client()
    client.sign_in(case.reviewers[0])
    address = f"/reviews/{case.assignments[0].id}/note"
    for _ in range(2):
        assert client.post(address, data={"text": "Page 9 looks copied."}).status_code == 303
    session.rollback()
    assert session.scalar(select(func.count()).select_from(EditorNote)) == 1
    assert mails(session, "review.note") == [case.editor.email]
    assert "copied" not in session.scalar(select(Mail.body).where(Mail.about == "review.note"))
    editor = app.test_client()
    editor.sign_in(case.editor)
    assert "Page 9 looks copied." in editor.get(f"/cases/{case.submission.id}/questions").text


def test_a_case_that_its_team_withdraws_leaves_no_question_open_and_nothing_to_be_reminded_of(session, on):
    case = a_case_in_review(session)
    asked, waits = (asks(session, case, text=text) for text in ("One?", "Two?"))
    sends(session, case, asked)
    facts = projects.submission_facts(case.team, case.submission)
    withdraw(session, case.submission, actor=case.team, facts=facts, now=NOW)
    assert (asked.state, waits.state) == (QuestionState.TAKEN_BACK, QuestionState.NOT_NEEDED)
    on(NOW + timedelta(days=12))
    assert mails(session, "question.remind") == mails(session, "question.unanswered") == []


def test_who_has_left_the_case_gets_no_mail_about_their_question_which_they_cannot_read_any_more(session):
    case = a_case_in_review(session)
    question = asks(session, case)
    told = {"actor": actor_for(case.editor), "facts": case.facts(session), "now": NOW}
    services.replace(session, case.assignments[0], because="Silent.", **told)
    handling.set_aside(session, question, because="Page 12 has it.", **told)
    assert mails(session, "question.not-needed") == []
