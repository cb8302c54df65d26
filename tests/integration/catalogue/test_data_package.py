"""The description that goes with the files of a list: by it other people's programs read them as they are."""

import io
import json
import re

import pandas
import pytest
from frictionless import Package, validate
from werkzeug.exceptions import HTTPException

from evidencehub.review.agreeing import keeping
from evidencehub.review.agreeing.working_out import Figures, Row
from tests.factories import NOW, a_person, a_project, a_result, an_editor, an_evaluation, an_organisation
from tests.integration.catalogue.test_pages import a_decided_project, an_imported_project
from tests.support import plans
from tests.support.records import a_submission, decided, mark_changed, met_up_to

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # the same files on any database


@pytest.fixture
def taken(client, session, run_due, tmp_path):
    """A folder with the description of a list and its files, as somebody saves them, and the description."""
    few = a_project(session, name="Few, =and “quoted”\nin two lines")
    study = an_evaluation(session, few, participants=3, authors=["=A", "B"], title="-1")
    a_result(session, study, n_t=2, n_c=42, events_t=1)
    decided(session, sent := a_submission(session, few), met_up_to(sent, 2))
    mark_changed(session, few.id)
    a_decided_project(session, name="Walk to school")
    an_imported_project(session, name="From afar")
    session.commit()
    run_due()

    def take(asked=""):
        described = client.get(f"/search/datapackage.json{asked}").json
        return tmp_path / "datapackage.json", saved(client, described, tmp_path)

    return take


def saved(client, described, folder):
    """The description as it is beside its files, both of which now lie in the folder."""
    for each in described["resources"]:
        answer = client.get(each["path"].removeprefix("http://localhost"))
        assert "datapackage.json" in linked(answer, "application/json")
        each["path"] = f"{each['name']}.csv"
        (folder / each["path"]).write_bytes(answer.data)
    (folder / "datapackage.json").write_text(json.dumps(described))
    return described


def linked(answer, kind):
    (found,) = [link for link in answer.headers.getlist("Link") if f'rel="describedby"; type="{kind}"' in link]
    return found.partition(">")[0].removeprefix("<http://localhost")


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
def test_other_programs_read_the_files_as_they_are_described(taken, monkeypatch, tmp_path):
    path, described = taken()
    monkeypatch.chdir(tmp_path)  # frictionless reads no paths that lead elsewhere
    report = validate(path.name)
    assert report.valid, report.flatten(["rowNumber", "fieldName", "message"])[:5]
    studies, results = (Package(path.name).get_resource(name).read_rows() for name in ("studies", "results"))
    assert len(studies) == 3 and len(results) >= 4 and isinstance(studies[0]["place"], int)
    few = next(row for row in studies if row["study"] == "'-1")
    assert few["participants"] is None and few["invented"] is False and few["retrieved_on"].year > 2025
    for each in described["resources"]:
        said = each["schema"]
        frame = pandas.read_csv(each["path"], na_values=said["missingValues"])
        assert list(frame.columns) == [field["name"] for field in said["fields"]] and len(frame) >= 3
        numbers = [field["name"] for field in said["fields"] if field["type"] in {"integer", "number"}]
        assert len(numbers) > 5 and [name for name in numbers if frame[name].dtype.kind not in "if"] == []
    changed = tmp_path / "studies.csv"
    changed.write_text(changed.read_text().replace("place", "stead", 1))
    assert not validate(path.name).valid


def csv_files(app, client):
    """Every address, asked for nothing, that gives everybody a table as CSV, with its answer."""
    views, here = app.view_functions, app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if "GET" not in rule.methods or not getattr(views[rule.endpoint], "is_public", False):
            continue
        for choice in re.findall(r"'([^']+)'", rule.rule) or [""]:
            address = re.sub(r"<[^>]+>", choice, rule.rule)
            try:
                is_right = here.match(address)[0] == rule.endpoint
            except HTTPException:  # it needs the key of a record
                continue
            answer = client.get(address)
            if answer.data and is_right and answer.mimetype == "text/csv":
                yield address, answer


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
def test_every_csv_that_everybody_may_take_has_a_description_that_holds(
    app, client, session, taken, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    team = an_organisation(session)
    study = an_evaluation(session, a_project(session, team, name="Later"), title="=Planned")
    plans.a_public_plan(session, study, a_person(session, team), an_editor(session))
    row = Row("", 41, 812, 84.2, 79.5, 88.9, 0.815, None, 0.87)
    keeping.keep(session, {"project-oracle": Figures((row,))}, now=NOW)
    session.commit()
    found = dict(csv_files(app, client))
    assert found.keys() == {
        "/search/studies.csv", "/search/results.csv", "/search/columns.csv", "/plans.csv", "/gap-map.csv",
        "/figures/agreement.csv",
    }  # fmt: skip
    explained = pandas.read_csv(io.BytesIO(found["/search/columns.csv"].data), encoding="utf-8-sig")
    for address, answer in found.items():
        package = linked(answer, "application/json")
        described = saved(client, client.get(package).json, tmp_path)
        report = validate("datapackage.json")
        assert report.valid, (address, report.flatten(["rowNumber", "fieldName", "message"])[:5])
        name = address.removesuffix(".csv").rpartition("/")[2]
        fields = next(each["schema"]["fields"] for each in described["resources"] if each["name"] == name)
        assert all(each["description"] for each in fields) and len(
            Package("datapackage.json").get_resource(name).read_rows()
        )
        if name != "columns":
            assert list(explained[explained["file"] == name]["column"]) == [each["name"] for each in fields]


def test_the_description_is_of_the_list_that_was_asked_for(client):
    described = client.get("/search/datapackage.json?q=walk&page=2").json
    assert described["homepage"] == "http://localhost/search?q=walk" and "walk" in described["name"]
    assert described["resources"][1]["path"] == "http://localhost/search/results.csv?q=walk"
    fields = {field["name"]: field for field in described["resources"][0]["schema"]["fields"]}
    assert {each["value"] for each in fields["graded_here"]["categories"]} >= {"graded here", "not graded here"}
    assert fields["cost_per_person"]["unit"].startswith("pounds")
