"""A third reviewer grades what two see differently, and knows neither what they said nor who they are."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from evidencehub.accounts.queries import actor_for
from evidencehub.accreditation.models import Accreditation
from evidencehub.accreditation.queries import findings_of
from evidencehub.authz.told import Who
from evidencehub.review import extending, links, reminding, services
from evidencehub.review.deadlines import turn
from evidencehub.review.decisions import agreement
from evidencehub.review.queries import seats_of
from evidencehub.review.reconciling import compare, reason_against_deciding
from evidencehub.review.sheet import sheet_for
from evidencehub.review.states import AssignmentState
from evidencehub.shared.errors import Invalid, NotAllowed, WrongState
from evidencehub.shared.mail import Mail
from tests.factories import a_reviewer
from tests.factories_review import LATER, a_case_in_review, a_frozen_case, decide, grade, settle
from tests.integration.review.test_blinding import assert_absent, names_of, starts
from tests.support.crawling import STANDARDS, crawl

FIRST = {"po2.8": "not-met", "po1.4": "partly", "po1.5": "partly"}
SECOND = {"po2.8": "not-met", "po1.4": "met", "po1.5": "met"}


def a_disputed_case(session, **values):
    """Two who differ on two questions, with reasons that show whose they are."""
    case = a_case_in_review(session, **values)
    for name, assignment, answers in zip(("ALPHA", "BETA"), case.assignments, (FIRST, SECOND), strict=True):
        grade(session, assignment, answers, reason=f"{name} reason")
        services.send_findings(session, assignment, actor=actor_for(assignment.reviewer), now=LATER)
    return case


def as_editor(session, case):
    return {"actor": actor_for(case.editor), "facts": case.facts(session), "now": LATER}


def asked(session, case, person=None, *, begun=True):
    third = services.ask_third(session, case.submission, person or a_reviewer(session), **as_editor(session, case))
    if begun:
        services.declare(session, third, conflict="", actor=actor_for(third.reviewer), now=LATER)
    return third


def sends(session, third, answers):
    for item in sheet_for(third).items:
        services.record_finding(session, third, *item.key, answers[item.criterion.id], "GAMMA reason", 3, now=LATER)
    services.send_findings(session, third, actor=actor_for(third.reviewer), now=LATER)


def test_a_third_reviewer_is_told_how_little_it_is(client, session):
    case = a_disputed_case(session, results=3)
    third = asked(session, case, begun=False)
    session.commit()
    client.sign_in(third.reviewer)
    page = " ".join(client.get(f"/reviews/{third.id}").text.split())
    assert re.search(r"> ?2 questions ?</dd>", page), "no word of outcomes: each question is counted as it is asked"
    assert "about half an hour" in page and "see these differently" in page


def test_what_two_of_three_said_is_settled_and_the_rest_is_left_to_the_editor(session):
    case = a_disputed_case(session)
    third = asked(session, case)
    assert {item.criterion.id for item in sheet_for(third).items} == {"po1.4", "po1.5"}
    assert not sheet_for(third).numbers, "no number was read differently"
    sends(session, third, {"po1.4": "met", "po1.5": "not-met"})
    assert third.state is AssignmentState.FROZEN
    found = {one.criterion_id: one for one in findings_of(session, case.submission)}
    assert found["po1.4"].answer == "met" and found["po1.4"].by_majority and not found["po1.4"].at_first
    assert "BETA" in found["po1.4"].reason and "GAMMA" in found["po1.4"].reason and "ALPHA" not in found["po1.4"].reason
    comparison = compare(session, case.submission)
    assert [one.item.criterion.id for one in comparison.open] == ["po1.5"]
    assert [one.answer for _, one in comparison.open[0].said] in (
        ["partly", "met", "not-met"], ["met", "partly", "not-met"],
    )  # fmt: skip
    told = session.scalar(select(Mail.body).where(Mail.about == "review.third-in"))
    assert ": 2 questions. 1 is settled by two of three. 1 is left for you to settle." in told
    with pytest.raises(Invalid, match="Two of three"):
        services.agree(session, case.submission, "po1.4", "", "not-met", "I think so.", actor=actor_for(case.editor),
                       now=LATER)  # fmt: skip


def test_how_far_the_first_two_agreed_does_not_change(session):
    case = a_disputed_case(session)
    before = agreement(*(side.findings for side in compare(session, case.submission).sides))
    sends(session, asked(session, case), {"po1.4": "met", "po1.5": "met"})
    decision = decide(session, case)
    assert (decision.agreed_first, decision.compared) == (before.agreed, before.compared)
    assert decision.compared - decision.agreed_first == 2


def test_while_a_third_has_it_in_hand_nobody_settles_it_and_nobody_decides(client, session):
    case = a_disputed_case(session)
    third = asked(session, case)
    assert turn(case.submission, seats_of(session, case.submission)).who is Who.REVIEWERS
    with pytest.raises(Invalid, match="in hand"):
        services.agree(session, case.submission, "po1.4", "", "met", "Why.", actor=actor_for(case.editor), now=LATER)
    with pytest.raises(WrongState):
        decide(session, case)
    session.commit()
    client.sign_in(case.editor)
    address = f"/cases/{case.submission.id}"
    page = client.get(f"{address}/reconcile").text
    assert "A third reviewer looks at" in page and "q1-choice" not in page
    client.post(f"{address}/reconcile", data={"q1-choice": "met", "q1-reason": "From an older page."})
    session.rollback()
    assert len(compare(session, case.submission).open) == 2
    assert client.post(f"{address}/seats/{third.id}/replace", data={"because": "No time."}).status_code == 303
    session.rollback()
    settle(session, case)
    assert not compare(session, case.submission).open, "their place is given up, so the editor settles it"


def test_only_somebody_without_a_conflict_is_asked_and_one_at_a_time(session):
    case = a_disputed_case(session)
    for person in (case.reviewers[0], case.editor, case.member):
        with pytest.raises(Invalid):
            asked(session, case, person)
    colleague = a_reviewer(session, email=f"x@{case.member.email.rpartition('@')[2]}")
    with pytest.raises(Invalid):
        asked(session, case, colleague)
    with pytest.raises(NotAllowed):
        services.ask_third(session, case.submission, a_reviewer(session), actor=case.team,
                           facts=case.facts(session, case.member), now=LATER)  # fmt: skip
    third = asked(session, case)
    with pytest.raises(WrongState, match="in hand"):
        asked(session, case)
    services.decline(session, third, actor=actor_for(third.reviewer), now=LATER)
    again = asked(session, case)
    assert again.only == third.only
    settled = a_frozen_case(session)
    with pytest.raises(WrongState, match="nothing is open"):
        asked(session, settled)


def test_a_third_has_a_day_reminders_more_time_and_a_way_out_as_the_first_two_have(session):
    case = a_disputed_case(session)
    third = asked(session, case, begun=False)
    assert third.due_at < case.assignments[0].due_at + (LATER - case.assignments[0].assigned_at)
    handler = reminding.handler(links.IN_WORDS, lambda: LATER + timedelta(days=3))
    handler.work([{"assignment": str(third.id), "reminder": "answer"}], None)(session)
    assert session.scalar(select(Mail.to).where(Mail.about == "review.remind-answer")) == third.reviewer.email
    services.declare(session, third, conflict="", actor=actor_for(third.reviewer), now=LATER)
    until = (third.due_at + timedelta(days=3)).date()
    extending.ask(session, third, until=until, because="Ill.", actor=actor_for(third.reviewer), now=LATER)
    extending.give(session, third, until=until, **as_editor(session, case))
    assert third.due_at.date() == until
    services.decline(session, third, actor=actor_for(third.reviewer), now=LATER)
    told = session.scalar(select(Mail.body).where(Mail.about == "review.seat-open"))
    assert "The third reviewer" in told and "settle what differs yourself" in told


@pytest.mark.parametrize("stage", ["grading", "in", "decided"])
def test_nobody_learns_of_a_third_what_they_may_not_and_the_third_learns_nothing_of_the_two(app, session, stage):
    case = a_disputed_case(session)
    third = asked(session, case)
    if stage != "grading":
        sends(session, third, {"po1.4": "met", "po1.5": "not-met"})
    if stage == "decided":
        settle(session, case)
        decide(session, case)
    session.commit()
    everybody = [*case.reviewers, third.reviewer]
    at = [*starts(case), f"/reviews/{third.id}", f"/reviews/{third.id}/grade/1", f"/reviews/{third.id}/check"]
    for person in (*everybody, case.member, None):
        client = app.test_client()
        if person:
            client.sign_in(person)
        pages = crawl(client, *at, but=[STANDARDS])
        assert_absent(pages, names_of(one for one in everybody if one is not person))
        words = {"ALPHA", "BETA", "GAMMA"}
        if stage == "decided":  # by now the agreed reasons are public, and say nothing of whose they are
            words = set()
        elif person in everybody:
            words -= {("ALPHA", "BETA", "GAMMA")[everybody.index(person)]}
        assert_absent(pages, words)
    for mail in session.scalars(select(Mail)):
        text = {mail.about: f"{mail.subject}\n{mail.body}"}
        assert_absent(text, names_of(one for one in everybody if one.email != mail.to))
        if mail.to in {one.email for one in everybody} and mail.about != "review.decided":
            assert_absent(text, [case.submission.project.name, case.member.name])


def test_a_third_sees_only_the_questions_and_no_numbers_and_cannot_open_a_step_without_any(app, session):
    case = a_disputed_case(session)
    third = asked(session, case, begun=False)
    session.commit()
    client = app.test_client()
    client.sign_in(third.reviewer)
    address = f"/reviews/{third.id}"
    assert "2 questions" in client.get(address).text
    assert client.post(f"{address}/declare", data={"conflict": "none"}).status_code == 303
    page = client.get(f"{address}/grade/1")
    assert page.status_code == 200 and page.text.count('class="hub-question"') == 2 and "factpage" not in page.text
    assert client.get(f"{address}/grade/2").status_code == 404
    for answer in ("met", "not-met"):
        data = {"q0-answer": "met", "q0-reason": "Seen.", "q1-answer": answer, "q1-reason": "Seen."}
        sent = client.post(f"{address}/grade/1", data={**data, "seen": hidden(client.get(f"{address}/grade/1").text)})
        assert sent.headers["Location"].endswith("/check")
    check = client.get(f"{address}/check").text
    assert client.post(f"{address}/check", data={"seen": hidden(check)}).status_code == 303
    assert client.get(f"{address}/grade/1").status_code in {403, 404, 409}
    assert "They cannot be" in client.get(address).text


def hidden(page):
    return re.search(r'name="seen" value="([^"]*)"', page)[1]


def test_the_public_record_and_the_letter_say_that_a_third_looked_and_what_that_settled(app, session):
    case = a_disputed_case(session)
    sends(session, asked(session, case, a_reviewer(session, reviewer_kind="practitioner")),
          {"po1.4": "met", "po1.5": "not-met"})  # fmt: skip
    settle(session, case)
    decide(session, case)
    session.commit()
    number = session.scalar(select(Accreditation.number))
    said = "A third reviewer (a practitioner) graded 2 questions on which the two differed"
    settled = "1 was settled by two of three; an editor settled the rest, with a reason."
    client = app.test_client()
    for address in (f"/accreditations/{number}", f"/projects/{case.submission.project.slug}"):
        page = " ".join(client.get(address).text.split())
        assert said in page and settled in page and "An academic and a practitioner" in page
    client.sign_in(case.member)
    letter = " ".join(client.get(f"/submissions/{case.submission.id}/letter").text.split())
    assert said in letter and "settled by two of three reviewers" in letter and "settled by an editor" in letter
    session.rollback()
    thanks = [mail.body for mail in session.scalars(select(Mail)) if mail.about == "review.decided"]
    assert len(thanks) == 3 and sum("You were the third reviewer" in body for body in thanks) == 1


def test_nothing_is_decided_while_a_third_has_not_sent_though_nothing_hangs_on_it_any_more(session):
    case = a_disputed_case(session)
    third = asked(session, case)
    moot = replace(compare(session, case.submission), differences=())
    assert not moot.open and "a third reviewer has not sent yet" in reason_against_deciding(moot)
    services.replace(session, third, because="Not needed.", **as_editor(session, case))
    assert reason_against_deciding(replace(compare(session, case.submission), differences=())) is None
