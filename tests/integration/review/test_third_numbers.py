"""A third reviewer looks up the numbers that two read differently, and learns nothing of what either read."""

import re

import pytest
from sqlalchemy import select

from evidencehub.accounts.queries import actor_for
from evidencehub.accreditation import queries
from evidencehub.accreditation.models import Accreditation
from evidencehub.review import looking_up, services, settling
from evidencehub.review.grading import facts_by_key
from evidencehub.review.looking_up import LookedUp
from evidencehub.review.reconciling import FactDifference, agreed_facts, compare
from evidencehub.review.settling import Settled
from evidencehub.review.sheet import sheet_for, sheet_of
from evidencehub.review.states import AssignmentState
from evidencehub.shared.audit import AuditEntry
from evidencehub.shared.errors import Invalid, WrongState
from evidencehub.shared.mail import Mail
from tests.factories import a_reviewer
from tests.factories_review import LATER, a_case_in_review, decide, grade, settle
from tests.integration.review.test_thirds import FIRST, asked

SAME = {"po2.8": "not-met"}


def a_case_with_numbers(session, first, second, *, answers=(SAME, SAME), **values):
    """:param first: what one reviewer typed of the whole, and ``second`` the other, by the name of the fact."""
    case = a_case_in_review(session, **values)
    for assignment, typed, said in zip(case.assignments, (first, second), answers, strict=True):
        for (name, key), value in by_key(typed).items():
            services.record_fact(session, assignment, name, key, value, 7, now=LATER)
        grade(session, assignment, said)
        services.send_findings(session, assignment, actor=actor_for(assignment.reviewer), now=LATER)
    return case


def by_key(typed):
    return {(name if isinstance(name, tuple) else (name, "")): value for name, value in typed.items()}


def looks_up(session, third, found, *, page="3"):
    """:param found: by name; None: the report does not give it."""
    sheet = sheet_for(third)
    typed = [
        LookedUp(key, is_absent=True) if value is None else LookedUp(key, value, page)
        for key, value in by_key(found).items()
    ]
    seen_then = looking_up.version_of(sheet, facts_by_key(session, third))
    return looking_up.save(session, third, typed, seen_then=seen_then, actor=actor_for(third.reviewer), now=LATER)


def send(session, third):
    services.send_findings(session, third, actor=actor_for(third.reviewer), now=LATER)


def agreed(session, case):
    return {one.name: (one.value, one.page) for one in agreed_facts(session, case.submission)}


def test_where_only_numbers_differ_a_third_is_asked_for_these_alone(session):
    case = a_case_with_numbers(session, {"n_enrolled": "84", "itt": "yes"}, {"n_enrolled": "48", "itt": "yes"})
    third = asked(session, case)
    sheet = sheet_for(third)
    assert not sheet.items and [number.key for number in sheet.numbers] == [("n_enrolled", "")]
    assert third.is_third and not third.grades_everything
    told = session.scalar(select(Mail.body).where(Mail.to == third.reviewer.email))
    assert "We would like you to look up 1 number about a submission." in told


def test_what_two_of_three_read_is_settled_and_the_editor_settles_the_rest_with_a_reason(session):
    first, second = {"n_enrolled": "84", "n_reached": "90"}, {"n_enrolled": "48", "n_reached": "80"}
    case = a_case_with_numbers(session, first, second)
    third = asked(session, case)
    assert looks_up(session, third, {"n_enrolled": "84.0", "n_reached": "70"}) == []
    send(session, third)
    assert third.state is AssignmentState.FROZEN
    assert agreed(session, case) == {"n_enrolled": ("84", "7; 3")}, "84.0 is 84: the spelling that agreement goes by"
    comparison = compare(session, case.submission)
    (left,) = comparison.open
    assert left.fact.name == "n_reached" and sorted(view.value for _, view in left.said) == ["70", "80", "90"]
    told = session.scalar(select(Mail.body).where(Mail.about == "review.third-in"))
    assert ": 2 numbers. 1 is settled by two of three. 1 is left for you to settle." in told
    by = {"actor": actor_for(case.editor), "now": LATER}
    outcome = settling.settle(session, case.submission, comparison, {left.place: Settled("90", "7")}, **by)
    assert outcome.problems[left.place]["because"].endswith("say why, in 20,000 characters or fewer")
    name = {left.place: Settled("90", "7", f"{case.reviewers[0].name} is right.")}
    assert "because" in settling.settle(session, case.submission, comparison, name, **by).problems[left.place]
    why = {left.place: Settled("90", "7", "Page 7 counts those who came once.")}
    assert settling.settle(session, case.submission, comparison, why, **by).is_whole
    kept = next(one for one in agreed_facts(session, case.submission) if one.name == "n_reached")
    assert (kept.value, kept.because, kept.by_majority) == ("90", "Page 7 counts those who came once.", False)


def test_a_number_that_a_third_settled_with_one_of_the_two_is_not_for_an_editor(session):
    case = a_case_with_numbers(session, {"n_enrolled": "84"}, {"n_enrolled": "48"})
    third = asked(session, case)
    (waiting,) = compare(session, case.submission).fact_differences
    assert waiting.is_waiting and waiting.is_out_of_hand
    typed = {waiting.place: Settled("90", "7")}
    by = {"actor": actor_for(case.editor), "now": LATER}
    outcome = settling.settle(session, case.submission, compare(session, case.submission), typed, **by)
    assert outcome.overtaken == [waiting.place] and not agreed(session, case)
    looks_up(session, third, {"n_enrolled": "84"})
    send(session, third)
    outcome = settling.settle(session, case.submission, compare(session, case.submission), typed, **by)
    assert outcome.overtaken == [waiting.place] and agreed(session, case)["n_enrolled"][0] == "84"
    actions = list(session.scalars(select(AuditEntry.action).where(AuditEntry.action.like("fact.%"))))
    assert actions == ["fact.majority"]


def test_a_number_that_is_not_there_is_like_no_other(session):
    """One gave it and one did not: two who found nothing did not say the same, so an editor looks."""
    case = a_case_with_numbers(session, {"n_enrolled": "84"}, {})
    third = asked(session, case)
    looks_up(session, third, {"n_enrolled": None})
    send(session, third)
    (left,) = compare(session, case.submission).open
    assert isinstance(left, FactDifference) and left.may_be_left_out and left.third.value == ""
    by = {"actor": actor_for(case.editor), "now": LATER}
    out = {left.place: Settled("", "left out", "It counts another group.")}
    assert settling.settle(session, case.submission, compare(session, case.submission), out, **by).is_whole
    assert agreed(session, case)["n_enrolled"][0] == ""


def test_everything_that_is_asked_has_to_be_looked_up_before_sending(session):
    case = a_case_with_numbers(session, {"n_enrolled": "84"}, {"n_enrolled": "48"})
    third = asked(session, case)
    with pytest.raises(Invalid, match="Look up every number"):
        send(session, third)
    (problem,) = looks_up(session, third, {"n_enrolled": "many"})
    assert problem.part == "value"
    by = actor_for(third.reviewer)
    both = [LookedUp(("n_enrolled", ""), "84", "3", is_absent=True)]
    assert "not both" in looking_up.save(session, third, both, seen_then="-", actor=by, now=LATER)[0].message
    with pytest.raises(Invalid, match="not asked"):
        looks_up(session, third, {"n_reached": "3"})
    looks_up(session, third, {"n_enrolled": "84"})
    with pytest.raises(WrongState, match="another tab"):
        looking_up.save(session, third, [LookedUp(("n_enrolled", ""), "85", "3")], seen_then="-", actor=by, now=LATER)
    send(session, third)
    with pytest.raises(WrongState):
        looks_up(session, third, {"n_enrolled": "85"})


def test_the_page_shows_neither_what_the_two_read_nor_what_the_team_says_before_it_is_looked_up(app, session):
    case = a_case_in_review(session, version="2026-2", designs=("rct",))
    (key,) = (one.key for one in sheet_of(case.submission).results)
    for assignment, value in zip(case.assignments, ("0.7113", "0.7227"), strict=True):
        services.record_fact(session, assignment, "effect_size", key, value, 9, now=LATER)
        grade(session, assignment, SAME)
        services.send_findings(session, assignment, actor=actor_for(assignment.reviewer), now=LATER)
    third = asked(session, case)
    session.commit()
    client = app.test_client()
    client.sign_in(third.reviewer)
    address = f"/reviews/{third.id}"
    pages = [client.get(f"{address}{end}").text for end in ("", "/numbers", "/report", "/check")]
    assert "Numbers to look up" in pages[0] and "0 of 1 looked up" in pages[0]
    for page in pages:
        assert "0.7113" not in page and "0.7227" not in page and "By the team’s numbers" not in page
    wrong = client.post(f"{address}/numbers", data={"seen": hidden(pages[1]), "n0-value": "0.7", "n0-page": ""})
    assert wrong.status_code == 422 and 'value="0.7"' in wrong.text and "give the page where it stands" in wrong.text
    good = client.post(f"{address}/numbers", data={"seen": hidden(wrong.text), "n0-value": "0.7113", "n0-page": "4"})
    assert good.status_code == 303 and good.headers["Location"].endswith("/check")
    assert "By the team’s numbers" in client.get(f"{address}/numbers").text
    other = client.post(f"{address}/numbers", data={"seen": hidden(pages[1]), "n0-value": "0.5", "n0-page": "4"})
    assert other.status_code == 409 and "Saved in your other tab" in other.text and 'value="0.5"' in other.text
    late = client.post(f"{address}/numbers", data={"seen": hidden(other.text), "n0-value": "0.7227", "n0-page": "4"})
    assert late.status_code == 303
    session.rollback()
    assert session.scalar(select(AuditEntry.action).where(AuditEntry.action == "fact.changed-late"))
    first = app.test_client()
    first.sign_in(case.reviewers[0])
    assert first.get(f"/reviews/{case.assignments[0].id}/numbers").status_code in {403, 404}


def test_letter_record_and_mail_say_that_a_third_looked_numbers_up(app, session):
    first, second = {"n_enrolled": "84"}, {"n_enrolled": "48"}
    answers = ({**SAME, "po1.4": "partly"}, {**SAME, "po1.4": "met"})
    case = a_case_with_numbers(session, first, second, answers=answers)
    third = asked(session, case, a_reviewer(session, reviewer_kind="practitioner"))
    looks_up(session, third, {"n_enrolled": "84"})
    services.record_finding(session, third, "po1.4", "", "met", "GAMMA reason", 3, now=LATER)
    send(session, third)
    assert not compare(session, case.submission).open
    decide(session, case)
    session.commit()
    said = "A third reviewer (a practitioner) graded 1 question and looked up 1 number on which the two differed"
    settled = "2 were settled by two of three."
    number = session.scalar(select(Accreditation.number))
    client = app.test_client()
    page = " ".join(client.get(f"/accreditations/{number}").text.split())
    assert said in page and settled in page
    client.sign_in(case.member)
    letter = " ".join(client.get(f"/submissions/{case.submission.id}/letter").text.split())
    assert said in letter and settled in letter
    session.rollback()
    told = session.scalar(select(Mail.body).where(Mail.about == "review.decided", Mail.to == third.reviewer.email))
    assert "Of the 1 question and 1 number that you were asked, 2 were settled by two of three." in told
    assert queries.graders(session, case.submission).third.numbers == 1


def test_the_editors_page_shows_three_readings_and_asks_why(client, session):
    case = a_case_with_numbers(session, {"n_enrolled": "84"}, {"n_enrolled": "48"}, answers=(FIRST, FIRST))
    third = asked(session, case)
    session.commit()
    client.sign_in(case.editor)
    address = f"/cases/{case.submission.id}/reconcile"
    page = " ".join(client.get(address).text.split())
    assert "A third reviewer looks at" in page and "q1-value" not in page
    assert "1 number" in client.get(f"/cases/{case.submission.id}").text
    session.rollback()
    looks_up(session, third, {"n_enrolled": "60"})
    send(session, third)
    session.commit()
    page = client.get(address).text
    place = re.search(r'name="(q\d+)-because"', page)[1]
    typed = {"seen": hidden(page), f"{place}-choice": "c"}
    refused = client.post(address, data=typed)
    assert refused.status_code == 422 and "say why, in" in refused.text
    typed |= {f"{place}-because": "Table 2 has it.", "seen": hidden(refused.text)}
    assert client.post(address, data=typed).status_code == 303
    session.rollback()
    assert agreed(session, case) == {"n_enrolled": ("60", "3")}
    assert "Table 2 has it." in client.get(address).text
    settle(session, case)


def hidden(page):
    return re.search(r'name="seen" value="([^"]*)"', page)[1]
