"""The search of the API: the hits, counts and words of the site's own list."""

import pytest

from evidencehub.catalogue.index import counts, facets, searching
from evidencehub.catalogue.index.indexing import engine_of
from evidencehub.projects import public
from evidencehub.shared import public_version
from tests.factories import a_project, a_result, an_evaluation
from tests.factories_review import a_decided_case
from tests.support.queries import counted_queries

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # the same answers on any database


@pytest.fixture
def hub(app, session, run_due):
    """A graded project, and two from elsewhere with three studies; in one of them something got worse."""
    case = a_decided_case(session, title="Attendance study")
    for place, effects in enumerate([(0.3, -0.4), (0.2,)]):
        project = a_project(session, organisation=None, source="records", external_id=str(place), name=f"Club {place}")
        for number, effect in enumerate(effects):
            study = an_evaluation(
                session, project, source="records", external_id=f"{place}-{number}", title=f"Study {place}-{number}",
                design="rct", participants=120, year=2012 + number, outcome_areas=["school-attendance"],
            )  # fmt: skip
            a_result(
                session, study, outcome_area="school-attendance", outcome="Truancy", outcome_slug="truancy",
                higher_is="worse", effect=effect, ci_low=effect - 0.1, ci_high=effect + 0.1, effect_metric="g",
                n_t=3, n_c=60,
            )  # fmt: skip
        public.changed(session, project.id)
    session.commit()
    run_due()
    return case


def found(client, query=""):
    return client.get(f"/api/v1/search?{query}").json


def test_a_hit_is_a_study_or_a_project_and_the_counts_are_those_of_the_list(app, client, hub):
    studies, projects = found(client), found(client, "collapse=project")
    assert (studies["total"], projects["total"]) == (4, 3)
    assert {each["kind"] for each in studies["hits"]} == {"evaluation"}
    assert {each["kind"] for each in projects["hits"]} == {"project"}
    assert all(client.get(each["api"].removeprefix("http://localhost")).status_code == 200 for each in studies["hits"])
    with app.app_context():
        engine = engine_of(app.config["SETTINGS"])
        asked = searching.Request(chosen={"outcome": ("truancy",)})
        listed = facets.views(searching.run(engine, asked).facets, asked.chosen)
        total = counts.outcome_counts(engine, counts.scope(engine))
    answer = found(client, "collapse=project&outcome=truancy")
    for view in listed:
        offered = {value.value: value.count for value in view.values if value.count}
        held = {value: answer["facets"][view.name].get(value) for value in offered}
        assert held == offered, view.name
    in_area = found(client, "collapse=project&outcome=school-attendance")["total"]
    assert {term.slug: count for term, count in total}["school-attendance"] == in_area == 3


def test_filters_hold_for_one_result_and_harm_is_never_lent(client, hub):
    assert found(client, "outcome=truancy&direction=worse")["total"] == 2  # more truancy is worse
    assert found(client, "outcome=truancy&direction=better")["total"] == 1
    assert found(client, "outcome=truancy&direction=better&from=2012&to=2012")["total"] == 0
    (hit,) = found(client, "outcome=truancy&direction=better")["hits"]
    study = client.get(hit["api"].removeprefix("http://localhost")).json
    (result,) = study["results"]
    assert (result["direction"], result["favours"], result["g"]) == ("better", "intervention", -0.4)
    assert result["n_took_part"] is None and result["fewer_than_5"] == ["n_took_part"]
    assert result["n_others"] is None, "it would follow from how many there are in all"


def test_pages_lead_on_and_end(client, hub):
    seen, address = [], "/api/v1/search?per_page=3&sort=newest"
    while address:
        answer = client.get(address.removeprefix("http://localhost")).json
        seen += [each["id"] for each in answer["hits"]]
        address = answer["next"]
    assert len(seen) == len(set(seen)) == 4


def test_what_makes_no_sense_is_refused_by_name(client, hub):
    answer = client.get("/api/v1/search?outcome=truncy&cost=9&page=0&per_page=1000&sort=oldest&q=" + "x" * 401)
    assert answer.status_code == 422
    assert answer.json["errors"].keys() == {"page", "per_page", "sort", "q"}
    answer = client.get("/api/v1/search?outcome=truncy&cost=9&setting=moon")
    assert answer.status_code == 422 and answer.json["errors"].keys() == {"outcome", "cost", "setting"}
    assert "truancy" in answer.json["errors"]["outcome"][0]
    offered = {each["name"]: each["values"] for each in client.get("/api/v1/facets").json["items"]}
    assert "truancy" in {each["value"] for each in offered["outcome"]}


def test_fields_that_are_not_asked_for_are_not_worked_out(client, hub):
    short = found(client, "fields=total,hits")
    assert short.keys() == {"total", "hits"} and short["hits"] == found(client)["hits"]


def test_invented_examples_are_found_only_by_those_who_ask_for_them(client, session, run_due, hub):
    a_decided_case(session, project={"name": "An invented one", "demo": True}, title="An invented study")
    session.commit()
    run_due()
    assert found(client)["total"] == 4
    (hit,) = found(client, "source=invented")["hits"]
    assert hit["project"]["demonstration"] is True
    assert "An invented one" not in client.get("/api/v1/projects").text
    assert [each["demonstration"] for each in client.get("/api/v1/accreditations").json["items"]] == [False]


def test_a_page_of_hits_takes_few_queries_whatever_their_number(app, client, session, hub):
    asked = {}
    found(client, "q=study")
    for size in (1, 4):
        public_version.changed(session.connection())
        session.commit()  # cards that a process has read are asked about again
        with counted_queries() as queries:
            assert len(found(client, f"per_page={size}&q=study")["hits"]) == size
        asked[size] = len(queries)
    assert asked[1] == asked[4] <= 8
