"""A reviewer cannot say "effect met" of a result that got worse: the form offers it not, and the service refuses it."""

import pytest
from sqlalchemy import select

from evidencehub.accounts.queries import actor_for
from evidencehub.accreditation.queries import by_submission
from evidencehub.review import services, settling
from evidencehub.review.effects import WORSE
from evidencehub.review.grading import Entry, TypedFact, findings_by_key
from evidencehub.review.reconciling import compare, reason_against_deciding
from evidencehub.review.settling import Settled
from evidencehub.review.sheet import sheet_of
from evidencehub.shared.errors import Invalid
from evidencehub.shared.mail import Mail
from tests.factories import NOW
from tests.factories_review import LATER, a_case_in_review, decide, grade
from tests.integration.review.test_thirds import asked, sends


@pytest.fixture
def case(session):
    return a_case_in_review(session, version="2026-2", numbers={"effect": -3.0, "ci_low": -5.0, "ci_high": -1.0})


def test_an_outcome_that_got_worse_is_not_met_on_the_page_and_in_the_service(client, session, case):
    session.commit()
    assignment, reviewer = case.assignments[0], case.reviewers[0]
    sheet = sheet_of(case.submission)
    places = [item.key for item in sheet.of_tier(sheet.standard.tiers[1])]
    place = next(place for place, key in enumerate(places) if key[0] == "po2.6")
    client.sign_in(reviewer)
    address = f"/reviews/{assignment.id}/grade/2"
    page = client.get(address).text
    assert WORSE in page.replace("&#39;", "'") and f'id="q{place}-answer"' in page
    typed = {f"q{place}-answer": "met", f"q{place}-reason": "It says so in the summary."}
    answer = client.post(address, data=typed)
    assert answer.status_code == 422 and "by the team" in answer.text and f'href="#q{place}-answer"' in answer.text
    session.rollback()
    assert not findings_by_key(session, assignment)
    with pytest.raises(Invalid, match="got worse for people"):
        services.record_finding(session, assignment, *places[place], "met", "Yes.", 2, now=NOW)
    services.record_finding(session, assignment, *places[place], "not-met", "It fell.", 2, now=NOW)


def test_numbers_typed_from_the_report_are_held_against_the_answer(session):
    case = a_case_in_review(session, version="2026-2")
    assignment, actor = case.assignments[0], actor_for(case.reviewers[0])
    (result,) = sheet_of(case.submission).results
    key = result.key
    numbers = [TypedFact((name, key), value, "4") for name, value in (("ci_low", "-0.1"), ("ci_high", "0.7"))]
    entry = Entry(("po3.7", key), "met", "Better, it says.", "4")
    (problem,) = services.save_page(session, assignment, [entry], numbers, actor=actor, now=NOW)
    assert problem.part == "answer" and "no difference at all" in problem.message
    assert not findings_by_key(session, assignment), "the numbers are kept, the answer is not"
    none = [TypedFact((name, key)) for name in ("ci_low", "ci_high")]
    assert not services.save_page(session, assignment, [entry], none, actor=actor, now=NOW)
    grade(session, assignment, tiers="123")
    grade(session, assignment, {"po4.3": "not-met"}, tiers="4")
    services.save_page(session, assignment, [], numbers, actor=actor, now=NOW)
    with pytest.raises(Invalid, match="Change one of the two"):
        services.send_findings(session, assignment, actor=actor, now=LATER)


def test_an_editor_cannot_decide_on_an_effect_that_the_agreed_numbers_say_is_none(session):
    case = a_case_in_review(session, version="2026-2")
    (result,) = sheet_of(case.submission).results
    numbers = {"met": ("0.1", "0.7"), "not-met": ("-0.1", "0.7")}
    for assignment, (said, ends) in zip(case.assignments, numbers.items(), strict=True):
        grade(session, assignment, tiers="12")
        grade(session, assignment, {"po3.7": said, "po3.2": "not-met"}, tiers="3")
        for name, value in zip(("ci_low", "ci_high"), ends, strict=True):
            services.record_fact(session, assignment, name, result.key, value, 4, now=LATER)
    for assignment in case.assignments:
        services.send_findings(session, assignment, actor=actor_for(assignment.reviewer), now=LATER)
    comparison = compare(session, case.submission)
    effect = next(one.place for one in comparison.differences if one.item.criterion.id == "po3.7")
    low = next(one.place for one in comparison.fact_differences if one.fact.name == "ci_low")
    told = {"actor": actor_for(case.editor), "now": LATER}
    typed = {effect: Settled("met", "The summary says so."), low: Settled("-0.1", "4")}
    settling.settle(session, case.submission, comparison, typed, **told)
    assert "no difference at all" in reason_against_deciding(compare(session, case.submission))
    settling.settle(session, case.submission, compare(session, case.submission), {low: Settled("0.1", "4")}, **told)
    assert reason_against_deciding(compare(session, case.submission)) is None


def test_two_of_three_cannot_settle_an_effect_that_the_agreed_numbers_say_is_none(session):
    case = a_case_in_review(session, version="2026-2")
    (result,) = sheet_of(case.submission).results
    for assignment, said in zip(case.assignments, ("met", "not-met"), strict=True):
        grade(session, assignment, tiers="12")
        grade(session, assignment, {"po3.7": said, "po3.2": "not-met"}, tiers="3")
    for name, value in (("ci_low", "-0.1"), ("ci_high", "0.7")):
        services.record_fact(session, case.assignments[1], name, result.key, value, 4, now=LATER)
    for assignment in case.assignments:
        services.send_findings(session, assignment, actor=actor_for(assignment.reviewer), now=LATER)
    comparison = compare(session, case.submission)
    typed = {one.place: Settled(next(filter(None, one.views)).value, "4") for one in comparison.fact_differences}
    settling.settle(session, case.submission, comparison, typed, actor=actor_for(case.editor), now=LATER)
    third = asked(session, case)
    sends(session, third, {"po3.7": "met"})
    (left,) = compare(session, case.submission).open
    assert left.item.criterion.id == "po3.7" and left.third.answer == "met"


def test_record_and_letter_say_that_a_number_settled_later_outranks_what_both_said(client, session):
    case = a_case_in_review(session, version="2026-2")
    (result,) = sheet_of(case.submission).results
    for assignment, low in zip(case.assignments, ("0.1", "0.2"), strict=True):
        grade(session, assignment, tiers="12")
        grade(session, assignment, {"po3.2": "not-met"}, tiers="3")
        for name, value in (("ci_low", low), ("ci_high", "0.7")):
            services.record_fact(session, assignment, name, result.key, value, 4, now=LATER)
        services.send_findings(session, assignment, actor=actor_for(assignment.reviewer), now=LATER)
    comparison = compare(session, case.submission)
    (number,) = comparison.fact_differences
    assert all(one.answer == "met" for one in comparison.same if one.criterion_id == "po3.7")
    typed = {number.place: Settled("-0.1", "4")}
    settling.settle(session, case.submission, comparison, typed, actor=actor_for(case.editor), now=LATER)
    decided = decide(session, case)
    assert any(one["criterion"] == "po3.7" for one in decided.grade["unmet"])
    session.commit()
    client.sign_in(case.member)
    number = by_submission(session, case.submission).number
    letter, project = f"/submissions/{case.submission.id}/letter", f"/projects/{case.submission.project.slug}"
    for address in (f"/accreditations/{number}", letter, project):
        page = client.get(address).text
        assert page.count("Met, but not counted") == 1, address
        assert "does not count as an answer: by the interval typed from the report" in page, address
    (body,) = [mail.body for mail in session.scalars(select(Mail).where(Mail.subject.startswith("The decision on")))]
    assert "Met, but not counted\n  This does not count as an answer" in body
