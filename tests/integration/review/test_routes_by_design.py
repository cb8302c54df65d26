"""Routes by design: reviewers, the team and the public see which one was taken and what was not asked because of it."""

import re

from sqlalchemy import select

from evidencehub.accounts.queries import actor_for
from evidencehub.accreditation.models import Accreditation
from evidencehub.accreditation.queries import decision_of
from evidencehub.review import services
from evidencehub.review.reconciling import compare
from evidencehub.review.routes import routes_of
from evidencehub.review.sheet import sheet_of
from evidencehub.shared.mail import Mail
from tests.factories import NOW
from tests.factories_review import (
    LATER,
    a_case_in_review,
    a_decided_case,
    a_frozen_case,
    an_assigned_case,
    decide,
    grade,
    settle,
)

CURRENT = "2026-1"
QUALITATIVE = "interviews, observation and how it was run"
NOT_ASKED = "groups alike, enough people and losses by group"


def words_of(answer):
    """The page as it is read: without marks, with single spaces."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text)).replace(" .", ".").replace(" :", ":")


def a_qualitative_case(session, make=a_case_in_review, **values):
    return make(session, designs=("qualitative",), results=0, version=CURRENT, **values)


def test_reviewers_read_their_route_and_what_is_not_asked_on_every_page_of_the_grading(client, session):
    case = a_qualitative_case(session)
    session.commit()
    client.sign_in(case.reviewers[0])
    address = f"/reviews/{case.assignments[0].id}"
    for page in ("", "/grade/1", "/grade/3", "/check"):
        text = words_of(client.get(address + page))
        assert f"Route: {QUALITATIVE}. Not asked here: {NOT_ASKED}." in text, page
        assert "People tell their story or are observed." in text, page
    third = client.get(f"{address}/grade/3").text
    assert "Other explanations tested" in third, "it is asked in the words of the route"
    assert "Enough people" not in third and "Losses by group" not in third


def test_where_everything_is_asked_nothing_is_said_to_be_left_out(client, session):
    case = a_case_in_review(session, designs=("rct",), version=CURRENT)
    session.commit()
    client.sign_in(case.reviewers[0])
    text = words_of(client.get(f"/reviews/{case.assignments[0].id}/grade/3"))
    assert "Route: with a comparison group. People who took part" in text and "Not asked" not in text


def test_with_studies_of_several_kinds_each_route_names_its_studies(client, session):
    case = a_case_in_review(session, designs=("rct", "qualitative"), results=0, version=CURRENT)
    first, second = (one.title for one in sheet_of(case.submission).studies)
    session.commit()
    client.sign_in(case.reviewers[0])
    text = words_of(client.get(f"/reviews/{case.assignments[0].id}/grade/3"))
    assert f"Route: with a comparison group. For “{first}”." in text
    assert f"Route: {QUALITATIVE}. For “{second}”. Not asked of it: {NOT_ASKED}." in text
    assert "Enough people" in text, "the trial is asked for it"


def test_a_standard_without_routes_says_nothing_of_them(client, session):
    case = a_case_in_review(session, designs=("qualitative",), results=0)
    session.commit()
    assert routes_of(sheet_of(case.submission)) == ()
    client.sign_in(case.reviewers[0])
    assert "Route:" not in client.get(f"/reviews/{case.assignments[0].id}/grade/3").text


def test_the_invitation_says_the_kind_of_study_and_not_its_name(client, session):
    case = a_qualitative_case(session, an_assigned_case)
    session.commit()
    client.sign_in(case.reviewers[0])
    text = words_of(client.get(f"/reviews/{case.assignments[0].id}"))
    assert "Kind of study Interviews, observation and how it was run" in text
    assert sheet_of(case.submission).studies[0].title not in text


def test_settling_and_deciding_know_nothing_of_what_is_not_asked(client, session):
    case = a_qualitative_case(
        session, a_frozen_case, first={"po3.2": "not-met"}, second={"po3.2": "partly"}, tiers="123"
    )
    session.commit()
    (difference,) = compare(session, case.submission).differences
    assert difference.item.criterion.short == "Other explanations tested"
    client.sign_in(case.editor)
    listed = client.get(f"/cases/{case.submission.id}/reconcile").text
    assert "Other explanations tested" in listed and "rival explanations tested against the data" in listed
    assert "Enough people" not in listed and "po3.4" not in listed
    session.rollback()
    settle(session, case, "partly")
    session.commit()
    page = words_of(client.get(f"/cases/{case.submission.id}/decide"))
    assert f"Not asked of it: {NOT_ASKED}." in page and f"Not asked of this kind of study: {NOT_ASKED}." in page
    assert "Nobody graded this" not in page, "what is not asked is not said to be missing"


def decided(session, **values):
    case = a_qualitative_case(session, a_decided_case, **values)
    session.commit()
    return case, session.scalar(select(Accreditation).where(Accreditation.submission_id == case.submission.id))


def test_the_team_and_the_public_read_the_route_and_what_was_not_asked(client, session):
    not_met = {"po3.2": "not-met"}
    case, award = decided(session, first=not_met, second=not_met, tiers="123")
    (mail,) = session.scalars(select(Mail).where(Mail.about == "submission.decided"))
    kind = QUALITATIVE[0].upper() + QUALITATIVE[1:]
    assert f"Kind of study: {kind}." in mail.body and f"Not asked of it: {NOT_ASKED}." in mail.body
    for address in (f"/accreditations/{award.number}", f"/projects/{case.submission.project.slug}"):
        text = words_of(client.get(address))
        assert "Kind of study Interviews, observation and how it was run. People tell" in text, address
        assert f"Not asked of it: {NOT_ASKED}." in text and "Groups alike" not in text, address
        assert f"Not asked of this kind of study: {NOT_ASKED}." in text, address
        assert "Other explanations for the change were looked at and tested." in text, "in the words of the route"
    client.sign_in(case.member)
    letter = words_of(client.get(f"/submissions/{case.submission.id}/letter"))
    assert f"Not asked of it: {NOT_ASKED}." in letter


def as_kept_in_2014(grade):
    """The decision as the hub wrote it before there were routes: fewer names, and the rule's where the route is now."""
    kept = {"standard", "version", "tier", "evidence_tier", "parts", "unmet", "explanation", "headline", "steps",
            "not_applicable", "taken_from_others"}  # fmt: skip
    old = {name: value for name, value in grade.items() if name in kept} | {"route": "cumulative_gate"}
    for name in ("next", "evidence_next"):
        old[name] = grade[name] and {key: grade[name][key] for key in ("tier", "needs")}
    old["outcomes"] = [
        {key: part[key] for key in ("id", "study", "tier", "evidence_tier", "headline")} for part in grade["outcomes"]
    ]
    return old


def test_a_decision_from_before_there_were_routes_is_shown_as_it_was(client, session):
    case = a_decided_case(session, designs=("qualitative",), results=0)
    decision = decision_of(session, case.submission)
    decision.grade = as_kept_in_2014(decision.grade)
    session.commit()
    number = session.scalar(select(Accreditation.number))
    for address in (f"/accreditations/{number}", f"/projects/{case.submission.project.slug}"):
        answer = client.get(address)
        assert answer.status_code == 200 and "Kind of study" not in answer.text
        assert "cumulative_gate" not in answer.text
    client.sign_in(case.member)
    letter = client.get(f"/submissions/{case.submission.id}/letter")
    assert letter.status_code == 200 and "What Standard 2 needs" in letter.text and "po2.8" in letter.text
    coach = words_of(client.get(f"/team/projects/{case.submission.project_id}/coach"))
    assert "One thing is still open." in coach and "It was graded by version 2014-reconstruction." in coach


def test_what_is_not_asked_cannot_be_answered_and_does_not_hold_a_study_back(session):
    case = a_qualitative_case(session)
    for assignment in case.assignments:
        grade(session, assignment, tiers="123")
        assert not any(item.criterion.id == "po3.4" for item in sheet_of(case.submission).items)
        grade(session, assignment, {"po4.2-tested": "not-met", "po4.2": "not-met"}, tiers="4")
        services.send_findings(session, assignment, actor=actor_for(assignment.reviewer), now=LATER)
    decide(session, case, now=NOW)
    award = session.scalar(select(Accreditation))
    assert (award.tier, award.evidence_tier) == ("3", "3")
