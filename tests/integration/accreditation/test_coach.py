"""The coach after a decision: the ways on, seen by the team alone. Before one: ``test_coach_before.py``."""

import re
from html import unescape

import pytest
from sqlalchemy import select

from evidencehub.accreditation import coach as coaching
from evidencehub.accreditation.letter.mail import as_text
from evidencehub.accreditation.queries import decision_of
from evidencehub.accreditation.services import letter_of
from evidencehub.review.models import Finding
from evidencehub.review.sheet import Sheet, Study
from evidencehub.shared.mail import Mail
from evidencehub.standards.files.loading import load_standard
from tests.factories import a_person, a_project, a_reviewer, an_editor, an_organisation
from tests.factories_review import a_decided_case, a_frozen_case, a_submission, decide

CURRENT = "2026-1"
NULL = {"po2.6": "not-met", "po3.7": "not-met", "po4.2-tested": "not-met"}
EVERY_STEP = "12345"


def the_coach(client, project):
    return client.get(f"/team/projects/{project.id}/coach")


def words_of(answer):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.text)))


def a_team(session):
    organisation = an_organisation(session)
    return a_person(session, organisation), a_project(session, organisation)


def test_after_a_decision_it_goes_on_from_there_with_what_the_reviewers_said(client, session):
    case = a_decided_case(session, version=CURRENT)
    session.commit()
    client.sign_in(case.member)
    text = words_of(the_coach(client, case.submission.project))
    assert "Standard 1 of 5, with 7 of 8" not in text and "What Standard 2 asks" in text
    assert "One thing is still open." in text
    assert "Show what you changed, or chose to keep, because of what you found." in text
    assert "Found so far: Not met" in text and "It stands in the report. po2.8" in text
    assert "How hard it usually is: it takes an afternoon." in text and "Words to copy and fill in" in text
    assert "We found … So on … (date) we changed …" in text


def test_at_the_last_step_it_says_how_to_keep_it(client, session):
    none = {}
    case = a_decided_case(session, version=CURRENT, first=none, second=none, tiers=EVERY_STEP)
    session.commit()
    client.sign_in(case.member)
    kept = "This is the last step. Keep measuring, and publish what changes."
    text = words_of(the_coach(client, case.submission.project))
    assert "How to keep it" in text and kept in text and "It stands until 12 March 2029" in text
    letter = words_of(client.get(f"/submissions/{case.submission.id}/letter"))
    assert "How to keep it" in letter and kept in letter
    (mail,) = session.scalars(select(Mail).where(Mail.about == "submission.decided"))
    assert f"HOW TO KEEP IT\n\n{kept}" in mail.body


def test_nobody_is_coached_to_find_a_good_result(client, session):
    case = a_decided_case(session, version=CURRENT, first=NULL, second=NULL, tiers="1234")
    session.commit()
    assert decision_of(session, case.submission).grade["tier"] == "1"
    client.sign_in(case.member)
    good_result = load_standard("project-oracle").criterion("po2.6").team
    for address in (f"/team/projects/{case.submission.project_id}/coach", f"/submissions/{case.submission.id}/letter"):
        text = words_of(client.get(address))
        assert "What Standard 4" in text and good_result not in text, address
    session.rollback()
    plain = a_decided_case(session, version=CURRENT, first={"po3.2": "not-met", "po3.7": "not-met"},
                           second={"po3.2": "not-met", "po3.7": "not-met"}, tiers="123")  # fmt: skip
    session.commit()
    client.post("/sign-out")
    client.sign_in(plain.member)
    text = words_of(client.get(f"/submissions/{plain.submission.id}/letter"))
    assert "One thing is still open." in text
    assert "The published rule also asks for: effect shown. That is about what came out. You cannot plan it" in text


def test_with_several_results_it_says_for_which_it_is_counted(client, session):
    case = a_frozen_case(session, version=CURRENT, results=2)
    decide(session, case)
    session.commit()
    client.sign_in(case.member)
    text = words_of(the_coach(client, case.submission.project))
    assert "Counted for the outcome or study that is nearest: School attendance (Attendance rate" in text


def test_only_the_team_sees_it(client, session):
    case = a_decided_case(session)
    project = case.submission.project
    outsiders = [
        case.editor, an_editor(session), a_reviewer(session), *case.reviewers, a_person(session),
        a_person(session, an_organisation(session)), a_person(session, is_admin=True),
    ]  # fmt: skip
    unconfirmed = a_person(session, project.organisation, confirmed_at=None)
    session.commit()
    assert the_coach(client, project).status_code == 303, "sign in first"
    for person in outsiders:
        client.sign_in(person)
        assert the_coach(client, project).status_code == 404, person.email
        client.post("/sign-out")
    client.sign_in(unconfirmed)
    assert the_coach(client, project).status_code == 403
    client.post("/sign-out")
    client.sign_in(case.member)
    assert the_coach(client, project).status_code == 200


def test_home_the_project_the_submission_and_the_letter_lead_to_it(client, session):
    case = a_decided_case(session)
    project = case.submission.project
    session.commit()
    client.sign_in(case.member)
    for address in ("/team", f"/team/projects/{project.id}", f"/team/submissions/{case.submission.id}",
                    f"/submissions/{case.submission.id}/letter"):  # fmt: skip
        assert f'href="/team/projects/{project.id}/coach"' in client.get(address).text, address
    client.post("/sign-out")
    client.sign_in(case.editor)
    assert "/coach" not in client.get(f"/submissions/{case.submission.id}/letter").text, "an editor could not open it"


def test_a_draft_leads_to_it_from_the_next_step(client, session):
    member, project = a_team(session)
    session.commit()
    client.sign_in(member)
    assert f'href="/team/projects/{project.id}/coach"' in client.get("/team").text


@pytest.mark.parametrize("designs", [("qed-matched",), ("qualitative",), ("rct", "pre-post")])
def test_try_it_starts_from_what_was_agreed(client, session, designs):
    case = a_decided_case(session, version=CURRENT, designs=designs, results=1 if designs[0] != "qualitative" else 0)
    session.commit()
    client.sign_in(case.member)
    page = the_coach(client, case.submission.project).text
    address = unescape(re.search(r'href="(/standards/project-oracle/2026-1/try[^"]*)"', page)[1])
    tried = client.get(address, follow_redirects=True)
    assert tried.status_code == 200
    assert "Standard 1: Project model and evaluation plan" in words_of(tried)


def test_a_newer_version_that_is_on_its_way_or_of_the_standard_is_told(client, session):
    case = a_decided_case(session)
    a_submission(session, previous=case.submission, member=case.member)
    session.commit()
    client.sign_in(case.member)
    text = words_of(the_coach(client, case.submission.project))
    assert "A newer version is on its way." in text
    assert "When you send it again, version 2026-1 is used" in text


def test_after_an_older_version_it_speaks_of_the_one_that_the_next_submission_goes_by(client, session):
    """An interview study that the older version asked for alike groups: its newer route asks for no such thing."""
    case = a_decided_case(session, version="2014-reconstruction", designs=("qualitative",), results=0, tiers="123",
                          first={"po3.3": "not-met"}, second={"po3.3": "not-met"})  # fmt: skip
    session.commit()
    client.sign_in(case.member)
    text = words_of(the_coach(client, case.submission.project))
    older = load_standard("project-oracle", "2014-reconstruction")
    assert "It was graded by version 2014-reconstruction." in text and "What follows goes by 2026-1." in text
    assert older.criterion("po3.3").team not in text
    assert "Not asked of it: groups alike" in text
    assert "/standards/project-oracle/2026-1/try" in the_coach(client, case.submission.project).text
    letter = words_of(client.get(f"/submissions/{case.submission.id}/letter"))
    assert older.criterion("po3.3").team in letter, "what was decided stays as it was"
    assert "What Standard 4 asks" in text and "What Standard 3 needs" in letter


def three_ways_and_more():
    """A decision by a standard whose next step can be reached in five ways."""
    ways = [["po3.2"], ["po3.5"], ["po3.2", "po3.9"], ["po3.8", "po3.9"], ["po3.3", "po3.4"]]
    step = {"tier": "3", "needs": ways, "ways": [[{"criterion": name, "where": ""} for name in way] for way in ways]}
    return {"tier": "2", "evidence_tier": "2", "next": step, "evidence_next": step, "headline": "", "outcomes": [],
            "explanation": []}  # fmt: skip


def test_of_many_ways_three_stand_open_and_the_rest_is_folded(client, session):
    case = a_decided_case(session, version=CURRENT)
    decision = decision_of(session, case.submission)
    decision.grade, decision.letter = {**decision.grade, **three_ways_and_more()}, None
    session.commit()
    client.sign_in(case.member)
    page = the_coach(client, case.submission.project).text
    opened, folded = page.split("2 more ways", 1)
    assert opened.count("The shortest way") == 1 and opened.count("Another way") == 2
    assert folded.count("Another way") == 2
    assert "(as above)" in opened, "what an earlier way explained is not explained again"
    letter = letter_of(session, case.submission, decision)
    text = as_text(letter, where="", contact="")
    assert "Another way (3):" in text and "Another way (4)" not in text and "There are more ways (2)" in text


def test_what_another_study_would_have_to_show_stands_apart_from_what_was_sent():
    standard = load_standard("project-oracle")
    way = [("po3.2", ""), ("po3.9", "another study"), ("sample_id", "s1"), ("n_measured", "another study (2)")]
    step = {"tier": "3", "needs": [], "ways": [[{"criterion": name, "where": where} for name, where in way]]}
    grade = {"tier": None, "evidence_tier": None, "next": step, "evidence_next": step, "headline": ""}
    sheet = Sheet(standard, (Study("s1", "A small study", "qualitative", {}, ()),), ())
    found = coaching.from_decision(sheet, grade, {})
    assert [(need.where, need.text.split()[0], need.criterion is not None) for need in found.ways[0].needs] == [
        ("", "List", True), ("In another study", "Describe", True), ("In “A small study”", "Say", False),
        ("In one more study", "More,", False),
    ]  # fmt: skip


def test_the_five_steps_are_folded_but_for_the_first_and_our_own_wording_is_said_once(client, session):
    case = a_decided_case(session, version=CURRENT, first={"po3.2": "partly"}, second={"po3.2": "partly"}, tiers="123")
    session.commit()
    number = client.get("/accreditations").text.split("/accreditations/")[1][:9]
    public = client.get(f"/accreditations/{number}").text
    client.sign_in(case.member)
    letter = client.get(f"/submissions/{case.submission.id}/letter").text
    for page in (public, letter):
        steps = re.findall(r'<details class="govuk-details hub-step"( open)?>', page)
        assert steps == [" open", "", ""]
        asked = {f.criterion_id for f in session.scalars(select(Finding).where(Finding.assignment_id.is_(None)))}
        ours = [each for each in load_standard("project-oracle").criteria if each.is_unverified and each.id in asked]
        assert f"{len(ours)} of {len(asked)} questions in the findings are our own wording" in page
        marks = page.count('<span class="govuk-visually-hidden"> (unverified)</span>')
        assert marks >= len(ours) and page.count("our own wording") == 1


def test_a_grading_page_and_questions_to_settle_say_once_that_the_wording_is_ours(client, session):
    case = a_frozen_case(session, first={"po2.8": "not-met"}, second={"po2.8": "not-met", "po1.4": "partly"})
    session.commit()
    client.sign_in(case.editor)
    page = client.get(f"/cases/{case.submission.id}/reconcile").text
    assert page.count("The wording of this question is our own") == 1 and page.count("(unverified)") == 1
    assert "unverified wording" not in page


def test_after_the_decision_the_teams_answers_stand_beside_what_reviewers_found(client, session):
    case = a_decided_case(session, version=CURRENT)
    session.commit()
    client.sign_in(case.member)
    answer = the_coach(client, case.submission.project)
    text = words_of(answer)
    assert "Your answers, beside what the reviewers found" in text
    row = next(each for each in re.findall(r"<tr.*?</tr>", answer.text, re.S) if "People described" in each)
    assert "Missing" in row and "Met" in row, "who was in which group is on no page, and stood in the report"
    asked = next(each for each in re.findall(r"<tr.*?</tr>", answer.text, re.S) if "Findings used" in each)
    assert "Reviewers will ask" in asked and "Not met" in asked
    assert "“Missing” means that no page said it; your report may have." in text
    letter = client.get(f"/submissions/{case.submission.id}/letter").text
    assert "Your answers, beside" not in letter
    client.post("/sign-out")
    client.sign_in(case.editor)
    for address in (f"/submissions/{case.submission.id}/letter", f"/cases/{case.submission.id}"):
        assert "beside what the reviewers found" not in client.get(address).text, address
