"""Organisations, plans, the gap map and syntheses: what their pages and files say, as values."""

import csv
import io

import pytest

from evidencehub.projects import public
from tests.factories import an_editor
from tests.factories_review import a_cleared_case, a_decided_case
from tests.integration.catalogue.test_sitemap import put_together
from tests.support import plans
from tests.support.queries import counted_queries

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # the same answers on any database


def here(address):
    return address.removeprefix("http://localhost")


def test_an_organisation_is_told_from_a_decision_on(client, session, run_due):
    waiting, case = a_cleared_case(session), a_decided_case(session)
    session.commit()
    run_due()
    theirs, hidden = case.submission.project.organisation, waiting.submission.project.organisation
    (listed,) = client.get("/api/v1/organisations").json["items"]
    assert listed["slug"] == theirs.slug
    whole = client.get(here(listed["api"])).json
    assert [each["slug"] for each in whole["projects"]] == [case.submission.project.slug]
    assert client.get(f"/api/v1/organisations/{hidden.slug}").status_code == 404


def test_plans_are_those_of_the_register(client, session, run_due):
    case = a_decided_case(session)
    plans.a_public_plan(session, case.submission.project.evaluations[0], case.member, case.editor)
    session.commit()
    (row,) = csv.DictReader(io.StringIO(client.get("/plans.csv").text.removeprefix("\ufeff")))
    (plan,) = client.get("/api/v1/plans").json["items"]
    assert {name: plan[name] for name in ("title", "status", "address", "planned_end")} == {
        name: row[name] for name in ("title", "status", "address", "planned_end")
    }
    other = "stopped" if plan["status"] != "stopped" else "running"
    assert client.get(f"/api/v1/plans?status={other}").json == {"items": [], "next": None}
    assert client.get("/api/v1/plans?area=nowhere").json["errors"].keys() == {"area"}


def test_the_gap_map_has_what_its_file_has(client, session, run_due):
    a_decided_case(session)
    public.changed(session, put_together(session).id)
    session.commit()
    run_due()
    for rows in ("people", "approaches"):
        file = csv.DictReader(io.StringIO(client.get(f"/gap-map.csv?rows={rows}").text.removeprefix("\ufeff")))
        found = client.get(f"/api/v1/gap-map?rows={rows}").json
        labels = {each["slug"]: each["label"] for each in found["columns"]}
        mine = {
            (line["label"], labels[place["outcome"]]): (place["approaches"], place["studies"], place["how_sure"] or "")
            for line in found["lines"] for place in line["places"]
        }  # fmt: skip
        theirs = {
            (row["row"], row["column"]): (int(row["approaches"]), int(row["studies"]), row["how_sure"]) for row in file
        }
        assert mine == theirs and any(studies for _, studies, _ in mine.values())
    opened = client.get("/api/v1/gap-map?outcome=school-attendance").json
    assert opened["opened"] == "school-attendance" and "truancy" not in labels


def test_a_synthesis_gives_its_figures_and_what_entered(client, session, run_due):
    project, editor = put_together(session), an_editor(session)
    public.changed(session, project.id)
    session.commit()
    run_due()
    with counted_queries() as queries:
        listed = client.get("/api/v1/syntheses?outcome=school-attendance").json["items"]
    assert len(queries) <= 20 and {each["project"]["slug"] for each in listed} == {"visits"}
    whole = client.get(here(listed[0]["api"])).json
    assert whole["studies"] == len(whole["entered"]) == 3
    assert whole["mean"]["ci_low"] < whole["mean"]["estimate"] < whole["mean"]["ci_high"]
    assert whole["direction"] == ("better" if whole["mean"]["ci_low"] > 0 else "worse")
    page = client.get(here(whole["address"])).text
    assert all(each["title"] in page for each in whole["entered"])
    assert client.get("/api/v1/syntheses?project=other").json == {"items": [], "next": None}
    client.sign_in(editor)
    assert client.post(f"/projects/{project.slug}/take-down", data={"reason": "A child is named."}).status_code == 303
    assert client.get(here(listed[0]["api"])).status_code == 404
    assert client.get("/api/v1/syntheses").json["items"] == []
