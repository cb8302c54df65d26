"""From two frozen views to one: what is asked, what stands by itself, and what waits until all is settled."""

import html
import re

import pytest

from evidencehub.accounts.queries import actor_for
from evidencehub.accreditation.queries import findings_of
from evidencehub.projects.states import SubmissionState
from evidencehub.projects.wording import sentence
from evidencehub.review import services
from evidencehub.review.reconciling import agreed_facts, compare
from evidencehub.review.sheet import sheet_of
from evidencehub.shared import audit, saving
from evidencehub.shared.errors import Invalid, NotAllowed, WrongState
from tests.factories import a_reviewer, an_editor
from tests.factories_review import LATER, a_case_in_review, a_frozen_case, grade, settle

FIRST = {"po2.8": "not-met", "po1.4": "partly"}
FAR = {"po3.2": "not-met"}
SECOND = {"po2.8": "not-met", "po2.4": "partly"}


def own(place, answer, reason):
    """What a page sends for one question that is settled in words of its own."""
    return {f"q{place}-choice": answer, f"q{place}-reason": reason}


def test_what_both_say_alike_is_agreed_by_itself_with_both_reasons(session):
    case = a_case_in_review(session)
    for assignment, reason in zip(case.assignments, ("The first one's words.", "Other words."), strict=True):
        grade(session, assignment, {"po2.8": "not-met"}, reason=reason)
        services.send_findings(session, assignment, actor=actor_for(assignment.reviewer), now=LATER)
    found = {finding.criterion_id: finding for finding in findings_of(session, case.submission)}
    assert len(found) == 17 and all(finding.at_first for finding in found.values())
    assert found["po2.8"].answer == "not-met"
    assert "The first one's words. po2.8" in found["po2.8"].reason and "Other words. po2.8" in found["po2.8"].reason


def test_the_same_reason_twice_is_kept_once(session):
    case = a_frozen_case(session)
    assert {finding.reason for finding in findings_of(session, case.submission) if finding.criterion_id == "po1.1"} == {
        "It stands in the report. po1.1"
    }


def test_only_what_differs_is_asked_with_both_views_side_by_side(client, session):
    case = a_frozen_case(session, first=FIRST, second=SECOND)
    session.commit()
    client.sign_in(case.editor)
    address = f"/cases/{case.submission.id}/reconcile"
    page = client.get(address).text
    assert "differ on 2 questions and agree on 15" in page
    assert page.count('class="hub-question"') == 2
    assert page.count("Reviewer A") > 2 < page.count("Reviewer B") and "Partly met" in page
    assert not any(person.name in page for person in case.reviewers)


def test_what_follows_is_shown_only_when_all_is_settled(client, session):
    case = a_frozen_case(session, first=FIRST, second=SECOND)
    session.commit()
    client.sign_in(case.editor)
    address = f"/cases/{case.submission.id}"
    assert client.get(f"{address}/decide").status_code == 409
    for place in (1, 2):
        page = client.get(f"{address}/reconcile").text
        assert "See what follows" not in page and "Standard 1:" not in page
        empty = client.post(f"{address}/reconcile", data=own(place, "met", " "))
        assert empty.status_code == 422 and f'href="#q{place}-reason"' in empty.text
        assert client.post(f"{address}/reconcile", data=own(place, "met", "We read page 2 again.")).status_code == 303
    assert "See what follows" in client.get(f"{address}/reconcile").text
    assert "Standard 1: Project model and evaluation plan" in client.get(f"{address}/decide").text
    session.rollback()
    settled = [finding for finding in findings_of(session, case.submission) if not finding.at_first]
    assert {finding.criterion_id for finding in settled} == {"po1.4", "po2.4"}
    assert {finding.reason for finding in settled} == {"We read page 2 again."}


def test_results_of_one_study_are_settled_one_by_one(session):
    case = a_case_in_review(session, results=2)
    keys = [one.key for one in sheet_of(case.submission).results]
    for assignment, answer in zip(case.assignments, ("met", "partly"), strict=True):
        grade(session, assignment, {"po2.8": "not-met", ("po2.3", keys[1]): answer})
        services.send_findings(session, assignment, actor=actor_for(assignment.reviewer), now=LATER)
    (difference,) = compare(session, case.submission).differences
    assert difference.item.key == ("po2.3", keys[1])
    settle(session, case, "partly")
    answers = {f.result_key: f.answer for f in findings_of(session, case.submission) if f.criterion_id == "po2.3"}
    assert answers == {keys[0]: "met", keys[1]: "partly"}


def test_numbers_that_both_read_alike_stand_and_others_are_settled(client, session):
    case = a_case_in_review(session)
    for assignment, reached in zip(case.assignments, ("90", "94"), strict=True):
        grade(session, assignment, {"po2.8": "not-met"})
        services.record_fact(session, assignment, "n_enrolled", "", "84", 3, now=LATER)
        services.record_fact(session, assignment, "n_reached", "", reached, 3, now=LATER)
    services.record_fact(session, case.assignments[1], "itt", "", "yes", 4, now=LATER)
    for assignment in case.assignments:
        services.send_findings(session, assignment, actor=actor_for(assignment.reviewer), now=LATER)
    assert values_of(agreed_facts(session, case.submission)) == {"n_enrolled": "84"}
    session.commit()
    client.sign_in(case.editor)
    address = f"/cases/{case.submission.id}/reconcile"
    wrong = client.post(address, data={"q1-choice": "own", "q1-value": "some", "q1-page": "3"})
    assert wrong.status_code == 422 and "write one number" in wrong.text and 'href="#q1-value"' in wrong.text
    assert "differ on 1 number and agree on 17." in " ".join(wrong.text.split()), "a number is no question"
    right = next(side for side, text in re.findall(r'value="([ab])".*?says: (\d+)', wrong.text, re.S) if text == "94")
    assert client.post(address, data={"q1-choice": right}).status_code == 303
    session.rollback()
    assert values_of(agreed_facts(session, case.submission))["n_reached"] == "94"


def test_a_number_that_one_alone_gave_is_settled_by_an_editor_and_not_taken_as_found(client, session):
    case = a_case_in_review(session)
    for assignment in case.assignments:
        grade(session, assignment, {"po2.8": "not-met"})
    near = next(fact.name for item in sheet_of(case.submission).items for fact in item.facts if item.key[0] < "po3")
    far = next(fact.name for item in sheet_of(case.submission).items for fact in item.facts if item.key[0] > "po4")
    for name in (near, far):
        kind = sheet_of(case.submission).standard.facts_by_name[name].kind
        key = next(one.key[1] for one in sheet_of(case.submission).items if name in {f.name for f in one.facts})
        services.record_fact(
            session, case.assignments[0], name, key, "84" if kind == "number" else "yes", 3, now=LATER
        )  # fmt: skip
    for assignment in case.assignments:
        services.send_findings(session, assignment, actor=actor_for(assignment.reviewer), now=LATER)
    comparison = compare(session, case.submission)
    assert not comparison.agreed_facts
    (open_one,) = comparison.open
    assert open_one.fact.name == near, "nothing hangs on what lies beyond the step that is not reached"
    session.commit()
    client.sign_in(case.editor)
    address = f"/cases/{case.submission.id}"
    page = client.get(f"{address}/reconcile").text
    assert "Gave no number, so this rests on one." in page and client.get(f"{address}/decide").status_code == 409
    out = {f"q{open_one.place}-choice": "out"}
    assert client.post(f"{address}/reconcile", data=out).status_code == 303
    assert client.get(f"{address}/decide").status_code == 200
    session.rollback()
    assert not compare(session, case.submission).open and not compare(session, case.submission).agreed_numbers
    page = client.get(f"{address}/reconcile").text
    assert re.search(r'value="out" checked', page)
    (side,) = re.findall(r'value="([ab])"[^>]*>\s*<label[^>]*>\s*As Reviewer', page)
    seen = re.search(r'name="seen" value="([^"]*)"', page)[1]
    assert (
        client.post(f"{address}/reconcile", data={f"q{open_one.place}-choice": side, "seen": seen}).status_code == 303
    )
    assert client.get(f"{address}/decide").status_code == 200
    session.rollback()
    assert len(compare(session, case.submission).agreed_numbers) == 1


def test_what_is_typed_on_a_page_from_before_a_third_was_asked_comes_back_and_is_not_called_saved(client, session):
    case = a_frozen_case(session, first=FIRST, second=SECOND)
    session.commit()
    client.sign_in(case.editor)
    address = f"/cases/{case.submission.id}/reconcile"
    client.get(address)
    services.ask_third(
        session, case.submission, a_reviewer(session), actor=actor_for(case.editor), facts=case.facts(session),
        now=LATER,
    )  # fmt: skip
    session.commit()
    answer = client.post(address, data={"seen": "1:- 2:-", **own(1, "met", "Ten minutes of typing.")})
    assert answer.status_code == 409
    assert "Ten minutes of typing." in answer.text and "went to a third reviewer" in answer.text
    assert "If you press “Save” again" not in answer.text and "q2-choice" not in answer.text
    session.rollback()
    assert all(one.agreed is None for one in compare(session, case.submission).differences)


def values_of(facts):
    return {fact.name: fact.value for fact in facts}


def test_a_reason_that_everybody_reads_names_no_reviewer(session):
    stops = {"po2.8": "not-met"}
    case = a_frozen_case(session, first=stops, second={**stops, "po1.4": "partly"})
    one = compare(session, case.submission).differences[0]
    by_editor = {"actor": actor_for(case.editor), "now": LATER}
    for person in case.reviewers:
        with pytest.raises(Invalid, match="take out the name of"):
            services.agree(session, case.submission, *one.item.key, "met", f"{person.name} is right.", **by_editor)
    services.agree(session, case.submission, *one.item.key, "met", "A is right.", **by_editor)


def test_what_both_said_cannot_be_overruled(session):
    case = a_frozen_case(session, first=FIRST, second=SECOND)
    told = {"actor": actor_for(case.editor), "now": LATER}
    with pytest.raises(Invalid, match="do not differ"):
        services.agree(session, case.submission, "po2.8", "", "met", "I think so.", **told)
    with pytest.raises(Invalid):
        services.agree(session, case.submission, "po1.4", "", "brilliant", "I think so.", **told)
    with pytest.raises(Invalid, match="do not differ"):
        services.agree(session, case.submission, "po3.2", "", "met", "Nobody graded this.", **told)


def test_nobody_settles_before_both_are_in_or_with_a_conflict(session):
    early = a_case_in_review(session)
    with pytest.raises(WrongState):
        services.agree(session, early.submission, "po1.4", "", "met", "Why.", actor=actor_for(early.editor), now=LATER)
    case = a_frozen_case(session, first=FIRST, second=SECOND)
    neighbour = an_editor(session, email=f"x@{case.member.email.rpartition('@')[2]}")
    for person in (neighbour, case.member, case.reviewers[0]):
        with pytest.raises(NotAllowed):
            services.agree(session, case.submission, "po1.4", "", "met", "Why.", actor=actor_for(person), now=LATER)


def hidden(page, name):
    return re.search(rf'name="{name}" value="([^"]*)"', page)[1]


def test_the_second_of_two_editors_is_told_what_the_first_wrote_and_writes_over_nothing_unseen(app, session):
    case = a_frozen_case(session, first=FIRST, second=SECOND)
    other = an_editor(session)
    session.commit()
    one, two = app.test_client(), app.test_client()
    one.sign_in(case.editor)
    two.sign_in(other)
    address = f"/cases/{case.submission.id}/reconcile"
    seen = hidden(two.get(address).text, "seen")
    before = hidden(one.get(address).text, "seen")
    one.post(address, data=own(1, "met", "The first editor's reason.") | {"seen": before})
    late = two.post(address, data=own(1, "partly", "The second editor's reason.") | {"seen": seen})
    assert late.status_code == 409
    assert "The first editor&#39;s reason." in late.text and "The second editor&#39;s reason." in late.text
    session.rollback()
    assert [f.reason for f in findings_of(session, case.submission) if not f.at_first] == ["The first editor's reason."]
    again = own(1, "partly", "The second editor's reason.") | {"seen": hidden(late.text, "seen")}
    assert two.post(address, data=again).status_code == 303, "now they have seen it"


def test_a_page_to_decide_on_that_went_stale_is_refused_with_both_results(app, session):
    case = a_frozen_case(session, first=FAR, second={**FAR, "po2.8": "partly"}, tiers="123")
    settle(session, case, "met")
    session.commit()
    client = app.test_client()
    client.sign_in(case.editor)
    address = f"/cases/{case.submission.id}/decide"
    opened = client.get(address).text
    pressed = {"strengths": "", "seen": hidden(opened, "seen"), "shown": hidden(opened, "shown")}
    assert pressed["shown"] == "2"
    settle(session, case, "not-met", "We read it a third time.")
    session.commit()
    refused = client.post(address, data=pressed)
    assert refused.status_code == 422
    assert "Standard 2 was reached" in refused.text and "Nothing was decided" in refused.text
    session.rollback()
    assert case.submission.state is SubmissionState.RECONCILING
    now = {name: hidden(refused.text, name) for name in ("seen", "shown")}
    assert now["shown"] == "1"
    assert client.post(address, data={"strengths": "", **now}).status_code == 303


def reasons_of(session, case):
    session.rollback()
    return {f.criterion_id: (f.answer, f.reason) for f in findings_of(session, case.submission) if not f.at_first}


def test_all_is_settled_in_one_press_with_one_reviewers_words_or_own_ones(client, session):
    case = a_case_in_review(session)
    for name, assignment, answers in zip(("ALPHA", "BETA"), case.assignments, (FIRST, SECOND), strict=True):
        grade(session, assignment, answers, reason=name)
        services.send_findings(session, assignment, actor=actor_for(assignment.reviewer), now=LATER)
    sides = compare(session, case.submission).sides
    first = "ab"[[side.id for side in sides].index(case.assignments[0].id)]
    session.commit()
    client.sign_in(case.editor)
    address = f"/cases/{case.submission.id}/reconcile"
    sent = {"q1-choice": first, "q1-reason": "", "q2-choice": first, "q2-reason": "Page 4 says more."}
    assert client.post(address, data=sent).status_code == 303
    expected = {"po1.4": ("partly", "ALPHA po1.4"), "po2.4": ("met", "Page 4 says more.")}
    assert reasons_of(session, case) == expected
    page = client.get(address).text
    assert page.count(f'value="{first}" checked') == 2 and "Page 4 says more." in page
    story = audited(session, case)
    assert client.post(address, data=sent | {"seen": hidden(page, "seen")}).status_code == 303
    assert reasons_of(session, case) == expected and audited(session, case) == story, "pressed twice, settled once"


def audited(session, case):
    session.rollback()
    return [one.action for one in audit.story(session, subject_type="submission", subject_id=case.submission.id)]


def test_what_is_whole_is_kept_and_the_rest_comes_back_as_it_was_typed(client, session):
    case = a_frozen_case(session, first=FIRST, second=SECOND)
    session.commit()
    client.sign_in(case.editor)
    address = f"/cases/{case.submission.id}/reconcile"
    typed = own(1, "met", "Whole.") | own(2, "", "Without an answer.") | {"q3-choice": "met"}
    page = client.post(address, data=typed)
    assert page.status_code == 422 and "Without an answer." in page.text and 'href="#q2-choice"' in page.text
    assert reasons_of(session, case) == {"po1.4": ("met", "Whole.")}
    assert client.post(address, data={"q2-choice": "brilliant", "q2-reason": "Why."}).status_code == 422
    without = client.post(address, data={"q2-choice": "not-met", "q2-reason": " "})
    assert without.status_code == 422 and 'href="#q2-reason"' in without.text, "neither said so: it takes a reason"


def test_a_settled_question_can_be_opened_again_until_the_decision(client, session):
    case = a_frozen_case(session, first=FIRST, second=SECOND)
    settle(session, case)
    session.commit()
    client.sign_in(case.editor)
    address = f"/cases/{case.submission.id}"
    page = client.get(f"{address}/reconcile").text
    assert "Open it again" in page and "See what follows" in page
    sent = {"q1-choice": "open", "seen": hidden(page, "seen")}
    assert client.post(f"{address}/reconcile", data=sent).status_code == 303
    assert "po1.4" not in reasons_of(session, case) and audited(session, case)[-1] == "finding.opened-again"
    assert client.get(f"{address}/decide").status_code == 409
    assert "A difference that was settled was opened again" in client.get(address).text
    assert client.post(f"{address}/reconcile", data=sent).status_code == 303, "open it is already"


def test_the_page_saves_itself_and_is_told_what_became_of_it(app, session):
    case = a_frozen_case(session, first=FIRST, second=SECOND)
    other = an_editor(session)
    session.commit()
    one, two = app.test_client(), app.test_client()
    one.sign_in(case.editor)
    two.sign_in(other)
    address, by_itself = f"/cases/{case.submission.id}/reconcile", {saving.HEADER: "1"}
    seen = hidden(one.get(address).text, "seen")
    theirs = hidden(two.get(address).text, "seen")
    told = one.post(address, data=own(1, "met", "") | own(2, "met", "Why.") | {"seen": seen}, headers=by_itself).json
    assert told["state"] == "part" and told["seen"] != seen
    done = one.post(address, data=own(1, "met", "Now.") | {"seen": told["seen"]}, headers=by_itself).json
    assert done["state"] == "saved"
    late = two.post(address, data=own(2, "partly", "Mine.") | {"seen": theirs}, headers=by_itself).json
    assert late == {"state": "overtaken", "seen": theirs}
    untouched = two.post(address, data={"q1-reason": "", "q2-reason": "", "seen": theirs}, headers=by_itself).json
    assert untouched == {"state": "saved", "seen": theirs}, "a radio that nobody pressed settles nothing"
    assert reasons_of(session, case) == {"po1.4": ("met", "Now."), "po2.4": ("met", "Why.")}


def test_the_page_shows_what_the_outcome_measured(client, session):
    case = a_frozen_case(session, first={"po2.8": "not-met", "po2.3": "partly"})
    session.commit()
    client.sign_in(case.editor)
    page = " ".join(client.get(f"/cases/{case.submission.id}/reconcile").text.split())
    (measured,) = sheet_of(case.submission).results
    assert sentence(measured.result, sheet_of(case.submission).studies[0].frozen) in html.unescape(page)
