"""Saving leads on: to the next page that is not done, the list, or what was checked; results start from the last."""

import re

import pytest
from sqlalchemy import select

from evidencehub.projects.models import Evaluation, OutcomeResult
from tests.factories import a_person, a_project, a_result, an_evaluation, an_organisation
from tests.integration.projects.test_team import RESULT

NEXT, LIST = {"then": "next"}, {"then": "list"}


@pytest.fixture
def project(client, session):
    team = an_organisation(session, name="Harbour Trust")
    project = a_project(session, team, activities="")
    person = a_person(session, team)
    session.commit()
    client.sign_in(person)
    return project


def of(evaluation):
    return f"/team/evaluations/{evaluation.id}"


def test_saving_leads_to_the_next_page_that_is_not_done(client, project):
    page, need = f"/team/projects/{project.id}", {"need": "One in five.", "who_for": "Pupils."}
    assert client.post(f"{page}/name", data={"name": "A", "summary": "B.", **NEXT}).location == f"{page}/activities"
    assert client.post(f"{page}/need", data={**need, **LIST}).location == page
    done = client.post(f"{page}/activities", data={"activities": "We walk.", **NEXT})
    assert done.location == page, "what is optional is chosen from the list"


def test_what_was_opened_from_the_check_leads_back_there(client, session, project):
    evaluation = an_evaluation(session, project)
    project.activities = "We walk."
    session.commit()
    send = f"/team/projects/{project.id}/send"
    for link in re.findall(r'href="([^"]*back=check)"', client.get(send).text):
        page = client.get(link).text
        assert "Save and go back to your answers" in page and "Save and go on<" not in page, link
    answers = {"activities": "We run."}
    assert client.post(f"/team/projects/{project.id}/activities?back=check", data=answers).location == send
    assert client.post(f"{of(evaluation)}/done?back=check", data={"summary": "It went well."}).location == send
    refused = client.post(f"/team/projects/{project.id}/name?back=check", data={"name": ""})
    assert refused.status_code == 422 and "Save and go back to your answers" in refused.text


def test_an_evaluation_leads_from_page_to_page_to_its_results_and_its_files(client, session, project):
    here = client.post(f"/team/projects/{project.id}/evaluations/new", data={"title": "The first year"}).location
    about = {"title": "The first year", "authors": "Ann Lee", **NEXT}
    assert client.post(f"{here}/about", data=about).location == f"{here}/find-design"
    found = client.post(f"{here}/find-design?answered=yes.numbers.no.twice", data={}).location
    assert found == f"{here}/people"
    assert client.post(f"{here}/people", data={"populations": ["adults"], **NEXT}).location == f"{here}/done"
    assert client.post(f"{here}/done", data={"summary": "We counted.", **NEXT}).location == f"{here}/results"
    a_result(session, session.scalar(select(Evaluation)))
    session.commit()
    assert f'href="{here}/documents"' in client.get(f"{here}/results").text
    client.post(f"{here}/no-document", data={"documents_note": "It is being printed."})
    assert f'href="{here}"' in re.search(r"<a[^>]*role=\"button\"[^>]*>\s*Go on", client.get(f"{here}/results").text)[0]
    assert client.post(f"{here}/flow", data={"participants": "40", **NEXT}).location.startswith(f"{here}/")
    assert client.post(f"{here}/flow", data={"participants": "40"}).location == here


def test_people_and_places_are_not_done_before_somebody_looked(client, session, project):
    project.populations, project.place = ["adults"], "Leith"
    session.commit()
    here = client.post(f"/team/projects/{project.id}/evaluations/new", data={"title": "The first year"}).location
    row = re.search(r"People and places.*?</li>", client.get(here).text, re.S)[0]
    assert "Not started" in row
    page = client.get(f"{here}/people").text
    assert "We filled this in from your project" in page and 'value="Leith"' in page
    assert re.search(r'value="adults"\s+checked', page)
    assert session.scalar(select(Evaluation.place)) == "", "looking at a page keeps nothing"
    client.post(f"{here}/people", data={"populations": ["adults"], "place": "Leith"})
    assert "We filled this in" not in client.get(f"{here}/people").text
    assert "Done" in re.search(r"People and places.*?</li>", client.get(here).text, re.S)[0]


@pytest.mark.parametrize(("design", "chosen"), [("pre-post", "within"), ("rct", "between"), ("mixed-methods", "")])
def test_what_the_numbers_compare_follows_from_how_the_study_was_done(client, session, project, design, chosen):
    evaluation = an_evaluation(session, project, design=design)
    session.commit()
    page = client.get(f"{of(evaluation)}/results/new").text
    assert re.findall(r'name="contrast"[^>]*value="(\w+)"\s+checked', page) == ([chosen] if chosen else [])
    assert ("You said how the study was done" in page) is bool(chosen)


def test_the_next_result_starts_from_the_last_and_says_so(client, session, project):
    evaluation = an_evaluation(session, project)
    session.commit()
    form = {**RESULT, "step": "another", "timepoint": "in July"}
    answer = client.post(f"{of(evaluation)}/results/new", data=form)
    assert answer.location == f"{of(evaluation)}/results/new"
    page = client.get(answer.location).text
    assert "Attendance is saved." in page and "3 percentage points higher" in page, "the sentence that it reads as"
    assert "This starts from the result before it, “Attendance”" in page
    for name, value in {"unit": "% of sessions", "n_t": "42", "n_c": "42", "timepoint": "in July"}.items():
        assert re.search(rf'name="{name}"[^>]*value="{value}"', page), name
    assert re.search(r'value="school-attendance"\s+selected', page)
    for name in ("outcome", "mean_t", "ci_low"):
        assert not re.search(rf'<input[^>]*name="{name}"[^>]*value="[^"]', page), name
    assert not re.search(r'name="higher_is"[^>]*checked', page), "which way is better belongs to the measure"
    other = client.get(f"{of(evaluation)}/results/new?contrast=within&gives=means").text
    assert not re.search(r'name="n_t"[^>]*value="42"', other), "those of two groups are not those of one"


def test_a_result_that_is_sent_again_after_going_back_is_not_added_again(client, session, project):
    evaluation = an_evaluation(session, project)
    session.commit()
    for _ in range(2):
        assert client.post(f"{of(evaluation)}/results/new", data=RESULT).status_code == 303
    assert len(session.scalars(select(OutcomeResult)).all()) == 1
    assert "is there already" in client.get(f"{of(evaluation)}/results").text
    later = client.post(f"{of(evaluation)}/results/new", data={**RESULT, "timepoint": "a year later"})
    assert later.status_code == 303
    session.rollback()
    assert len(session.scalars(select(OutcomeResult)).all()) == 2
