"""Reminders to many reviewers at once: read before they go, one for each seat, and none twice within three days."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from evidencehub.accounts.models import Membership
from evidencehub.accounts.queries import actor_for
from evidencehub.review import asking_all, extending, reminding, services
from evidencehub.review.links import IN_WORDS
from evidencehub.review.reminding import PAUSE
from evidencehub.shared import due
from evidencehub.shared.db import db
from evidencehub.shared.mail import Mail
from tests.factories import NOW, an_editor
from tests.factories_review import a_case_in_review, an_assigned_case

ONE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
LATER = NOW + timedelta(days=60)


def reminders(session):
    session.rollback()
    query = select(Mail).where(Mail.about.startswith("review.remind-")).order_by(Mail.to)
    return list(session.scalars(query))


def found(session, case, now=LATER):
    return asking_all.found(session, editor_id=case.editor.id, now=now, links=IN_WORDS)


def send(session, case, letters, now=LATER, editor=None):
    marks = {each.seat.assignment.id: each.mark for each in letters}
    actor = actor_for(editor or case.editor)
    sent = asking_all.send(session, marks, actor=actor, now=now, links=IN_WORDS)
    session.commit()
    return sent


@ONE
def test_an_editor_chooses_reads_every_mail_and_sends_exactly_those(client, session):
    silent, late = an_assigned_case(session), a_case_in_review(session)
    late.submission.owner_id = silent.editor.id
    session.commit()
    client.sign_in(silent.editor)
    page = client.get("/cases/reminders").text
    seats = re.findall(r'name="seat" value="([^"]+)"[^>]* checked', page)
    assert len(seats) == 4, "those who are late or silent are ticked"
    chosen = [str(silent.assignments[0].id), str(late.assignments[0].id)]
    preview = client.get("/cases/reminders/preview", query_string={"seat": chosen}).text
    assert reminders(session) == [], "to look sends nothing"
    letters = re.findall(r'name="letter" value="([^"]+)"', preview)
    assert len(letters) == 2 and "Send 2 reminders" in preview
    for _ in range(2):  # pressed twice
        assert client.post("/cases/reminders", data={"letter": letters}).status_code == 303
    sent = reminders(session)
    assert {mail.to for mail in sent} == {silent.reviewers[0].email, late.reviewers[0].email}
    assert {mail.about for mail in sent} == {"review.remind-answer", "review.remind-late"}
    text = " ".join(preview.split())
    for mail in sent:
        assert mail.subject in text
        for line in filter(None, mail.body.split("\n")):
            assert line in text.replace("&#39;", "'").replace("&amp;", "&"), "each went out as it was read"
    page = client.get("/cases/reminders").text
    assert "less than 3 days ago" in page
    story = client.get(f"/cases/{silent.submission.id}").text
    assert "Somebody was reminded (a reviewer, to answer), by" in " ".join(story.split())


@ONE
def test_each_mail_names_its_own_case_alone_and_nobody_else(session):
    one, other = a_case_in_review(session), an_assigned_case(session)
    letters = found(session, one).letters
    assert len(letters) == 4
    for letter in letters:
        text = f"{letter.subject} {letter.body}"
        people = {person.name for case in (one, other) for person in case.reviewers} - {
            letter.seat.assignment.reviewer.name
        }
        names = {case.submission.project.name for case in (one, other)}
        assert not any(name in text for name in people | names | {one.editor.name, other.editor.name})


@ONE
def test_nobody_is_reminded_twice_of_one_seat_within_three_days_by_hand_or_by_the_hub(app, session):
    case = a_case_in_review(session)
    session.commit()
    assert send(session, case, found(session, case).letters) == 2
    soon = LATER + PAUSE - timedelta(seconds=1)
    left = found(session, case, soon)
    assert left.letters == () and all("reminded on" in one.because for one in left.left_out)
    handlers = {reminding.REMIND: reminding.handler(IN_WORDS, lambda: soon)}
    with app.app_context():
        due.run(db.sessionmaker, handlers, now=lambda: soon)
    assert len([mail for mail in reminders(session) if mail.to in {one.email for one in case.reviewers}]) == 2
    assert len(found(session, case, LATER + PAUSE).letters) == 2


@ONE
def test_who_is_away_asks_for_time_or_was_asked_today_is_left_out_with_the_reason(session):
    case = a_case_in_review(session)
    away, waiting = case.assignments
    away.reviewer.away_from, away.reviewer.away_until = NOW.date(), (LATER + timedelta(days=5)).date()
    until = (waiting.due_at + timedelta(days=10)).date()
    extending.ask(session, waiting, until=until, because="", actor=actor_for(waiting.reviewer), now=NOW, links=IN_WORDS)
    session.commit()
    because = {one.seat.assignment.id: one.because for one in found(session, case).left_out}
    assert "away until" in because[away.id] and "more time" in because[waiting.id]
    fresh = an_assigned_case(session)
    just_now = found(session, fresh, NOW + timedelta(hours=2))
    assert any("less than a day ago" in one.because for one in just_now.left_out)


@ONE
def test_what_changed_since_it_was_read_is_not_sent(session):
    case = a_case_in_review(session)
    letters = found(session, case).letters
    until = (LATER + timedelta(days=10)).date()
    extending.give(
        session, case.assignments[0], until=until, actor=actor_for(case.editor), facts=case.facts(session), now=LATER,
        links=IN_WORDS,
    )  # fmt: skip
    services.decline(
        session, case.assignments[1], because="", suggestion="", actor=actor_for(case.reviewers[1]), now=LATER
    )
    session.commit()
    assert send(session, case, letters) == 0 and reminders(session) == []


@pytest.mark.parametrize("tie", ["team", "reviewer", "none"])
@ONE
def test_an_editor_with_a_conflict_reminds_nobody_and_reads_no_names(app, session, tie):
    case = a_case_in_review(session)
    letters = found(session, case).letters
    editor = an_editor(session)
    if tie == "team":
        session.add(Membership(person=editor, organisation=case.submission.project.organisation, created_at=NOW))
    if tie == "reviewer":
        editor.is_reviewer = True
        case.assignments[0].reviewer = editor
    session.commit()
    client = app.test_client()
    client.sign_in(editor)
    page = client.get("/cases/reminders").text
    names = [person.name for person in case.reviewers]
    assert any(name in page for name in names) is (tie == "none")
    assert send(session, case, letters, editor=editor) == (2 if tie == "none" else 0)
    for stranger in (case.member, case.reviewers[1]):
        other = app.test_client()
        other.sign_in(stranger)
        assert other.get("/cases/reminders").status_code == 403
        assert other.post("/cases/reminders", data={"letter": "x"}).status_code == 403
