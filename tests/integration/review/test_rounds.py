"""A project that was sent before: what was asked, what the team answers, and what changed, for whoever reads it now."""

from uuid import uuid4

import pytest
from sqlalchemy import select

from evidencehub.accounts.queries import actor_for
from evidencehub.accreditation.queries import by_submission
from evidencehub.projects.access import project_facts
from evidencehub.projects.asked.services import MORE_WORDS
from evidencehub.projects.models import Submission
from evidencehub.projects.pages.word_differences import word_differences
from evidencehub.projects.sending import Offer, send
from evidencehub.review import services
from evidencehub.review.models import Assignment
from evidencehub.review.states import AssignmentState
from evidencehub.shared import audit
from evidencehub.shared.files import FileStore
from evidencehub.standards.files.loading import load_standard
from tests.factories import NOW, a_result, a_reviewer
from tests.factories_review import (
    LATER,
    Case,
    a_case_in_review,
    a_cleared_case,
    a_document,
    a_submission,
    decide,
    grade,
    look_through,
    settle,
)
from tests.support.crawling import STANDARDS, crawl

ASKED = "Please say how many young people left."
SAID = "We say now that nine left, and why."
STANDARD = load_standard("project-oracle")


@pytest.fixture
def first(app, session, settings):
    """Sent, looked through and returned."""
    case = a_cleared_case(session, files=FileStore(settings.files_url), results=2)
    facts, editor = case.facts(session), actor_for(case.editor)
    services.return_to_team(session, case.submission, reason=ASKED, actor=editor, facts=facts, now=NOW)
    session.commit()
    return case


def change(session, settings, project):
    """What a team might do about it; also whose it is, which reviewers are not shown again."""
    study = project.evaluations[0]
    project.activities = "A walk each morning for two terms."
    project.cost_note = "Bus fares."
    study.authors, study.funder = ["Somebody Else"], "The Other Fund"
    study.participants_note = "Nine left, because they moved."
    study.results[0].mean_t, study.results[0].effect = 92.0, 2.0
    session.delete(study.results[1])
    session.flush()
    session.refresh(study)
    a_result(session, study, measure_name="Days missed", outcome="Unauthorised absence", position=3)
    study.documents[0].removed_at = LATER
    newer = a_document(session, study, FileStore(settings.files_url), file_name="better-by-jane.pdf")
    newer.sha256 = "b" * 64
    session.flush()
    session.refresh(study)


def send_again(session, case, response=SAID):
    project = case.submission.project
    session.refresh(project)
    actor = actor_for(case.member)
    facts, offer = project_facts(actor, project), Offer(STANDARD, response)
    return send(session, project, project.evaluations, offer=offer, actor=actor, facts=facts, now=LATER)


@pytest.fixture
def second(session, settings, first):
    """Sent again, and given to the two reviewers, who have declared."""
    change(session, settings, first.submission.project)
    case = first
    case.submission = send_again(session, first)
    editor, facts = actor_for(case.editor), case.facts(session)
    services.screen(session, case.submission, actor=editor, facts=facts, now=LATER)
    look_through(session, case, LATER)
    case.assignments = tuple(
        services.assign(session, case.submission, case.reviewers, actor=editor, facts=case.facts(session), now=LATER)
    )
    for seat in case.assignments:
        services.declare(session, seat, conflict="", actor=actor_for(seat.reviewer), now=LATER)
    session.commit()
    return case


def signed_in(app, person):
    client = app.test_client()
    client.sign_in(person)
    return client


def flat(client, address):
    return " ".join(client.get(address).text.split())


TOLD = (
    ASKED, SAID, "What changed since", "two terms.", "Bus fares.", "Nine left, because they moved.", "92", "93",
    "Unauthorised absence", "Days missed", "Attendance rate 2", "Replaced by another file",
)  # fmt: skip
NUMBER = "[added: </span>92<"  # of the result that is there in both rounds


def test_the_editor_sees_the_request_the_answer_and_every_change(app, session, second):
    editor = signed_in(app, second.editor)
    case = f"/cases/{second.submission.id}"
    assert f'href="{case}/changes"' in editor.get(case).text
    page = flat(editor, f"{case}/changes")
    for told in (*TOLD, "Somebody Else", "The Other Fund"):
        assert told in page, told
    assert "A walk each morning for <del" in page and "[removed: </span>a term." in page
    assert "[added: </span>two terms." in page
    assert "One in five missed a day a week." not in page, "what did not change is not there"
    assert f'href="{case}/record"' in page and "submission 1" in page


def test_after_a_decision_the_editor_is_told_who_graded_and_reviewers_are_not(app, session):
    case = a_case_in_review(session)
    for seat in case.assignments:
        grade(session, seat, {"po2.8": "not-met"})
        services.send_findings(session, seat, actor=actor_for(seat.reviewer), now=LATER)
    settle(session, case)
    decide(session, case)
    graded = case.reviewers
    case.submission, _ = a_submission(session, previous=case.submission, member=case.member)
    others = Case(case.submission, case.member, case.editor, (a_reviewer(session), a_reviewer(session)))
    seat = Assignment(
        submission=case.submission, reviewer=others.reviewers[0], state=AssignmentState.GRADING, machine_check=[],
        assigned_at=LATER, due_at=LATER, id=uuid4(),
    )  # fmt: skip
    session.add(seat)
    session.commit()
    page = flat(signed_in(app, case.editor), f"/cases/{case.submission.id}/changes")
    assert "What was sent before was decided on" in page and "graded submission 1." in page
    assert all(person.name in page for person in graded)
    seen = flat(signed_in(app, others.reviewers[0]), f"/reviews/{seat.id}/changes")
    assert "was decided on" in seen and not [person.name for person in graded if person.name in seen]


def test_reviewers_see_the_same_but_for_what_the_report_hides(app, session, second):
    own = f"/reviews/{second.assignments[0].id}"
    reviewer = signed_in(app, second.reviewers[0])
    assert f'href="{own}/changes"' in reviewer.get(f"{own}/report").text
    before = flat(reviewer, f"{own}/changes")
    assert NUMBER not in before, "no number of a result before this reviewer typed what the report gives"
    assert not [told for told in TOLD if told not in before and told not in {"92", "93"}]
    grade(session, second.assignments[0])
    session.commit()
    page = flat(reviewer, f"{own}/changes")
    assert NUMBER in page
    for told in TOLD:
        assert told in page, told
    pages = crawl(reviewer, own, f"{own}/report", f"{own}/changes", but=[STANDARDS])
    hidden = ("Somebody Else", "A. Author", "The Other Fund", "better-by-jane", "famous-author")
    assert not [(address, word) for address, text in pages.items() for word in hidden if word in text]


def test_nobody_else_sees_what_changed_and_no_reviewer_before_declaring(app, session, second):
    seat = second.assignments[0]
    addresses = f"/cases/{second.submission.id}/changes", f"/reviews/{seat.id}/changes"
    assert signed_in(app, second.member).get(addresses[0]).status_code in {403, 404}
    assert signed_in(app, second.reviewers[1]).get(addresses[1]).status_code == 404
    assert signed_in(app, second.reviewers[0]).get(addresses[0]).status_code in {403, 404}
    for address in addresses:
        assert app.test_client().get(address).status_code in {302, 303, 401}
    seat.state = type(seat.state).INVITED
    session.commit()
    assert signed_in(app, second.reviewers[0]).get(addresses[1]).status_code == 403


def test_the_team_sees_field_by_field_what_it_changed_before_it_sends_again(app, session, settings, first):
    project = first.submission.project
    team, page = app.test_client(), f"/team/projects/{project.id}/send"
    team.sign_in(first.member)

    def changed():
        return flat(team, page).partition('id="changed"')[2].partition(">Send it<")[0]

    assert "What you changed since you sent it" in changed() and "Nothing was changed." in changed()
    change(session, settings, project)
    session.commit()
    told = changed()
    assert "two terms" in told and '<ins class="hub-added">' in told and "Nothing was changed" not in told
    for words in ("Somebody Else", "The Other Fund", "Unauthorised absence", "Nine left, because they moved."):
        assert words in told, words
    assert "Read it whole" not in told and "Who is it for?" not in told, "what did not change is not there"


def test_a_first_submission_has_nothing_to_compare(app, session, first):
    editor = signed_in(app, first.editor)
    assert editor.get(f"/cases/{first.submission.id}/changes").status_code == 404
    assert "/changes" not in editor.get(f"/cases/{first.submission.id}").text


def test_what_was_removed_since_is_not_compared(app, session, second):
    previous = session.get(Submission, second.submission.previous_id)
    previous.frozen.body = None
    session.commit()
    page = flat(signed_in(app, second.editor), f"/cases/{second.submission.id}/changes")
    assert "What was sent before was removed" in page and SAID in page


def test_the_answer_is_asked_for_after_a_return_kept_with_what_is_sent_and_shown_to_the_team(app, session, first):
    team = signed_in(app, first.member)
    project = first.submission.project
    address, besides = f"/team/projects/{project.id}/send", f"/team/projects/{project.id}/asked/besides"
    assert ASKED in team.get(address).text and ">Send to be graded<" not in team.get(address).text
    form = {"evaluations": [str(project.evaluations[0].id)], "standard": STANDARD.id, "agreed": "y", "no_names": "y"}
    without = team.post(address, data=form)
    assert without.status_code == 422 and "Say what you changed, and what you did not and why" in without.text
    long = team.post(besides, data={"text": "word " * (MORE_WORDS + 1)})
    assert long.status_code == 422 and "500 words or fewer. It has 501" in long.text and "word word" in long.text
    assert team.post(besides, data={"text": SAID}).status_code == 303
    sent = team.post(address, data=form)
    assert sent.status_code == 303 and SAID in team.get(sent.location).text
    session.rollback()
    newest = session.scalars(select(Submission).order_by(Submission.number.desc())).first()
    assert (newest.number, newest.response) == (2, SAID)
    (told,) = audit.story(session, subject_type="submission", subject_id=newest.id)
    assert len(told.details["response_sha256"]) == 64
    anybody = crawl(app.test_client(), f"/projects/{project.slug}", but=[STANDARDS, "/standards", "/search"])
    assert anybody and not [where for where, text in anybody.items() if SAID in text or ASKED in text]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("a b", "a c", [("a ", "same"), ("b", "removed"), ("c", "added")]),
        ("", "new", [("new", "added")]),
        ("old", "", [("old", "removed")]),
        ("a", "a b", [("a", "same"), (" b", "added")]),
        ("for a term.", "for two terms.", [("for ", "same"), ("a term.", "removed"), ("two terms.", "added")]),
    ],
)
def test_two_texts_word_by_word(old, new, told):
    assert [(piece.text, piece.what) for piece in word_differences(old, new)] == told


def test_long_stretches_that_stayed_are_cut_and_nothing_that_changed_is():
    same = "word " * 500
    pieces = word_differences(f"{same}old {same}", f"{same}new {same}")
    assert [piece.what for piece in pieces] == ["left-out", "same", "removed", "added", "same", "left-out"]
    assert sum(len(piece.text) for piece in pieces) < 500
    unlike = word_differences(" ".join(map(str, range(4000))), " ".join(map(str, range(4000, 8000))))
    assert [piece.what for piece in unlike] == ["removed", "added"]


def test_the_record_tells_how_often_it_was_graded_and_sent(client, session, second):
    for seat in second.assignments:
        grade(session, seat, {"po2.8": "not-met"})
        services.send_findings(session, seat, actor=actor_for(seat.reviewer), now=LATER)
    decide(session, second)
    session.commit()
    page = client.get(f"/accreditations/{by_submission(session, second.submission).number}").text
    assert "1 (sent twice; once it was not graded)" in page
