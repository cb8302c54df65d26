"""Talking about what differs once everything is frozen: as A and B, until the decision, unseen by others."""

import itertools
import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from evidencehub.accounts.queries import actor_for
from evidencehub.review import discussing, links, services
from evidencehub.review.access import assignment_facts
from evidencehub.review.discussing import Voice
from evidencehub.review.models import Finding, Remark
from evidencehub.review.reconciling import compare
from evidencehub.shared import due
from evidencehub.shared.errors import Invalid, NotAllowed, NotFound, WrongState
from evidencehub.shared.mail import Mail
from tests.factories_review import LATER, decide, settle
from tests.integration.review.test_blinding import assert_absent, names_of, starts
from tests.integration.review.test_thirds import a_disputed_case, asked
from tests.support.crawling import STANDARDS, crawl

PLACE, OTHER = 1, 2  # po1.4 and po1.5
TICKS = itertools.count()  # seconds: who wrote last is told by the time


def asks(session, case, text="DELTA: is page 2 enough?", place=PLACE):
    by = Voice(actor_for(case.editor), case.facts(session))
    discussing.write(session, case.submission, place, text, by=by, now=LATER + timedelta(seconds=next(TICKS)))


def answers(session, assignment, text, *, place=PLACE, gives_way=False):
    actor = actor_for(assignment.reviewer)
    by = Voice(actor, assignment_facts(actor, assignment), assignment)
    now = LATER + timedelta(seconds=next(TICKS))
    discussing.write(session, assignment.submission, place, text, by=by, now=now, gives_way=gives_way)


def test_an_editor_opens_a_question_and_both_reviewers_see_each_others_view_of_it_and_of_no_other(app, session):
    case = a_disputed_case(session)
    session.commit()
    pages = {}
    for number, person in enumerate(case.reviewers):
        client = app.test_client()
        client.sign_in(person)
        address = f"/reviews/{case.assignments[number].id}"
        assert "/discussion" not in client.get(address).text
        assert client.get(f"{address}/discussion").status_code == 403, "as before the other has sent"
        pages[client] = address
    asks(session, case)
    session.commit()
    for number, (client, address) in enumerate(pages.items()):
        assert f"{address}/discussion" in client.get(address).text
        page = client.get(f"{address}/discussion").text
        assert "ALPHA reason po1.4" in page and "BETA reason po1.4" in page and "DELTA" in page
        assert "po1.5" not in page and page.count("(you)") == 1
        assert_absent({"page": page}, names_of([case.reviewers[1 - number], case.editor]))
        other = f"/reviews/{case.assignments[1 - number].id}/discussion"
        assert client.get(other).status_code == 404


def test_a_changed_mind_is_a_statement_that_is_offered_to_the_editor_and_changes_no_finding(client, session):
    case = a_disputed_case(session)
    asks(session, case)
    before = {(f.id, f.answer, f.reason) for f in session.scalars(select(Finding))}
    answers(session, case.assignments[0], "You are right, page 3 has it.", gives_way=True)
    assert {(f.id, f.answer, f.reason) for f in session.scalars(select(Finding))} == before
    (question, _) = compare(session, case.submission).differences
    assert question.offered.answer == "met" and question.agreed is None
    session.commit()
    client.sign_in(case.editor)
    page = client.get(f"/cases/{case.submission.id}/reconcile").text
    assert "By now A and B both say “Met”" in page and "now agrees with the other" in page
    assert not re.search(r'name="q1-choice"[^>]*value="[ab]" checked', page), "the page saves itself, and nobody chose"
    met = re.search(r'name="q1-choice"[^>]*value="([ab])">\s*<label[^>]*>\s*As Reviewer . says: Met', page)[1]
    assert client.post(f"/cases/{case.submission.id}/reconcile", data={"q1-choice": met}).status_code == 303
    session.rollback()
    (question, _) = compare(session, case.submission).differences
    assert (question.agreed.answer, question.agreed.author_id) == ("met", case.editor.id)


def test_where_both_give_way_nothing_is_offered(session):
    case = a_disputed_case(session)
    asks(session, case)
    for assignment in case.assignments:
        answers(session, assignment, "The other is right.", gives_way=True)
    assert compare(session, case.submission).differences[0].offered is None
    answers(session, case.assignments[0], "No, I stay with mine.")
    offered = compare(session, case.submission).differences[0].offered
    assert offered.assignment_id == case.assignments[0].id, "the last word of each counts"


def test_who_may_write_and_where(session):
    case = a_disputed_case(session)
    with pytest.raises(NotFound):
        answers(session, case.assignments[0], "No editor opened it.")
    asks(session, case)
    with pytest.raises(NotFound):
        answers(session, case.assignments[0], "Not this one.", place=OTHER)
    with pytest.raises(Invalid):
        asks(session, case, " ")
    with pytest.raises(NotAllowed):
        by = Voice(case.team, case.facts(session, case.member))
        discussing.write(session, case.submission, PLACE, "We did it well.", by=by, now=LATER)
    third = asked(session, case)
    with pytest.raises(NotAllowed):
        answers(session, third, "I am the third.")
    answers(session, case.assignments[0], "Once.")
    answers(session, case.assignments[0], "Once.")
    assert len(session.scalars(select(Remark)).all()) == 2, "pressed twice, written once"


def test_it_is_open_until_the_decision_and_can_be_read_afterwards_by_the_same_people(app, session):
    case = a_disputed_case(session)
    asks(session, case)
    settle(session, case)
    decide(session, case)
    session.commit()
    client = app.test_client()
    client.sign_in(case.reviewers[0])
    address = f"/reviews/{case.assignments[0].id}/discussion"
    page = client.get(address).text
    assert "DELTA" in page and "<textarea" not in page
    assert client.post(address, data={"place": "1", "text": "Too late."}).status_code in {403, 404, 409}
    session.rollback()
    with pytest.raises(WrongState):
        asks(session, case, "Too late.")


@pytest.mark.parametrize("stage", ["settling", "decided"])
def test_the_team_the_public_and_a_third_never_see_any_of_it(app, session, stage):
    case = a_disputed_case(session)
    third = asked(session, case)
    asks(session, case)
    answers(session, case.assignments[0], "EPSILON: I did.")
    if stage == "decided":
        services.decline(session, third, actor=actor_for(third.reviewer), now=LATER)
        settle(session, case)
        decide(session, case)
    session.commit()
    seats = [one.id for one in (*case.assignments, third)]
    at = [*starts(case), *(f"/reviews/{one}/discussion" for one in seats),
          f"/cases/{case.submission.id}/reconcile/1/discussion"]  # fmt: skip
    for person in (third.reviewer, case.member, None):
        client = app.test_client()
        if person:
            client.sign_in(person)
        assert_absent(crawl(client, *at, but=[STANDARDS]), ["DELTA", "EPSILON"])


def mornings(session):
    return [row for row in session.scalars(select(due.DueRow)) if row.kind == discussing.DISCUSSED]


def test_everybody_is_told_once_a_day_in_the_morning_and_never_of_their_own_words(session):
    case = a_disputed_case(session)
    asks(session, case, "First.")
    asks(session, case, "Second.")
    rows = mornings(session)
    assert {row.payload.get("assignment") for row in rows} == {str(one.id) for one in case.assignments}
    assert len(rows) == 2 and all(row.due_at.date() > LATER.date() for row in rows)
    answers(session, case.assignments[0], "Mine.")
    assert len(mornings(session)) == 3, "the editors too"
    handler = discussing.handler(links.IN_WORDS, lambda: rows[0].due_at)
    handler.work([row.payload for row in mornings(session)], None)(session)
    sent = select(Mail).where(Mail.about == "review.discussed")
    told = [(mail.to, f"{mail.subject} {mail.body}") for mail in session.scalars(sent)]
    assert {to for to, _ in told} == {case.reviewers[0].email, case.reviewers[1].email, case.editor.email}
    for to, text in told:
        unsaid = names_of(case.reviewers) if to == case.editor.email else [case.submission.project.name]
        assert_absent({to: text}, unsaid)
        assert_absent({to: text}, ["First", "Second", "Mine"])
    settle(session, case)
    decide(session, case)
    handler.work([row.payload for row in rows], None)(session)
    assert len(session.scalars(sent).all()) == len(told)


def test_a_page_to_decide_on_goes_stale_when_somebody_writes(app, session):
    case = a_disputed_case(session)
    asks(session, case)
    settle(session, case)
    session.commit()
    client = app.test_client()
    client.sign_in(case.editor)
    address = f"/cases/{case.submission.id}/decide"
    opened = client.get(address).text
    pressed = {name: re.search(rf'name="{name}" value="([^"]*)"', opened)[1] for name in ("seen", "shown")}
    answers(session, case.assignments[1], "Wait, look at page 3.")
    session.commit()
    assert client.post(address, data={"strengths": "", **pressed}).status_code == 422
