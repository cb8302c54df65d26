"""Grading a trial with eight outcomes: what has to be typed, and what "the same for all" writes."""

import re

import pytest
from sqlalchemy import select

from evidencehub.review.grading import facts_by_key, findings_by_key
from evidencehub.review.models import Finding
from evidencehub.review.pages.grading_form import grading_form
from evidencehub.review.sending import progress
from evidencehub.review.sheet import sheet_of
from tests.factories_review import a_case_in_review, grade

AT_MOST = 60  # entries for a trial with eight outcomes


@pytest.fixture
def trial(client, session):
    """A case with eight outcomes, and its first reviewer signed in."""
    case = a_case_in_review(session, version="2026-2", designs=("rct",), results=8)
    session.commit()
    client.sign_in(case.reviewers[0])
    return case


def typed_for(groups, form, answer):
    """One judgement for each question, and each number that is asked for: what a reviewer types who leaves nothing out.

    Gives the fields, and how many entries they are: a judgement with its reason and page is one, a number (or an effect
    with its interval) with its page is one.
    """
    data, entries = {}, 0

    def number(name, value, page):
        nonlocal entries
        data.update({name: value, page: "4"})
        entries += 1

    for group in groups:
        kind = "g" if group.is_together else "q"
        name = f"{kind}{group.first}"
        data |= {f"{name}-answer": answer, f"{name}-reason": f"Why {group.items[0].criterion.id}", f"{name}-page": "2"}
        entries += 1
        for fact, value, page in form.facts_of(group.first, kind):
            usual = {"standard deviations": "0.5", "year": "2024"}.get(fact.unit, "12")
            text = {"bool": "yes", "string": "schools", "share": "0.5"}.get(fact.kind, usual)
            number(value.name, text, page.name)
        for place in group.places:
            if line := form.estimate_of(place):
                number(line[0].name, f"0.{place + 1} (0.05 to 0.95)", line[1].name)
    return data, entries


def test_a_trial_with_eight_outcomes_takes_at_most_sixty_entries(client, session, trial, app):
    """All steps up to the first that it does not reach: nobody has repeated it, so that is the fourth."""
    assignment = trial.assignments[0]
    sheet = sheet_of(trial.submission)
    entries = 0
    for tier in sheet.standard.tiers[:4]:
        items = sheet.of_tier(tier)
        with app.test_request_context():
            form = grading_form(items, findings_by_key(session, assignment), facts_by_key(session, assignment))
        answer = "not-met" if tier.id == "4" else "met"
        data, count = typed_for(form.groups, form, answer)
        if tier.id == "3":  # one outcome is an exception
            place = next(place for place, item in enumerate(items) if item.criterion.id == "po3.7")
            data |= {f"q{place}-answer": "partly", f"q{place}-reason": "Only just.", f"q{place}-page": "7"}
            count += 1
        entries += count
        answered = client.post(f"/reviews/{assignment.id}/grade/{tier.id}", data=data)
        assert answered.status_code == 303, re.findall(r'error-message">(.*?)</p>', answered.text, re.DOTALL)
        session.rollback()
    harm = {"seen": "no", "looked_for": "yes"}
    assert client.post(f"/reviews/{assignment.id}/harm", data=harm).status_code == 303
    entries += len(harm)
    session.rollback()
    findings = findings_by_key(session, assignment)
    state = progress(sheet, findings, assignment, {})
    assert state.is_ready and len(state.required) == 4
    assert len(findings) == sum(len(sheet.of_tier(tier)) for tier in sheet.standard.tiers[:4]), "no question is dropped"
    facts = facts_by_key(session, assignment)
    asked = [(fact.name, item.result_key) for tier in sheet.standard.tiers[:4] for item in sheet.of_tier(tier)
             for fact in item.facts]  # fmt: skip
    assert set(asked) == set(facts), "no number is dropped"
    print(f"{entries} entries for {len(findings)} findings and {len(facts)} numbers")
    assert entries <= AT_MOST


def test_what_is_the_same_for_all_is_kept_as_if_typed_one_by_one(client, session, trial):
    one, other = trial.assignments
    sheet = sheet_of(trial.submission)
    answers = {}
    asked = [item for item in sheet.of_tier(sheet.standard.tiers[1]) if item.criterion.id == "po2.3"]
    answers[asked[4].key] = "not-met"
    grade(session, other, answers, tiers="2", reason="Reason")
    session.commit()
    items = sheet.of_tier(sheet.standard.tiers[1])
    data = {}
    for place, item in enumerate(items):
        is_first = place == 0 or items[place - 1].criterion.id != item.criterion.id
        kind = "g" if item.about else "q"
        if is_first:
            data |= {f"{kind}{place}-answer": "met", f"{kind}{place}-reason": f"Reason {item.criterion.id}",
                     f"{kind}{place}-page": "2"}  # fmt: skip
        if item.key == asked[4].key:
            data |= {f"q{place}-answer": "not-met", f"q{place}-reason": "Reason po2.3", f"q{place}-page": "2"}
    address = f"/reviews/{one.id}/grade/2"
    assert client.post(address, data=data).status_code == 303
    session.rollback()

    def kept(assignment):
        found = session.scalars(select(Finding).where(Finding.assignment_id == assignment.id))
        return sorted((f.criterion_id, f.result_key, f.answer, f.reason, f.page) for f in found)

    assert kept(one) == kept(other) and len(kept(one)) == 30
    page = client.get(address).text
    assert page.count("The same for all:") == 3 and "not-met" in page
    assert len(re.findall(r"<textarea[^>]*>Reason po2.3</textarea>", page)) == 2, "the rule, and its one exception"


def test_an_outcome_that_cannot_take_the_answer_for_all_asks_for_one_of_its_own(client, session):
    case = a_case_in_review(session, version="2026-2", designs=("rct",), results=2,
                            numbers={"effect": -3.0, "ci_low": -5.0, "ci_high": -1.0})  # fmt: skip
    session.commit()
    client.sign_in(case.reviewers[0])
    items = sheet_of(case.submission).of_tier(sheet_of(case.submission).standard.tiers[1])
    first = next(place for place, item in enumerate(items) if item.criterion.id == "po2.6")
    address = f"/reviews/{case.assignments[0].id}/grade/2"
    answer = client.post(address, data={f"g{first}-answer": "not-met", f"g{first}-reason": "Both fell."})
    assert answer.status_code == 303
    answer = client.post(address, data={f"g{first}-answer": "met", f"g{first}-reason": "Both rose, I say."})
    assert answer.status_code == 422
    for place in (first, first + 1):
        assert f'href="#q{place}-answer"' in answer.text
    assert f'href="#g{first}' not in answer.text
    assert answer.text.count("Attendance rate 2): Positive change: by the team") == 2, "in the summary, and beside it"


def test_a_line_that_is_no_effect_is_refused_and_what_was_kept_stays(client, session):
    case = a_case_in_review(session, version="2026-2")
    session.commit()
    client.sign_in(case.reviewers[0])
    assignment = case.assignments[0]
    items = sheet_of(case.submission).of_tier(sheet_of(case.submission).standard.tiers[1])
    place = next(place for place, item in enumerate(items) if item.criterion.id == "po2.6")
    address = f"/reviews/{assignment.id}/grade/2"
    line, page = f"q{place}-estimate", f"q{place}-estimate-page"
    assert client.post(address, data={line: "0.35 (0.10 to 0.60)", page: "4"}).status_code == 303
    assert "0.35 (0.1 to 0.6)" in client.get(address).text
    wrong = {"0.35 (0.10)": "both ends", "0,35": "point for decimals", "0.9 (0.1 to 0.6)": "inside its interval"}
    for typed, message in wrong.items():
        answer = client.post(address, data={line: typed, page: "4"})
        assert answer.status_code == 422 and f'href="#{line}"' in answer.text and message in answer.text
        assert "Effect and its interval: " in answer.text and "Size of the difference" not in answer.text
    assert f'href="#{page}"' in client.post(address, data={line: "0.35", page: ""}).text
    session.rollback()
    assert {key[0]: entry.value for key, entry in facts_by_key(session, assignment).items()}["effect_size"] == "0.35"
