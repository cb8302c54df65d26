"""Files to cite a record, a list and a shortlist with: of what everybody may read, and of nothing else."""

import json

import pytest
import rispy

from evidencehub.catalogue.cited.files.formats import FORMATS
from evidencehub.projects import public
from evidencehub.projects.models import OldSlug
from evidencehub.shared.files import FileStore
from tests.factories import NOW
from tests.factories_disclosure import a_report, publish, take_down
from tests.factories_review import a_case_in_review
from tests.integration.catalogue.test_pages import a_decided_project, an_imported_project
from tests.integration.catalogue.test_sitemap import put_together
from tests.support import plans
from tests.support.queries import counted_queries
from tests.support.records import mark_changed

STANDING = ("/standards/nesta/2012-reading", "/vocabularies/settings")


def all_of(case, shown=None):
    """The addresses of all records of a case."""
    study = case.submission.evaluation_versions[0].evaluation_id
    project, award = f"/projects/{case.submission.project.slug}", "/accreditations/2026-0001"
    return [project, f"/evaluations/{study}", f"/evaluations/{study}/plan", award, *([shown.page] if shown else [])]


@pytest.fixture
def records(app, session):
    shown = a_report(session, FileStore(app.config["SETTINGS"].files_url), title="Does walking help?")
    case = shown.case
    found = publish(session, shown)
    plans.a_public_plan(session, case.submission.project.evaluations[0], case.member, case.editor)
    session.commit()
    return case, shown, found


def test_every_record_has_every_file_that_names_its_own_address(client, session, records, run_due):
    case, shown, _ = records
    together = put_together(session)
    public.changed(session, together.id)
    session.commit()
    run_due()
    synthesis = f"/syntheses/{client.get(f'/projects/{together.slug}').text.partition('/syntheses/')[2][:36]}"
    for address in (*all_of(case, shown), synthesis, *STANDING):
        for form in FORMATS.values():
            answer = client.get(f"{address}/cite.{form.ending}")
            assert answer.status_code == 200 and answer.mimetype == form.mimetype, address
            assert f"http://localhost{address}" in answer.text.replace("\\", "") and answer.text.endswith("\n")
            assert answer.headers["Link"] == f'<http://localhost{address}>; rel="describes"; type="text/html"'
            assert answer.headers["Content-Disposition"].endswith(f'.{form.ending}"')
    (read,) = rispy.loads(client.get(f"{shown.page}/cite.ris").text)
    assert read["type_of_reference"] == "RPRT" and read["title"] == "Does walking help?"


def test_a_file_costs_few_queries(client, session, records):
    case, shown, _ = records
    for address in all_of(case, shown):
        with counted_queries() as queries:
            client.get(f"{address}/cite.ris?anew={address}")
        assert len(queries) <= 16, address


def test_nothing_is_there_to_be_cited_of_what_is_not_public(app, client, session):
    shown = a_report(session, FileStore(app.config["SETTINGS"].files_url), a_case_in_review)
    project, *others = all_of(shown.case, shown)
    for address in others:
        assert client.get(f"{address}/cite.ris").status_code == 404, address
    stub = client.get(f"{project}/cite.jsonld").json
    assert "author" not in stub and "hasPart" not in stub and stub["creativeWorkStatus"] == "being graded"
    assert client.get(f"{project}/cite.pdf").status_code == 404


def test_what_is_taken_down_is_gone_from_every_file(client, session, records):
    case, shown, disclosed = records
    take_down(session, shown, disclosed)
    assert client.get(f"{shown.page}/cite.ris").status_code == 404
    study = client.get(f"{shown.study}/cite.jsonld").json
    assert "hasPart" not in study
    case.submission.project.taken_down_at = NOW
    public.changed(session, case.submission.project_id)
    session.commit()
    for address in all_of(case, shown):
        assert client.get(f"{address}/cite.bib").status_code in {404, 410}, address


def test_an_old_address_leads_to_the_file_of_today(client, session, records):
    case, _, _ = records
    session.add(OldSlug(slug="before", project_id=case.submission.project_id))
    session.commit()
    answer = client.get("/projects/before/cite.ris")
    assert (answer.status_code, answer.location) == (301, f"/projects/{case.submission.project.slug}/cite.ris")


def test_invented_records_say_so_and_are_not_to_be_listed(client, session):
    project = a_decided_project(session, demo=True)
    session.commit()
    answer = client.get(f"/projects/{project.slug}/cite.ris")
    assert answer.headers["X-Robots-Tag"] == "noindex" and "Invented for a demonstration" in answer.text


def test_a_list_is_taken_in_every_format(client, session, run_due):
    for name in ("Walk to school", "Boot camp"):
        a_decided_project(session, name=name)
    an_imported_project(session, name="From afar")
    session.commit()
    run_due()
    for form in FORMATS.values():
        answer = client.get(f"/search/references.{form.ending}")
        assert answer.status_code == 200 and answer.mimetype == form.mimetype
        assert answer.text.count("http://localhost/evaluations/") >= 3
    assert len(client.get("/search/references.csl.json").json) == 3
    assert len(json.loads(client.get("/search/references.jsonld").text)["@graph"]) == 3
    assert client.get("/search/references.csl.json?q=zebra").json == []


def test_a_study_whose_title_alone_is_public_is_nothing_to_cite_yet(client, session, run_due):
    case = a_case_in_review(session, title="The waiting study")
    mark_changed(session, case.submission.project_id)
    session.commit()
    run_due()
    assert "1 approach" in client.get("/search").text and client.get("/search/references.csl.json").json == []


def test_a_shortlist_is_taken_by_who_has_it(client, session):
    project = a_decided_project(session, name="Walk to school")
    session.commit()
    empty = client.get("/shortlist/references.csl.json")
    assert empty.json == [] and empty.headers["Cache-Control"] == "private, no-store"
    client.post("/shortlist", data={"add": project.id.hex})
    assert "/shortlist/references.bib" in client.get("/shortlist").text
    project_, study = client.get("/shortlist/references.csl.json").json
    assert project_["title"] == "Walk to school" and study["URL"].startswith("http://localhost/evaluations/")
    project.taken_down_at = NOW
    public.changed(session, project.id)
    session.commit()
    assert client.get("/shortlist/references.csl.json").json == []
