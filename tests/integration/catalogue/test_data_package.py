"""The description that goes with the files of a list: by it other people's programs read them as they are."""

import json

import pandas
import pytest
from frictionless import Package, validate

from tests.factories import a_project, a_result, an_evaluation
from tests.integration.catalogue.test_pages import a_decided_project, an_imported_project
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
        for each in described["resources"]:
            answer = client.get(each["path"].removeprefix("http://localhost"))
            assert any("datapackage.json" in link for link in answer.headers.getlist("Link"))
            each["path"] = f"{each['name']}.csv"
            (tmp_path / each["path"]).write_bytes(answer.data)
        (tmp_path / "datapackage.json").write_text(json.dumps(described))
        return tmp_path / "datapackage.json", described

    return take


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


def test_the_description_is_of_the_list_that_was_asked_for(client):
    described = client.get("/search/datapackage.json?q=walk&page=2").json
    assert described["homepage"] == "http://localhost/search?q=walk" and "walk" in described["name"]
    assert described["resources"][1]["path"] == "http://localhost/search/results.csv?q=walk"
    fields = {field["name"]: field for field in described["resources"][0]["schema"]["fields"]}
    assert {each["value"] for each in fields["graded_here"]["categories"]} >= {"graded here", "not graded here"}
    assert fields["cost_per_person"]["unit"].startswith("pounds")
