"""The pages about a study: what fits its design, what follows from the counts, and what is not lost."""

import pytest

from evidencehub.projects.frozen.keeping import frozen_evaluation
from evidencehub.projects.missing import evaluation_missing
from tests.factories import a_person, a_project, an_evaluation, an_organisation
from tests.factories_review import a_case_in_review, grade

FLOW = {"allocated_t": "118", "analysed_t": "111", "allocated_c": "117", "analysed_c": "109"}


@pytest.fixture
def study(client, session):
    team = an_organisation(session)
    member = a_person(session, team)
    evaluation = an_evaluation(session, a_project(session, team), design="rct", participants=None)
    session.commit()
    client.sign_in(member)
    return evaluation


def page_of(evaluation, slug=""):
    return f"/team/evaluations/{evaluation.id}{f'/{slug}' if slug else ''}"


def test_only_what_fits_the_design_is_asked_and_nothing_has_to_be_there(client, session, study):
    tasks = client.get(page_of(study)).text
    assert "Were the groups alike at the start?" in tasks and "Whole groups" not in tasks and "Optional" in tasks
    missing = evaluation_missing(study)
    assert client.post(page_of(study, "flow"), data={}).status_code == 303
    session.rollback()
    assert study.study == {} and evaluation_missing(study) == missing
    client.post(page_of(study, "design"), data={"design": "qualitative"})
    tasks = client.get(page_of(study)).text
    assert "Were the groups alike" not in tasks and "What people said" in tasks
    client.post(page_of(study, "design"), data={"design": ""})
    assert "More about how it was done" not in client.get(page_of(study)).text


def test_how_many_were_lost_follows_and_is_never_typed(client, session, study):
    assert client.post(page_of(study, "flow"), data=FLOW).location == page_of(study)
    session.rollback()
    assert study.participants == 220, "it follows from the groups"
    assert "5 of 8" in client.get(page_of(study)).text
    page = client.get(page_of(study, "flow")).text
    assert "6.4% (15 of 235 people; worked out)" in page and "0.9 percentage points" in page
    assert 'name="participants" type="text" value="220"' not in page, "nothing is typed twice"
    client.post(page_of(study, "flow"), data=FLOW | {"analysed_t": "110"})
    session.rollback()
    assert study.participants == 219
    client.post(page_of(study, "flow"), data={"participants": "80"})
    session.rollback()
    assert (study.participants, study.study) == (80, {})


@pytest.mark.parametrize(
    ("slug", "typed", "at", "words"),
    [
        ("flow", FLOW | {"analysed_t": "1110"}, "analysed_t", "1,110 people of the project group"),
        ("flow", FLOW | {"participants": "215"}, "participants", "The two groups add up to 220"),
        ("flow", FLOW | {"eligible": "12%"}, "eligible", "not a percentage"),
        ("analysis", {"contamination_share": "120%"}, "contamination_share", "from 0% to 100%"),
        ("analysis", {"mdes": "0,30"}, "mdes", "0,30"),
        ("baseline", {"baseline_table": "Age; 12; 13; 14"}, "baseline_table", "Line 1 has 4 parts"),
        ("baseline", {"baseline_table": "; 12; 13"}, "baseline_table", "Line 1 does not say what it is about"),
        ("baseline", {"baseline_table": "x;1;2\n" * 61}, "baseline_table", "60 lines at most"),
        ("planned", {"primary_outcome": "x" * 201}, "primary_outcome", "200 characters or fewer"),
    ],
)
def test_what_cannot_be_is_told_beside_it_and_all_that_was_typed_is_kept(
    client, session, study, slug, typed, at, words
):
    answer = client.post(page_of(study, slug), data=typed)
    assert answer.status_code == 422 and f'href="#{at}"' in answer.text and words in answer.text
    assert all(value.split("\n")[0] in answer.text for value in typed.values())
    session.rollback()
    assert study.study == {}


def test_a_table_is_read_with_semicolons_or_as_it_was_pasted(client, session, study):
    typed = "Days missed; 31.2; 31.6\r\n\r\nLives with; both\tof these; 48%\t 50% \nGirls;52"
    client.post(page_of(study, "baseline"), data={"baseline_table": typed})
    session.rollback()
    rows = [["Days missed", "31.2", "31.6"], ["Lives with; both", "of these; 48%", "50%"], ["Girls", "52", ""]]
    assert study.study["baseline_table"] == rows
    shown = client.get(page_of(study, "baseline")).text
    again = shown.partition('name="baseline_table"')[2].partition(">")[2].partition("</textarea>")[0]
    client.post(page_of(study, "baseline"), data={"baseline_table": again})
    session.rollback()
    assert study.study["baseline_table"] == rows, "what is shown is read as the same"


def test_another_design_hides_answers_and_loses_none(client, session, study):
    client.post(page_of(study, "allocation"), data={"drawn_by": "A computer drew.", "foreseen": "no"})
    client.post(page_of(study, "design"), data={"design": "pre-post"})
    session.rollback()
    assert study.study == {"drawn_by": "A computer drew.", "foreseen": False}
    assert frozen_evaluation(study).study == {}
    page = client.get(page_of(study, "allocation")).text
    assert "does not fit how the study was done" in page and "A computer drew." in page
    client.post(page_of(study, "flow"), data={"allocated_t": "12", "started": "24"})  # opened before the change
    session.rollback()
    assert study.study["allocated_t"] == 12 and frozen_evaluation(study).study == {"started": 24}
    client.post(page_of(study, "design"), data={"design": "rct"})
    session.rollback()
    assert frozen_evaluation(study).study.keys() == {"drawn_by", "foreseen", "allocated_t"}


def test_two_people_on_one_page_do_not_undo_each_other_and_on_two_pages_both_are_kept(client, session, study):
    seen = (
        client.get(page_of(study, "ethics")).text.partition('name="seen"')[2].partition('value="')[2].partition('"')[0]
    )
    client.post(page_of(study, "planned"), data={"primary_outcome": "Days in school"})
    assert client.post(page_of(study, "ethics"), data={"ethics": "Our trustees.", "seen": seen}).status_code == 303
    late = client.post(page_of(study, "ethics"), data={"ethics": "The university.", "seen": seen})
    assert late.status_code == 409 and "Our trustees." in late.text and "The university." in late.text
    session.rollback()
    assert study.study == {"primary_outcome": "Days in school", "ethics": "Our trustees."}


def test_reviewers_type_their_own_numbers_before_they_see_the_teams(app, session):
    told = {"allocated_t": 118, "analysed_t": 111, "allocated_c": 117, "analysed_c": 109, "mdes": 0.31,
            "drawn_by": "A computer drew.", "evaluator_ties": "Paid by the trust."}  # fmt: skip
    case = a_case_in_review(session, designs=("rct",), study=told)
    session.commit()
    mine, client = case.assignments[0], app.test_client()
    client.sign_in(mine.reviewer)
    report = client.get(f"/reviews/{mine.id}/report").text
    assert "A computer drew." in report and "Paid by the trust." not in report, "who it was is told at the declaration"
    assert "0.31" not in report and "of 235 people" not in report and "The team gives more here" in report
    grade(session, mine, tiers="12345")
    session.commit()
    report = client.get(f"/reviews/{mine.id}/report").text
    assert "0.31 standard deviations" in report and "15 of 235 people" in report and "gives more here" not in report
