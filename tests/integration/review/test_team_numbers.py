"""The team's own number is sealed until a reviewer has typed what the report gives; a change after that is logged."""

import re

import pytest
from sqlalchemy import select

from evidencehub.accounts.queries import actor_for
from evidencehub.review import services
from evidencehub.review.grading import Entry, TypedFact
from evidencehub.review.sheet import sheet_of
from evidencehub.shared.audit import AuditEntry
from tests.factories import NOW
from tests.factories_review import LATER, a_case_in_review, grade
from tests.support.reading import blocks

TOLD = "3 percentage points higher"  # what the team's numbers say


@pytest.fixture
def desk(client, session):
    """A reviewer signed in, with a trial of two outcomes: the case, its address, and the keys of the results."""
    case = a_case_in_review(session, version="2026-2", designs=("rct",), results=2)
    session.commit()
    client.sign_in(case.reviewers[0])
    keys = [one.key for one in sheet_of(case.submission).results]
    return case, f"/reviews/{case.assignments[0].id}", keys


def save(session, case, *, numbers=(), entries=(), now=NOW):
    services.save_page(session, case.assignments[0], entries, numbers, actor=actor_for(case.reviewers[0]), now=now)
    session.commit()


def logged(session):
    found = session.scalars(select(AuditEntry).where(AuditEntry.action == "fact.changed-late"))
    return [entry.details["name"] for entry in found]


def seen_on(client, address):
    return [client.get(f"{address}{page}").text.count(TOLD) for page in ("/grade/2", "/grade/3", "/report")]


def means_on(client, address):
    """Where the report's page gives the mean of those who took part, among its words: ids hold digits too."""
    return [block for block in blocks(client.get(f"{address}/report").text) if re.search(r"\b93\b", block)]


def test_it_is_shown_for_a_result_once_its_number_is_typed_and_for_no_other(client, session, desk):
    case, address, (first, _) = desk
    assert seen_on(client, address) == [0, 0, 0]
    assert client.get(f"{address}/report").text.count("shown once you have typed") == 2
    assert not means_on(client, address), "nor the means behind it"
    save(session, case, numbers=[TypedFact(("n_measured", first), "84", "3")])
    assert seen_on(client, address) == [0, 0, 0], "how many were measured says nothing of what came out"
    save(session, case, numbers=[TypedFact(("effect_size", first), "0.3", "3")])
    on_step_two, on_step_three, on_report = seen_on(client, address)
    assert (on_step_two, on_step_three, on_report) == (3, 2, 1), "beside each question about this result"
    assert client.get(f"{address}/report").text.count("shown once you have typed") == 1
    assert means_on(client, address)


def test_it_is_shown_too_where_the_report_gives_no_number_and_the_question_is_answered(client, session, desk):
    case, address, (first, _) = desk
    save(session, case, entries=[Entry(("po2.6", first), "cannot-tell")])
    assert seen_on(client, address)[2] == 0, "only begun"
    save(session, case, entries=[Entry(("po2.6", first), "cannot-tell", "No number is given.", "3")])
    assert seen_on(client, address)[2] == 1


def test_a_change_after_that_is_logged_and_one_before_is_not(session, desk):
    case, _, (first, _) = desk
    people = TypedFact(("n_measured", first), "84", "3")
    save(session, case, numbers=[people])
    save(session, case, numbers=[TypedFact(people.key, "48", "3")])
    save(session, case, numbers=[TypedFact(("effect_size", first), "0.3", "3")])
    assert logged(session) == []
    save(session, case, numbers=[TypedFact(("effect_size", first), "0.3", "4")])
    assert logged(session) == [], "another page is no other number"
    save(session, case, numbers=[TypedFact(("effect_size", first), "0.35", "4")])
    assert logged(session) == ["effect_size"]
    save(session, case, numbers=[TypedFact(("effect_size", first))])
    assert logged(session) == ["effect_size", "effect_size"], "taking it back as well"


def test_an_effect_that_is_first_typed_after_that_is_logged_too(session, desk):
    case, _, (first, _) = desk
    save(session, case, entries=[Entry(("po2.6", first), "cannot-tell", "No number is given.", "3")])
    save(session, case, numbers=[TypedFact(("n_measured", first), "84", "3")])
    assert logged(session) == []
    save(session, case, numbers=[TypedFact(("effect_size", first), "0.3", "3")])
    assert logged(session) == ["effect_size"]


def test_the_other_reviewer_stays_sealed_and_after_sending_nothing_is(client, session, desk):
    case, address, _ = desk
    grade(session, case.assignments[0], {"po2.8": "not-met"})
    session.commit()
    assert seen_on(client, address)[2] == 2
    client.sign_in(case.reviewers[1])
    assert seen_on(client, f"/reviews/{case.assignments[1].id}") == [0, 0, 0]
    client.sign_in(case.reviewers[0])
    services.send_findings(session, case.assignments[0], actor=actor_for(case.reviewers[0]), now=LATER)
    session.commit()
    assert client.get(f"{address}/report").text.count(TOLD) == 2


def test_facts_about_the_study_wait_for_the_reviewers_own_and_a_change_after_that_is_logged(client, session):
    told = {"allocated_t": 118, "analysed_t": 111, "allocated_c": 117, "analysed_c": 109, "mdes": 0.31}
    case = a_case_in_review(session, version="2026-2", designs=("rct",), results=1, study=told)
    session.commit()
    client.sign_in(case.reviewers[0])
    sheet, address = sheet_of(case.submission), f"/reviews/{case.assignments[0].id}"
    (item,) = [item for item in sheet.items if "mdes" in {fact.name for fact in item.facts}]
    page, key = f"{address}/grade/{item.criterion.tier}", ("mdes", item.result_key)
    assert "0.31 standard deviations" not in client.get(page).text
    save(session, case, numbers=[TypedFact(key, "0.3", "3")])
    save(session, case, numbers=[TypedFact(key, "0.33", "3")])
    assert logged(session) == ["mdes"], "it could be seen once the first was kept"
    assert "Smallest effect the study could detect: 0.31 standard deviations" in client.get(page).text
    assert "of 235 people" not in client.get(f"{address}/report").text, "each fact waits for its own"
