"""The list of measures by outcome, and the page of one: its facts with their sources, and who used it."""

from evidencehub.standards.files.measures import load_measures
from tests.factories import a_project, a_result, an_evaluation
from tests.support.queries import counted_queries
from tests.support.records import a_submission, decided, met_up_to

WORRY = {"outcome_area": "mental-health", "outcome": "Worry", "measure_name": "gad7"}


def a_decided_project(session, **values):
    project = a_project(session, **values)
    a_result(session, an_evaluation(session, project), **WORRY)
    sent = a_submission(session, project)
    decided(session, sent, met_up_to(sent, 2))
    session.commit()
    return project


def test_the_list_holds_every_measure_below_its_outcome_and_says_which_way_is_better(client):
    page = client.get("/measures").text
    assert all(f'href="/measures/{measure.slug}"' in page for measure in load_measures())
    assert "Seven questions on worry over two weeks. A higher number is worse." in page


def test_the_page_of_a_measure_says_each_fact_with_its_source_or_that_it_is_not_recorded(client):
    page = client.get("/measures/gad-7").text
    assert "A higher number is worse." in page and "0 to 21." in page
    assert "https://bibbase.org/network/publication/spitzer-kroenke" in page
    assert "4 points (Toussaint and others" in page and "Not recorded." in page
    assert 'href="/outcomes/anxiety"' in page and "part=gad-7#send" in page
    assert "so forms do not propose it for groups" in client.get("/measures/phq-9").text
    assert "its own words say which way is better" in client.get("/measures/in-work").text
    assert client.get("/measures/gad-8").status_code == 404
    assert client.get("/vocabularies/measures/gad-7").headers["Location"].endswith("/measures/gad-7")


def test_who_used_it_are_public_evaluations_whatever_they_call_it(client, session):
    a_decided_project(session, name="Calm minds")
    elsewhere = a_project(session, name="Elsewhere", slug="elsewhere", source="wwc", external_id="17")
    elsewhere.organisation = None
    study = an_evaluation(session, elsewhere, source="wwc", external_id="17-1", title="A study from elsewhere")
    a_result(session, study, **WORRY | {"measure_name": "Generalised Anxiety Disorder Scale"})
    a_result(session, an_evaluation(session, a_project(session, name="Nobody knows yet")), **WORRY)
    session.commit()
    with counted_queries(session) as queries:
        page = client.get("/measures/gad-7").text
    assert "Calm minds: Worry" in page and page.count('href="/evaluations/') == 2
    assert "Nobody knows yet" not in page and len(queries) < 15
    assert "No evaluation that is public here used it yet." in client.get("/measures/pcl-5").text


def test_results_and_outcomes_lead_to_their_measures(client, session):
    project = a_decided_project(session)
    assert 'href="/measures/gad-7"' in client.get(f"/evaluations/{project.evaluations[0].id}").text
    assert 'href="/measures/gad-7"' in client.get("/outcomes/anxiety").text
    assert 'href="/measures"' in client.get("/outcomes").text
