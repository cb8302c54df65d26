"""The coach before anything was graded: what the team's own answers come to, for its kind of study."""

import re
from dataclasses import replace
from html import unescape

from evidencehub.accounts.models import TeamRole
from evidencehub.accreditation.entered.plan import Line, Plan
from evidencehub.accreditation.queries import by_submission
from evidencehub.accreditation.states import AccreditationState
from evidencehub.projects.document_kinds import DocumentKind
from evidencehub.projects.missing import evaluation_missing
from evidencehub.shared.settings import Adviser
from evidencehub.standards.files.loading import load_standard
from tests.factories import (
    a_person,
    a_project,
    a_result,
    a_reviewer,
    an_editor,
    an_evaluation,
    an_organisation,
)
from tests.factories_review import a_case, a_decided_case, a_document
from tests.support.queries import counted_queries


def the_coach(client, project):
    return client.get(f"/team/projects/{project.id}/coach")


def words_of(answer):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.text)))


def a_team(session, **project):
    organisation = an_organisation(session)
    return a_person(session, organisation), a_project(session, organisation, **project)


def test_a_new_project_sees_what_the_first_step_asks_and_where_it_is_said(client, session):
    member, project = a_team(session, need="", activities="", theory_of_change="")
    session.commit()
    client.sign_in(member)
    answer = the_coach(client, project)
    text = words_of(answer)
    standard = load_standard("project-oracle")
    assert "Nothing of this project has been graded yet" in text
    assert "In reach: Standard 1" in text and "After that: Standard 2" in text
    for criterion in standard.criteria_of("1"):
        assert criterion.team in text, criterion.id
    assert f'href="/team/projects/{project.id}/need"' in answer.text
    assert f'href="/team/projects/{project.id}/theory-of-change"' in answer.text
    assert text.index(standard.criterion("po1.1").team) < text.index(standard.criterion("po1.4").team), "easiest first"
    assert standard.criterion("po1.1").template.strip().splitlines()[0] in text, "words to start from"


def test_three_kinds_of_study_are_told_three_things_with_links_to_where_they_are_done(client, session):
    seen = {}
    for design in ("rct", "pre-post", "qualitative"):
        member, project = a_team(session)
        study = an_evaluation(session, project, design=design)
        session.commit()
        client.sign_in(member)
        answer = the_coach(client, project)
        seen[design] = words_of(answer)
        for slug in {"rct": "flow", "pre-post": "flow", "qualitative": "talking"}[design].split():
            assert f'href="/team/evaluations/{study.id}/{slug}"' in answer.text, design
        client.post("/sign-out")
    assert "Say how many could have taken part, started, and are in the results" in seen["rct"]
    assert "Say how many people were measured before and after" in seen["pre-post"]
    assert "Say whom you talked with, how they were chosen, and who was left out" in seen["qualitative"]
    assert "say what you will look and listen for" in seen["qualitative"], "in the words of its route"
    assert "Not asked of it: groups alike, enough people and losses by group." in seen["qualitative"]
    assert "whom you talked with" not in seen["rct"] and "both groups" not in seen["qualitative"]


def test_interviews_without_a_report_are_not_ready_to_be_sent(client, session):
    member, project = a_team(session)
    study = an_evaluation(session, project, design="qualitative")
    plan = an_evaluation(session, project, design="theory-and-plan")
    session.commit()
    (gap,) = evaluation_missing(study)
    assert gap.text == "Add the report, or say why there is none"
    assert not evaluation_missing(plan), "there is nothing to report yet"
    client.sign_in(member)
    assert "Add the report: reviewers grade what it shows" in words_of(the_coach(client, project))
    a_document(session, study)
    session.commit()
    assert not evaluation_missing(study)
    assert "Add the report: reviewers grade" not in words_of(the_coach(client, project))


def test_what_was_just_added_is_in_place_at_once(client, session):
    member, project = a_team(session)
    study = an_evaluation(session, project, design="pre-post")
    a_result(session, study, contrast="within")
    session.commit()
    client.sign_in(member)
    assert "Add your questionnaire, test or guide" in words_of(the_coach(client, project))
    a_document(session, study, kind=DocumentKind.INSTRUMENT)
    session.commit()
    assert "Add your questionnaire, test or guide" not in words_of(the_coach(client, project))


def test_while_it_is_being_graded_it_is_about_the_answers_as_they_are_today(client, session):
    case = a_case(session)
    session.commit()
    client.sign_in(case.member)
    text = words_of(the_coach(client, case.submission.project))
    assert "It is being graded now; this is about your answers as they are today." in text


def test_a_reader_of_the_team_sees_it_without_links_to_pages_that_are_closed_to_them(client, session):
    _, project = a_team(session)
    study = an_evaluation(session, project, design="rct")
    reader = a_person(session, project.organisation)
    reader.memberships[0].role = TeamRole.READER
    session.commit()
    client.sign_in(reader)
    answer = the_coach(client, project)
    assert "Who took part, and who was lost" in words_of(answer)
    assert f'href="/team/evaluations/{study.id}' not in answer.text


def test_it_takes_as_many_queries_for_six_studies_as_for_one(client, session):
    counts = []
    for studies in (1, 6):
        member, project = a_team(session)
        for _ in range(studies):
            study = an_evaluation(session, project, design="rct")
            a_result(session, study)
            a_document(session, study)
        session.commit()
        client.sign_in(member)
        with counted_queries() as counted:
            the_coach(client, project)
        counts.append(len(counted))
        client.post("/sign-out")
    assert counts[0] == counts[1]


def a_finished_study(session, project, design="pre-post"):
    """A study of which all that is asked before Standard 3 was said."""
    study = an_evaluation(
        session, project, design=design, participants_note="4 moved away.",
        study={"eligible": 60, "started": 50, "n_both_points_per_group": 46, "measured_by": "The school.",
               "analysis_done": "Paired.", "plan_changed": "Nothing.", "ethics": "The trustees.", "plan_first": True,
               "primary_outcome": "Attendance after a year."},
    )  # fmt: skip
    a_result(session, study, contrast="within")
    a_document(session, study)
    a_document(session, study, kind=DocumentKind.INSTRUMENT)
    return study


SAID = {name: "Said, with 12 sources of 2024." for name in (
    "need", "who_for", "activities", "theory_of_change", "assumptions", "evaluation_plan")}  # fmt: skip


def test_which_step_is_likely_is_said_only_to_a_team_that_asks(client, session):
    member, project = a_team(session, **SAID)
    a_finished_study(session, project)
    session.commit()
    client.sign_in(member)
    answer = the_coach(client, project)
    assert "is likely, if" not in words_of(answer) and "In reach: Standard 3" in words_of(answer)
    assert f'href="/team/projects/{project.id}/coach?likely=yes#likely"' in answer.text
    text = words_of(client.get(f"/team/projects/{project.id}/coach?likely=yes"))
    assert "Standard 2 is likely, if reviewers agree that what is in place is good enough" in text
    assert "If these questions go badly, it is no step yet." in text and "That is no promise." in text


def test_where_something_is_missing_for_the_first_step_none_is_likely(client, session):
    member, project = a_team(session, **{**SAID, "need": ""})
    session.commit()
    client.sign_in(member)
    text = words_of(client.get(f"/team/projects/{project.id}/coach?likely=yes"))
    assert "None yet: 2 things are still missing for Standard 1." in text, "the need, and a questionnaire"


def test_the_plan_has_each_thing_to_do_once_with_its_page_and_what_will_be_asked(client, session):
    member, project = a_team(session, **SAID)
    study = an_evaluation(session, project, design="qualitative")
    session.commit()
    client.sign_in(member)
    answer = client.get(f"/team/projects/{project.id}/coach/plan")
    text = words_of(answer)
    assert "Your plan: on to Standard 1" in text
    assert text.count("Add your questionnaire, test or guide") == 1
    assert f'href="/team/evaluations/{study.id}/documents"' in answer.text
    assert f'href="/team/evaluations/{study.id}/ethics"' in answer.text
    assert "Use planned. Whom will you tell, and what will you do with what you find?" in text


def test_the_plan_says_once_what_several_things_are_for(client, session):
    member, project = a_team(session, **SAID)
    study = an_evaluation(session, project, design="pre-post")
    a_result(session, study, contrast="within", n_c=None, measure_name="", pre_post_r=None)
    a_document(session, study)
    session.commit()
    client.sign_in(member)
    page = client.get(f"/team/projects/{project.id}/coach/plan").text
    said = [" ".join(each.split()) for each in re.findall(r'<p class="govuk-body-s hub-tight">(.*?)</p>', page, re.S)]
    assert said and len(said) == len(set(said))
    whole = Plan(None, tuple(Line(text, (), (why,)) for text, why in (("a", "S"), ("b", "T"), ("c", "S"))))
    assert [[line.text for line in group.lines] for group in whole.groups] == [["a", "c"], ["b"]]


def test_after_a_decision_the_plan_goes_on_from_there(client, session):
    case = a_decided_case(session, version="2026-1")
    session.commit()
    client.sign_in(case.member)
    answer = client.get(f"/team/projects/{case.submission.project_id}/coach/plan")
    text = words_of(answer)
    assert "Your plan: on to Standard 2" in text
    assert "Show what you changed, or chose to keep, because of what you found : Documents" in text
    assert "It usually takes an afternoon." in text
    assert f'href="/team/evaluations/{case.submission.evaluation_versions[0].evaluation_id}/documents"' in answer.text


def test_nobody_outside_the_team_sees_plan_or_likely_step(client, session):
    member, project = a_team(session, **SAID)
    a_finished_study(session, project)
    others = a_person(session, an_organisation(session)), a_person(session, is_admin=True)
    outsiders = [an_editor(session), a_reviewer(session), a_person(session), *others]
    session.commit()
    addresses = [f"/team/projects/{project.id}/coach{end}" for end in ("?likely=yes", "/plan")]
    for person in outsiders:
        client.sign_in(person)
        assert [client.get(each).status_code for each in addresses] == [404, 404], person.email
        client.post("/sign-out")
    client.sign_in(member)
    assert [client.get(each).status_code for each in addresses] == [200, 200]


def an_accredited_one(session, design, *, demo=False, **values):
    case = a_decided_case(session, version="2026-1", designs=(design,), project={"demo": demo, **values})
    accreditation = by_submission(session, case.submission)
    accreditation.demo = demo
    session.flush()
    return accreditation


def test_examples_are_accredited_ones_of_this_hub_with_a_study_of_the_same_kind(client, session):
    member, project = a_team(session)
    an_evaluation(session, project, design="pre-post")
    alike = an_accredited_one(session, "pre-post", name="The same kind")
    an_accredited_one(session, "rct", name="Another kind")
    an_accredited_one(session, "pre-post", name="Made up", demo=True)
    session.commit()
    client.sign_in(member)
    answer = the_coach(client, project)
    assert f'href="/accreditations/{alike.number}"' in answer.text
    text = words_of(answer)
    assert "Accredited here, with a study like yours." in text and "The same kind : Standard 1" in text
    assert "Another kind" not in text and "Made up" not in text


def test_where_there_are_none_the_invented_ones_stand_and_say_so(client, session):
    member, project = a_team(session)
    an_evaluation(session, project, design="pre-post")
    session.commit()
    client.sign_in(member)
    assert "Nobody with a study like yours is accredited here yet." in words_of(the_coach(client, project))
    an_accredited_one(session, "pre-post", name="Made up", demo=True)
    session.commit()
    text = words_of(the_coach(client, project))
    assert "so these are invented" in text and "Made up : Standard 1" in text and "Invented example" in text


def test_what_was_taken_down_or_withdrawn_is_no_example(client, session):
    member, project = a_team(session)
    an_evaluation(session, project, design="pre-post")
    down = an_accredited_one(session, "pre-post", name="Taken down")
    down.project.taken_down_at = down.accredited_at
    an_accredited_one(session, "pre-post", name="Given back").state = AccreditationState.WITHDRAWN
    session.commit()
    client.sign_in(member)
    text = words_of(the_coach(client, project))
    assert "Taken down" not in text and "Given back" not in text


def test_the_adviser_of_the_hub_is_shown_where_one_is_set(app, client, session, monkeypatch):
    member, project = a_team(session)
    session.commit()
    client.sign_in(member)
    assert "advises teams at this hub" not in words_of(the_coach(client, project))
    adviser = Adviser("Sam Lee", "Tuesdays, 2 to 4 pm", "sam@example.org")
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], adviser=adviser))
    text = words_of(the_coach(client, project))
    assert "Sam Lee advises teams at this hub: Tuesdays, 2 to 4 pm. Get in touch: sam@example.org." in text
    assert "Ask for help with the next step" in text
