"""Deciding: one transaction in which everything follows from what was agreed; then letter, register and reply."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from evidencehub.accounts.queries import actor_for
from evidencehub.accreditation.models import Accreditation
from evidencehub.accreditation.queries import current_accreditations, decision_of
from evidencehub.accreditation.states import AccreditationState
from evidencehub.projects.appeals import window
from evidencehub.projects.models import Submission
from evidencehub.projects.states import SubmissionState
from evidencehub.review import services
from evidencehub.review.models import Decision
from evidencehub.review.sheet import sheet_of
from evidencehub.shared import audit
from evidencehub.shared.clock import utc_now
from evidencehub.shared.due import DueRow
from evidencehub.shared.errors import NotAllowed, WrongState
from evidencehub.shared.mail import Mail
from evidencehub.shared.words import day
from tests.factories import an_editor
from tests.factories_review import (
    LATER,
    a_case_in_review,
    a_decided_case,
    a_frozen_case,
    a_submission,
    decide,
    grade,
    settle,
)

NULL = {"po2.6": "not-met", "po3.7": "not-met", "po4.2-tested": "not-met"}


def the_accreditation(session, case):
    return session.scalar(select(Accreditation).where(Accreditation.submission_id == case.submission.id))


def test_a_decision_in_the_browser_makes_an_accreditation_and_tells_the_team(client, session):
    case = a_frozen_case(session)
    session.commit()
    client.sign_in(case.editor)
    address = f"/cases/{case.submission.id}/decide"
    page = client.get(address).text
    assert (
        "Standard 1: Project model and evaluation plan" in page and "agreed on all 17 questions before talking" in page
    )
    assert 'name="tier"' not in page
    preview = client.post(address, data={"strengths": "The registers are complete.", "then": "preview"})
    assert preview.status_code == 200 and preview.text.count("The registers are complete.") == 2
    session.rollback()
    assert case.submission.state is SubmissionState.RECONCILING, "a preview decides nothing"
    pressed = {"strengths": "The registers are complete.", "tier": "5"}
    assert client.post(address, data=pressed).status_code == 422, "a press that does not say what it saw"
    pressed["seen"] = re.search(r'name="seen" value="([^"]+)"', page)[1]
    assert client.post(address, data=pressed).status_code == 303
    session.rollback()
    made = the_accreditation(session, case)
    assert case.submission.state is SubmissionState.ACCREDITED
    assert (made.tier, made.evidence_tier, made.evidence_rank) == ("1", "1", 1), "a tier that is sent along is not read"
    decision = decision_of(session, case.submission)
    assert (decision.agreed_first, decision.compared, decision.tier) == (17, 17, "1")
    (mail,) = session.scalars(select(Mail).where(Mail.about == "submission.decided"))
    assert mail.to == case.member.email
    where = f"http://localhost/submissions/{case.submission.id}/letter"
    for words in ("WHAT YOU REACHED", "The registers are complete.", "WHAT STANDARD 2 NEEDS", where):
        assert words in mail.body
    told = session.scalars(select(Mail).where(Mail.about == "review.decided")).all()
    assert {mail.to for mail in told} == {reviewer.email for reviewer in case.reviewers}
    for mail in told:
        assert "Standard 1: Project model and evaluation plan was reached" in mail.body
        assert "you answered 17 alike" in mail.body
        assert f"http://localhost/projects/{case.submission.project.slug}" in mail.body
    index = session.scalars(select(DueRow).where(DueRow.kind == "index")).all()
    assert {row.payload["project_id"] for row in index} == {str(case.submission.project_id)}
    actions = [entry.action for entry in audit.story(session, subject_type="submission", subject_id=case.submission.id)]
    assert actions[-3:] == ["submission.decide", "submission.accredit", "accreditation.made"]
    assert audit.verify(session) == []
    assert client.post(address, data={}).status_code == 409, "it is decided"


def test_where_no_step_is_reached_there_is_a_letter_and_no_accreditation(client, session):
    case = a_decided_case(session, first={"po1.3": "not-met"}, second={"po1.3": "not-met"}, tiers="1")
    session.commit()
    assert case.submission.state is SubmissionState.NOT_ACCREDITED
    assert the_accreditation(session, case) is None
    client.sign_in(case.member)
    letter = client.get(f"/submissions/{case.submission.id}/letter").text
    assert "No step of Five Standards is reached yet" in letter and "What Standard 1 needs" in letter


def test_each_outcome_result_has_a_tier_of_its_own(session):
    case = a_frozen_case_with_two_results(session)
    decide(session, case)
    first, second = the_accreditation(session, case).outcomes
    assert (first.evidence_tier, first.evidence_rank) == ("2", 2)
    assert (second.evidence_tier, second.evidence_rank) == ("1", 1)
    assert second.frozen_result["id"] == str(second.result_id)
    assert the_accreditation(session, case).evidence_tier == "2"


def a_frozen_case_with_two_results(session):

    case = a_case_in_review(session, results=2)
    key = sheet_of(case.submission).results[1].key
    for assignment in case.assignments:
        grade(session, assignment, {("po2.3", key): "partly", "po3.2": "not-met"}, tiers="123")
        services.send_findings(session, assignment, actor=actor_for(assignment.reviewer), now=LATER)
    return case


def test_a_null_result_keeps_its_evidence_tier_and_the_letter_says_why_the_two_differ(client, session):
    case = a_decided_case(session, first=NULL, second=NULL, tiers="1234")
    session.commit()
    made = the_accreditation(session, case)
    assert (made.tier, made.evidence_tier) == ("1", "3")
    page = client.get(f"/accreditations/{made.number}").text
    assert "would reach Standard 3" in page and "Positive change" in page
    assert "A result that is not positive can be as well evidenced as a good one" in page


def test_numbers_count_up_within_a_year_and_an_earlier_accreditation_is_superseded(client, session):
    first = a_decided_case(session)
    again = a_frozen_case(session, previous=first.submission, member=first.member)
    assert again.submission.project_id == first.submission.project_id
    decide(session, again)
    next_year = a_frozen_case(session)
    decide(session, next_year, now=LATER + timedelta(days=365))
    session.commit()
    numbers = [the_accreditation(session, case).number for case in (first, again, next_year)]
    assert numbers == ["2026-0001", "2026-0002", "2027-0001"]
    assert the_accreditation(session, first).state is AccreditationState.SUPERSEDED
    old = client.get("/accreditations/2026-0001").text
    assert "A later decision took its place." in old and "See accreditation 2026-0002" in old
    assert "This was round 2" in signed_in(client, first.member).get(f"/submissions/{again.submission.id}/letter").text
    asked = [first.submission.project_id, next_year.submission.project_id, UUID(int=1)]
    current = current_accreditations(session, asked)
    assert {one.number for one in current.values()} == {"2026-0002", "2027-0001"}


def signed_in(client, person):
    client.sign_in(person)
    return client


def test_an_accreditation_stands_for_as_long_as_its_standard_says(session):
    case = a_decided_case(session)
    made = the_accreditation(session, case)
    assert made.valid_until == LATER.replace(year=LATER.year + 3)


def test_nothing_of_a_decision_remains_when_it_cannot_be_finished(session):
    case = a_frozen_case(session)
    session.commit()
    decide(session, case)
    session.rollback()
    assert case.submission.state is SubmissionState.RECONCILING
    for table in (Decision, Accreditation):
        assert session.scalar(select(func.count()).select_from(table)) == 0
    assert not session.scalars(select(Mail).where(Mail.about == "submission.decided")).all()


def test_a_case_with_open_differences_or_a_conflicted_editor_is_not_decided(session):
    case = a_frozen_case(session, first={"po2.8": "not-met"}, second={"po2.8": "not-met", "po1.4": "partly"})
    with pytest.raises(WrongState, match="still to be settled"):
        decide(session, case)
    settle(session, case)
    session.refresh(case.submission)
    case.editor = an_editor(session, email=f"y@{case.member.email.rpartition('@')[2]}")
    with pytest.raises(NotAllowed):
        decide(session, case)


def test_the_letter_gives_each_answer_its_reason_and_the_way_up(client, session):
    case = a_decided_case(session)
    session.commit()
    client.sign_in(case.member)
    page = client.get(f"/submissions/{case.submission.id}/letter").text
    assert "What you reached" in page and "A short and honest report." in page
    assert "What Standard 2 needs" in page
    assert "It stands in the report. po2.8" in page and "Page 2 of the report" in page
    assert "How hard it usually is" in page and "If you think that we made a mistake" in page
    assert "an academic and a practitioner" in page


def test_what_the_letter_says_about_a_mistake_is_there(client, session):
    """It leads to people, to sending again, and to an appeal until the day that the page of appeals says too."""
    case = a_decided_case(session)
    until = f"appeal until {day(window.last_day(case.submission))}"
    case.submission.decided_at = utc_now()
    session.commit()
    client.sign_in(case.member)
    letter = f"/submissions/{case.submission.id}/letter"
    page, contact = client.get(letter).text, client.get("/about/contact").text
    mails = "".join(session.scalars(select(Mail.body)))
    assert "send the project again" in page and "send the project again" in mails and "its project again" in contact
    assert until in mails and until in page
    (appeal,) = re.findall(r'href="(/team/submissions/[^"]*/appeal)"', page)
    assert f"until {day(window.last_day(case.submission))}" in client.get(appeal).text
    project = case.submission.project
    chosen = [str(each.id) for each in project.evaluations]
    agreed = {"standard": "project-oracle", "agreed": "y", "no_names": "y", "evaluations": chosen}
    sent = client.post(f"/team/projects/{project.id}/send", data=agreed)
    assert sent.status_code == 303
    session.rollback()
    numbers = session.scalars(select(Submission.number).where(Submission.project_id == project.id)).all()
    assert len(numbers) == 2 and client.get(letter).text.count("If you think that we made a mistake") == 1


def test_the_team_replies_in_public_and_nobody_else_does(client, session):
    case = a_decided_case(session)
    stranger = an_editor(session)
    session.commit()
    number = the_accreditation(session, case).number
    client.sign_in(stranger)
    assert client.post(f"/submissions/{case.submission.id}/reply", data={"reply": "Mine."}).status_code in {403, 404}
    client.post("/sign-out")
    client.sign_in(case.member)
    address = f"/submissions/{case.submission.id}/reply"
    too_long = client.post(address, data={"reply": "x" * 5001})
    assert too_long.status_code == 422 and 'href="#reply"' in too_long.text
    assert client.post(address, data={"reply": "We have changed the last part since."}).status_code == 303
    assert "Your reply is saved" in client.get(f"/submissions/{case.submission.id}/letter").text
    client.post("/sign-out")
    assert "We have changed the last part since." in client.get(f"/accreditations/{number}").text


def test_there_is_no_letter_before_a_decision(client, session):
    case = a_frozen_case(session)
    session.commit()
    client.sign_in(case.member)
    assert client.get(f"/submissions/{case.submission.id}/letter").status_code in {403, 404}


def test_the_register_and_the_page_are_open_to_everybody_and_unknown_numbers_are_not_found(client, session):
    assert "Nothing is accredited yet" in client.get("/accreditations").text
    case = a_decided_case(session)
    case.submission.demo = True
    the_accreditation(session, case).demo = True
    session.commit()
    register = client.get("/accreditations").text
    assert case.submission.project.name in register and "Invented example" in register
    page = client.get("/accreditations/2026-0001").text
    assert "See what it does" in page and 'href="/projects/' in page, "it leads on to the project"
    for words in (
        "Five Standards, after Project Oracle (our reconstruction), version 2014-reconstruction", "Invented example",
        "This judges the evidence, not the organisation.", "agreed on all 17 questions", "our own wording",
        "The team has not replied.", "An academic and a practitioner, who worked apart",
    ):  # fmt: skip
        assert words in page, words
    assert client.get("/accreditations/2026-9999").status_code == 404
    assert client.get("/accreditations/nonsense").status_code == 404


def test_a_plan_without_a_study_is_graded_and_accredited_too(client, session):
    case = a_decided_case(session, designs=())
    session.commit()
    assert the_accreditation(session, case).outcomes == []
    assert "No study yet: a theory of change and a plan" in client.get("/accreditations/2026-0001").text


def test_a_submission_of_nobody_is_no_case(client, session):
    submission, member = a_submission(session)
    session.commit()
    client.sign_in(member)
    for address in (f"/cases/{submission.id}", f"/cases/{submission.id}/decide", f"/submissions/{UUID(int=5)}/letter"):
        assert client.get(address).status_code in {403, 404}
