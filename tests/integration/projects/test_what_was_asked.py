"""What was asked of a team is its list of tasks, and its answers go with what it sends next."""

import re

import pytest
from sqlalchemy import select

from evidencehub.accounts.queries import actor_for
from evidencehub.projects.asked.models import DraftReply
from evidencehub.projects.asked.things import of_editor
from evidencehub.projects.models import Submission
from evidencehub.review import services
from evidencehub.shared import audit
from evidencehub.shared.files import FileStore
from evidencehub.standards.files.loading import load_standard
from tests.factories import NOW
from tests.factories_review import LATER, a_case_in_review, a_cleared_case, decide, grade, settle

STANDARD = load_standard("project-oracle")
TWO = "Please say how many young people left.\n\nAdd the questionnaire\nas a file."


def signed_in(app, person):
    client = app.test_client()
    client.sign_in(person)
    return client


def flat(client, address):
    return " ".join(client.get(address).text.split())


@pytest.fixture
def returned(app, session, settings):
    case = a_cleared_case(session, files=FileStore(settings.files_url))
    services.return_to_team(
        session, case.submission, reason=TWO, actor=actor_for(case.editor), facts=case.facts(session), now=NOW
    )
    session.commit()
    return case


@pytest.fixture
def decided(app, session, settings):
    case = a_case_in_review(session, files=FileStore(settings.files_url))
    for seat in case.assignments:
        grade(session, seat, {"po2.8": "not-met"})
        services.send_findings(session, seat, actor=actor_for(seat.reviewer), now=LATER)
    settle(session, case)
    decide(session, case)
    session.commit()
    return case


def pages_of(client, project):
    page = client.get(f"/team/projects/{project.id}/asked").text
    return list(dict.fromkeys(re.findall(rf'href="(/team/projects/{project.id}/asked/[0-9a-f]{{16}})"', page)))


def send(client, project):
    form = {"evaluations": [str(project.evaluations[0].id)], "standard": STANDARD.id, "agreed": "y", "no_names": "y"}
    return client.post(f"/team/projects/{project.id}/send", data=form)


def newest(session):
    session.rollback()
    return session.scalars(select(Submission).order_by(Submission.number.desc())).first()


@pytest.mark.parametrize(
    ("reason", "things"),
    [
        (TWO, ["Please say how many young people left.", "Add the questionnaire\nas a file."]),
        ("Two things:\r\n- who left\r\n- why", ["Two things:", "- who left", "- why"]),
        ("1. Who left\n2) Why\n2. Why", ["1. Who left", "2) Why", "2. Why"]),
        ("In 2024\n2025 people came.", ["In 2024\n2025 people came."]),
        ("Same.\n\nSame.", ["Same."]),
    ],
)
def test_paragraphs_and_lines_of_a_list_are_one_thing_each(reason, things):
    assert [each.text for each in of_editor(reason)] == things


def test_what_an_editor_asked_for_is_answered_thing_by_thing_and_goes_with_what_is_sent(app, session, returned):
    project, team = returned.submission.project, signed_in(app, returned.member)
    assert "0 of 2 answered" in flat(team, f"/team/projects/{project.id}")
    first, second = pages_of(team, project)
    assert "Send to be graded" not in team.get(f"/team/projects/{project.id}/send").text
    nothing = team.post(first, data={"text": "On page 14."})
    assert nothing.status_code == 422 and 'href="#said"' in nothing.text and "On page 14." in nothing.text
    on = team.post(first, data={"said": "done", "text": "On page 14.", "then": "next"})
    assert on.location == second, "on to the next thing without an answer"
    why = team.post(second, data={"said": "disagree", "text": ""})
    assert why.status_code == 422 and "Say why" in why.text
    assert team.post(second, data={"said": "perhaps", "text": "x"}).status_code == 422
    assert send(team, project).status_code == 422, "one of two is not all of it"
    assert team.post(second, data={"said": "disagree", "text": "Its owner forbids it."}).location.endswith("/asked")
    assert "2 of 2 answered" in flat(team, f"/team/projects/{project.id}/asked")
    sent = send(team, project)
    assert sent.status_code == 303
    now = newest(session)
    assert [(each["said"], each["text"]) for each in now.replies] == [
        ("done", "On page 14."), ("disagree", "Its owner forbids it."),
    ]  # fmt: skip
    (entry,) = audit.story(session, subject_type="submission", subject_id=now.id)
    assert len(entry.details["replies_sha256"]) == 64
    assert team.get(f"/team/projects/{project.id}/asked").status_code == 404, "nothing is asked while it is on its way"
    editor = flat(signed_in(app, returned.editor), f"/cases/{now.id}/changes")
    for words in ("how many young people left", "On page 14.", "We do not agree", "Its owner forbids it."):
        assert words in flat(team, sent.location) and words in editor, words
    for address in (f"/projects/{project.slug}", f"/projects/{project.slug}/history"):
        assert "Its owner forbids it." not in app.test_client().get(address, follow_redirects=True).text


def test_what_a_letter_asked_for_is_a_list_and_no_condition(app, session, decided):
    project, team = decided.submission.project, signed_in(app, decided.member)
    page, letter = (
        flat(team, address)
        for address in (f"/team/projects/{project.id}/asked", f"/submissions/{decided.submission.id}/letter")
    )
    addresses = pages_of(team, project)
    assert addresses and "No answer yet" in page and "Found: not met" in page
    assert team.post(addresses[0], data={"said": "not-done", "text": "There was no money."}).status_code == 303
    asked = " ".join(team.get(addresses[0]).text.partition("govuk-inset-text")[2].split("<p class=")[1].split())
    assert asked.partition(">")[2].partition("<")[0] in letter, "in the words of the letter"
    assert send(team, project).status_code == 303
    now = newest(session)
    assert [each["said"] for each in now.replies] == ["not-done", *[""] * (len(addresses) - 1)]
    told = flat(signed_in(app, decided.editor), f"/cases/{now.id}/changes")
    assert "There was no money." in told and ("No answer" in told) == (len(addresses) > 1)


def test_an_answer_saves_itself_and_two_people_do_not_undo_each_other(app, session, returned):
    project, team = returned.submission.project, signed_in(app, returned.member)
    address = pages_of(team, project)[0]
    seen = re.search(r'name="seen"[^>]*value="([^"]*)"', team.get(address).text)[1]
    by_itself = {"X-Saves-Itself": "1"}
    saved = team.post(address, data={"said": "not-done", "text": "", "seen": seen}, headers=by_itself)
    assert saved.json["state"] == "saved", "the reason may still come"
    assert "Say why" in team.get(f"/team/projects/{project.id}/asked").text
    other = team.post(address, data={"said": "done", "text": "On page 3.", "seen": seen}, headers=by_itself)
    assert other.json["state"] == "overtaken"
    pressed = team.post(address, data={"said": "done", "text": "On page 3.", "seen": seen})
    assert pressed.status_code == 409 and "On page 3." in pressed.text
    session.rollback()
    assert [each.said for each in session.scalars(select(DraftReply))] == ["not-done"]
    beside = f"/team/projects/{project.id}/asked/besides"
    assert team.post(beside, data={"text": "More."}, headers=by_itself).json["state"] == "saved"
    assert "More." in team.get(f"/team/projects/{project.id}/send").text


def test_nobody_outside_reads_it_and_what_was_never_sent_asks_nothing(app, session, returned):
    project = returned.submission.project
    address = f"/team/projects/{project.id}/asked"
    for person in (returned.editor,):
        assert signed_in(app, person).get(address).status_code in {403, 404}
    assert signed_in(app, returned.member).get(f"{address}/0000000000000000").status_code == 404
