"""One reviewer with two tabs: an older page never writes over what a newer one saved, and nothing typed is lost."""

import re

import html5lib
import pytest

from evidencehub.accounts.queries import actor_for
from evidencehub.review import seen, services
from evidencehub.review.grading import Entry, facts_by_key, findings_by_key
from evidencehub.review.sheet import sheet_of
from evidencehub.review.states import AssignmentState
from evidencehub.shared.db import db
from evidencehub.shared.errors import Invalid
from tests.factories import NOW
from tests.factories_review import LATER, a_case_in_review, grade


@pytest.fixture
def at_the_desk(client, session):
    """A reviewer who is signed in, their assignment, and the address of its second step."""
    case = a_case_in_review(session)
    session.commit()
    client.sign_in(case.reviewers[0])
    return case.assignments[0], f"/reviews/{case.assignments[0].id}/grade/2"


def opened(client, address):
    """What a browser would send of a page that nobody has touched yet."""
    page = html5lib.parse(client.get(address).text, namespaceHTMLElements=False)
    form = next(form for form in page.iter("form") if form.get("action") is None)
    sent = {area.get("name"): area.text or "" for area in form.iter("textarea")}
    for field in form.iter("input"):
        if field.get("type") != "radio" or field.get("checked") is not None:
            sent[field.get("name")] = field.get("value", "")
    return {**sent, "then": "stay"}


def saved(session, assignment):
    session.rollback()
    found = findings_by_key(session, assignment)
    return {key[0]: (finding.answer, finding.reason) for key, finding in found.items()}


def test_an_older_tab_does_not_write_over_what_a_newer_one_saved(client, session, at_the_desk):
    assignment, address = at_the_desk
    older, newer = opened(client, address), opened(client, address)
    said = {"q0-answer": "partly", "q0-reason": "Half of it is out of date.", "q0-page": "12"}
    assert client.post(address, data={**newer, **said}).status_code == 303
    mine = {"q0-answer": "met", "q0-reason": "It is dated last month."}
    refused = client.post(address, data={**older, **mine})
    assert refused.status_code == 409
    for words in ("Saved in your other tab", "Half of it is out of date.", "Partly met", "Page 12", "#q0-answer"):
        assert words in refused.text, words
    assert ">It is dated last month.</textarea>" in refused.text, "what was typed here stands in its field"
    assert saved(session, assignment) == {"po2.1": ("partly", "Half of it is out of date.")}
    again = {**older, **mine, "seen": re.search(r'name="seen" value="([^"]*)"', refused.text)[1]}
    assert client.post(address, data=again).status_code == 303, "the next press knows both, and decides"
    assert saved(session, assignment) == {"po2.1": ("met", "It is dated last month.")}


def test_what_only_the_newer_tab_touched_stays_and_what_only_the_older_one_touched_is_saved(
    client, session, at_the_desk
):
    assignment, address = at_the_desk
    older, newer = opened(client, address), opened(client, address)
    client.post(address, data={**newer, "q0-answer": "partly", "q0-reason": "From the newer tab."})
    done = client.post(address, data={**older, "q2-answer": "met", "q2-reason": "From the older tab."})
    assert done.status_code == 303
    assert saved(session, assignment) == {
        "po2.1": ("partly", "From the newer tab."),
        "po2.3": ("met", "From the older tab."),
    }
    assert "What you saved in another tab is kept as well." in client.get(address).text


def test_beside_a_conflict_everything_else_is_saved_and_shown_as_it_now_is(client, session, at_the_desk):
    assignment, address = at_the_desk
    older, newer = opened(client, address), opened(client, address)
    client.post(
        address, data={**newer, "q0-answer": "met", "q0-reason": "Newer.", "q1-answer": "met", "q1-reason": "Kept."}
    )
    answer = client.post(
        address,
        data={**older, "q0-answer": "not-met", "q0-reason": "Older.", "q2-answer": "met", "q2-reason": "Mine."},
    )
    assert answer.status_code == 409
    assert ">Kept.</textarea>" in answer.text, "a question that was not touched here shows what is saved"
    assert saved(session, assignment) == {
        "po2.1": ("met", "Newer."), "po2.2": ("met", "Kept."), "po2.3": ("met", "Mine."),
    }  # fmt: skip


def test_a_number_that_another_tab_typed_is_not_written_over_either(client, session, at_the_desk):
    assignment, address = at_the_desk
    older, newer = opened(client, address), opened(client, address)
    number = next(name for name in older if name.endswith("-fact-n_measured"))
    page = number.replace("-fact-", "-factpage-")
    assert client.post(address, data={**newer, number: "84", page: "3"}).status_code == 303
    refused = client.post(address, data={**older, number: "48", page: "3"})
    assert refused.status_code == 409 and "84 (page 3)" in refused.text
    session.rollback()
    assert {fact.value for fact in facts_by_key(session, assignment).values()} == {"84"}


def test_the_same_press_twice_is_no_conflict(client, session, at_the_desk):
    assignment, address = at_the_desk
    page = {**opened(client, address), "q0-answer": "met", "q0-reason": "Once."}
    assert [client.post(address, data=page).status_code for _ in range(2)] == [303, 303]
    assert saved(session, assignment) == {"po2.1": ("met", "Once.")}


def test_what_was_cleared_in_a_newer_tab_is_told_before_it_is_written_again(client, session, at_the_desk):
    assignment, address = at_the_desk
    client.post(address, data={**opened(client, address), "q0-answer": "met", "q0-reason": "First."})
    older = opened(client, address)
    client.post(address.replace("/grade/2", "/clear"), data={"criterion": "po2.1"})
    told = client.post(address, data={**older, "q0-reason": "First, and more."})
    assert told.status_code == 409 and "what stood there was taken back" in told.text
    assert saved(session, assignment) == {}


def test_a_version_that_makes_no_sense_writes_over_nothing(client, session, at_the_desk):
    assignment, address = at_the_desk
    client.post(address, data={**opened(client, address), "q0-answer": "met", "q0-reason": "Newer."})
    sent = {**opened(client, address), "q0-answer": "partly", "q0-reason": "Older."}
    for nonsense in ("x", "\u2603 \u2603", "0 " * 500):
        assert client.post(address, data={**sent, "seen": nonsense}).status_code == 409
    assert saved(session, assignment) == {"po2.1": ("met", "Newer.")}


def test_two_sessions_that_both_looked_before_either_saved_meet_as_well(app, session):
    """The second has its findings in memory already when its turn comes; what counts is what is stored then."""
    case = a_case_in_review(session)
    grade(session, case.assignments[0], tiers="1")
    session.commit()
    with app.app_context():
        sessions = db.sessionmaker
    key, actor = ("po1.1", ""), actor_for(case.reviewers[0])
    with sessions() as first, sessions() as second:
        mine, other = (each.get(type(case.assignments[0]), case.assignments[0].id) for each in (first, second))
        looked = {each: findings_by_key(each, assignment) for each, assignment in ((first, mine), (second, other))}
        item = sheet_of(case.submission).item(*key)
        seen_by = {each: {key: seen.version_of(item, findings, {})} for each, findings in looked.items()}
        first.commit()
        second.commit()
        entry = Entry(key, "partly", "The first to save.")
        services.save_since(first, mine, [entry], [], seen_then=seen_by[first], actor=actor, now=NOW)
        first.commit()
        late = Entry(key, "not-met", "Too late.")
        answer = services.save_since(second, other, [late], [], seen_then=seen_by[second], actor=actor, now=NOW)
        second.commit()
        assert [item.key for item in answer.overtaken] == [key]
    assert saved(session, case.assignments[0])["po1.1"] == ("partly", "The first to save.")


def test_nothing_is_sent_that_the_reviewer_has_not_had_before_their_eyes(client, session):
    case = a_case_in_review(session)
    assignment = case.assignments[0]
    grade(session, assignment, {"po2.8": "not-met"})
    session.commit()
    client.sign_in(case.reviewers[0])
    address = f"/reviews/{assignment.id}"
    stale = re.search(r'name="seen" value="([^"]*)"', client.get(f"{address}/check").text)[1]
    page = opened(client, f"{address}/grade/1")
    client.post(f"{address}/grade/1", data={**page, "q0-reason": "I looked again."})
    refused = client.post(f"{address}/check", data={"seen": stale})
    assert refused.status_code == 422 and "in another tab" in refused.text and "I looked again." in refused.text
    session.rollback()
    assert assignment.state is AssignmentState.GRADING
    fresh = re.search(r'name="seen" value="([^"]*)"', refused.text)[1]
    assert client.post(f"{address}/check", data={"seen": fresh}).status_code == 303


def test_what_was_finished_in_another_tab_is_not_cleared_from_an_older_page(client, session, at_the_desk):
    assignment, address = at_the_desk
    client.post(address, data={**opened(client, address), "q0-reason": "Only begun."})
    check = address.replace("/grade/2", "/check")
    begun = re.search(r'name="seen" value="([^"]*)"><button', client.get(check).text)[1]
    client.post(address, data={**opened(client, address), "q0-answer": "met", "q0-reason": "Finished."})
    clearing = {"criterion": "po2.1", "result": "", "seen": begun}
    refused = client.post(address.replace("/grade/2", "/clear"), data=clearing)
    assert refused.status_code == 422 and "you went on with this in another tab" in refused.text
    assert saved(session, assignment) == {"po2.1": ("met", "Finished.")}
    with pytest.raises(Invalid):
        services.clear(
            session, assignment, ("po2.1", ""), actor=actor_for(assignment.reviewer), now=LATER, seen_then=begun
        )


def test_a_page_that_was_saved_another_day_says_which(client, session, at_the_desk):
    assignment, address = at_the_desk
    services.record_finding(session, assignment, "po2.1", "", "met", "Long ago.", 2, now=NOW)
    session.commit()
    text = client.get(address).text.replace("</strong>", "")
    assert "1 of 8 graded, saved 2 March 2026 at 09:30 GMT." in text
    client.post(address, data={**opened(client, address), "q0-reason": "Today."})
    assert re.search(r"graded, saved \d\d:\d\d (GMT|BST)\.", client.get(address).text.replace("</strong>", ""))
