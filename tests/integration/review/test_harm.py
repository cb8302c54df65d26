"""Whether anything got worse is asked once for the whole case, frozen with the findings, and told in the letter."""

import re

import pytest
from sqlalchemy import select

from evidencehub.accounts.queries import actor_for
from evidencehub.accreditation.letter.keeping import kept
from evidencehub.review import services
from evidencehub.review.harm import CANNOT_TELL, NO, YES, Harm, harm_of, told
from evidencehub.review.models import Decision
from evidencehub.shared.errors import Invalid, WrongState
from evidencehub.shared.mail import Mail
from tests.factories import NOW
from tests.factories_review import LATER, NO_HARM, a_case_in_review, a_frozen_case, decide, grade, settle

WORSE = Harm(YES, YES, "Those who missed the bus felt left out, page 9.")


def test_nothing_is_sent_before_it_is_answered(client, session):
    case = a_case_in_review(session)
    assignment = case.assignments[0]
    grade(session, assignment, {"po2.8": "not-met"})
    assignment.harm_seen = assignment.harm_looked_for = ""
    session.commit()
    client.sign_in(case.reviewers[0])
    address = f"/reviews/{assignment.id}"
    page = client.get(f"{address}/check").text
    assert "1 question needs" in page and f'href="{address}/harm"' in page
    assert client.post(f"{address}/check", data={}).status_code == 422
    unsaid = client.post(f"{address}/harm", data={})
    assert unsaid.status_code == 422 and 'href="#seen"' in unsaid.text and 'href="#looked_for"' in unsaid.text
    without = client.post(f"{address}/harm", data={"seen": "yes", "looked_for": "no"})
    assert without.status_code == 422 and 'href="#what"' in without.text
    assert client.post(f"{address}/harm", data={"seen": "maybe", "looked_for": "no"}).status_code == 422
    said = {"seen": "yes", "looked_for": "no", "what": WORSE.what}
    assert client.post(f"{address}/harm", data=said).status_code == 303
    assert WORSE.what in client.get(f"{address}/check").text
    assert client.post(f"{address}/check", data={"half_hours": "3"}).status_code == 303
    session.rollback()
    assert harm_of(assignment) == Harm(YES, NO, WORSE.what) and assignment.half_hours == 3
    assert client.post(f"{address}/harm", data=said).status_code == 403, "what was sent does not change"


def test_a_plan_is_not_asked_for_harm(client, session):
    case = a_case_in_review(session, designs=())
    assignment = case.assignments[0]
    grade(session, assignment, {"po1.1": "not-met"}, tiers="1")
    session.commit()
    client.sign_in(case.reviewers[0])
    assert "get worse" not in client.get(f"/reviews/{assignment.id}").text
    assert client.post(f"/reviews/{assignment.id}/check", data={}).status_code == 303


def test_the_other_reviewer_and_the_team_see_nothing_of_it_before_the_decision(client, session):
    case = a_case_in_review(session)
    first, second = case.assignments
    grade(session, first, {"po2.8": "not-met"}, harm=WORSE)
    services.send_findings(session, first, actor=actor_for(case.reviewers[0]), now=LATER, half_hours=7)
    session.commit()
    for person, pages in ((case.reviewers[1], ("", "/check", "/harm", "/report")), (case.member, ())):
        client.sign_in(person)
        for page in (*(f"/reviews/{second.id}{page}" for page in pages), f"/submissions/{case.submission.id}"):
            text = client.get(page).text
            assert "left out" not in text and "3½ hours for a case" not in text
    assert client.get(f"/reviews/{first.id}/harm").status_code in (403, 404)
    assert not any("left out" in mail.body for mail in session.scalars(select(Mail)))


def test_after_going_on_what_was_sent_of_harm_stays(session):
    case = a_case_in_review(session)
    first, second = case.assignments
    grade(session, first, {"po2.8": "not-met"}, harm=WORSE)
    grade(session, second, {"po3.2": "not-met"}, tiers="123")
    for each in (first, second):
        services.send_findings(session, each, actor=actor_for(each.reviewer), now=LATER)
    assert first.held_steps == 2
    with pytest.raises(WrongState, match="sent this already"):
        services.record_harm(session, first, NO_HARM, actor=actor_for(first.reviewer), now=LATER)
    assert harm_of(first) == WORSE


def test_the_letter_the_mail_and_the_accreditation_say_what_got_worse(client, session):
    case = a_case_in_review(session, version="2026-2", numbers={"effect": -3.0, "ci_low": -5.0, "ci_high": -1.0})
    for assignment in case.assignments:
        grade(session, assignment, {"po2.8": "not-met"}, harm=WORSE)
        services.send_findings(session, assignment, actor=actor_for(assignment.reviewer), now=LATER)
    session.commit()
    client.sign_in(case.editor)
    page = client.get(f"/cases/{case.submission.id}/decide").text
    assert "Both reviewers found that something got worse" in page
    settle(session, case)
    decide(session, case)
    session.commit()
    (mail,) = [each for each in session.scalars(select(Mail)) if each.about == "submission.decided"]
    client.sign_in(case.member)
    letter = client.get(f"/submissions/{case.submission.id}/letter").text
    number = re.search(r"/accreditations/([\w-]+)", letter)
    pages = [mail.body, letter, *([client.get(f"/accreditations/{number[1]}").text] if number else [])]
    project = client.get(f"/projects/{case.submission.project.slug}").text
    assert "Both reviewers found that something got worse for people." in project and WORSE.what in project
    for text in pages:
        assert "Both reviewers found that something got worse for people." in text
        assert WORSE.what in text and "Worse." in text, "the result by itself says so too"
    assert number, "Standard 1 is reached, so there is an accreditation"


def test_a_letter_from_before_it_was_asked_is_read_without_it(session):
    case = a_frozen_case(session)
    decide(session, case)
    decision = session.scalars(select(Decision)).one()
    letter = {key: value for key, value in decision.letter["letter"].items() if key != "harm"}
    decision.letter = {"format": 2, "letter": letter}
    assert kept(decision).harm.paragraphs == ()


@pytest.mark.parametrize(
    ("one", "other", "words"),
    [
        (WORSE, WORSE, "Both reviewers found that something got worse"),
        (WORSE, NO_HARM, "One of the reviewers found that something got worse"),
        (NO_HARM, NO_HARM, "Both reviewers found nothing in the report"),
        (NO_HARM, Harm(CANNOT_TELL, NO), "the other could not tell"),
        (Harm(CANNOT_TELL, NO), Harm(CANNOT_TELL, NO), "does not let anybody tell"),
    ],
)
def test_what_two_found_is_told_without_saying_who(one, other, words):
    assert words in " ".join(told([one, other])) and told([one, other]) == told([other, one])
    assert told([Harm(), Harm()]) == ()


def test_harm_that_was_looked_for_and_harm_that_was_not_are_told_apart():
    assert "Harm was looked for." in told([NO_HARM, NO_HARM])
    assert "Harm was not looked for, so there may be some that nobody saw." in told([Harm(NO, NO)] * 2)
    assert "The reviewers did not agree on whether harm was looked for." in told([NO_HARM, Harm(NO, NO)])


@pytest.mark.parametrize("wrong", [Harm(), Harm(YES, YES, " "), Harm(YES, YES, "x" * 50_000), Harm(NO, "often")])
def test_the_service_refuses_what_is_not_answered(session, wrong):
    case = a_case_in_review(session)
    with pytest.raises(Invalid):
        services.record_harm(session, case.assignments[0], wrong, actor=actor_for(case.reviewers[0]), now=NOW)
