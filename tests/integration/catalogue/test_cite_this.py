"""The part of each record's page that says how to cite it."""

import json
import re

import pytest
from lxml import html

from evidencehub.projects import public
from evidencehub.shared.clock import hub_today
from evidencehub.shared.files import FileStore
from tests.factories_disclosure import a_report, publish
from tests.factories_review import a_case_in_review, a_decided_case
from tests.integration.catalogue.test_cite_files import STANDING, all_of, records
from tests.integration.catalogue.test_pages import a_decided_project
from tests.integration.catalogue.test_sitemap import put_together
from tests.support.queries import counted_queries

__all__ = ["records"]
STYLES = ["APA", "Harvard", "Vancouver"]


def part_of(client, address):
    """By style the text, and the addresses of the files."""
    found = html.fromstring(client.get(address).text).find_class("hub-citing")
    if not found:
        return {}, []
    (part,) = found
    assert part.tag == "details" and "open" not in part.attrib
    rows = part.xpath(".//dl/div")
    return {row.findtext("dt"): row.findtext("dd") for row in rows}, part.xpath(".//ul//a/@href")


def test_each_page_tells_how_to_cite_it_and_leads_to_its_files(client, session, records, run_due):
    case, shown, _ = records
    together = put_together(session)
    public.changed(session, together.id)
    session.commit()
    run_due()
    synthesis = f"/syntheses/{client.get(f'/projects/{together.slug}').text.partition('/syntheses/')[2][:36]}"
    for address in (*all_of(case, shown), synthesis, *STANDING):
        said, files = part_of(client, address)
        assert list(said) == STYLES and len(files) == 5, address
        assert f"http://localhost{address}" in said["APA"]
        assert files[0] == f"http://localhost{address}/cite.ris"
        assert all(client.get(each.removeprefix("http://localhost")).status_code == 200 for each in files)


def test_each_page_holds_what_search_engines_read(client, records):
    case, shown, _ = records
    for address in (*all_of(case, shown), *STANDING):
        (found,) = html.fromstring(client.get(address).text).xpath("//script[@type='application/ld+json']/text()")
        if not address.startswith("/accreditations/"):  # those say that they are a certification
            assert json.loads(found) == client.get(f"{address}/cite.jsonld").json, address


def test_no_word_of_a_record_ends_the_script_that_search_engines_read(client, session):
    project = a_decided_project(session, name="Walk </script><script>alert(1)</script> & <b>")
    session.commit()
    page = client.get(f"/projects/{project.slug}").text
    (found,) = html.fromstring(page).xpath("//script[@type='application/ld+json']/text()")
    assert json.loads(found)["name"] == project.name and "<script>alert" not in page


def test_a_study_is_cited_by_its_authors_and_year(client, session):
    project = a_decided_project(session)
    study = project.evaluations[0]
    session.commit()
    said, _ = part_of(client, f"/evaluations/{study.id}")
    address = f"http://localhost/evaluations/{study.id}/as-of/2026-03-02"
    assert said["APA"] == f"Author, A. (2025). {study.title}. EvidenceHub. {address}"
    assert f"(Accessed: {hub_today().day} {hub_today():%B %Y})" in said["Harvard"]


def test_a_graded_project_is_cited_as_it_is_on_a_day(client, session):
    case = a_decided_case(session)
    session.commit()
    address = f"/projects/{case.submission.project.slug}"
    said, _ = part_of(client, address)
    assert f"http://localhost{address}/as-of/" in said["APA"] and "(n.d.)" not in said["APA"]
    day = said["APA"].rpartition("/")[2]
    assert part_of(client, f"{address}/as-of/{day}") == ({}, [])
    assert "Cite this page" in client.get(f"{address}/as-of/{day}").text
    study = case.submission.project.evaluations[0].id
    cited, _ = part_of(client, f"/evaluations/{study}")
    (address,) = re.findall(rf"http://localhost(/evaluations/{study}/as-of/[-0-9]+)", cited["APA"])
    assert client.get(address).status_code == 200


def test_a_title_with_markup_is_text(client, session):
    project = a_decided_project(session, name="Walk <b>& talk</b>")
    session.commit()
    page = client.get(f"/projects/{project.slug}").text
    assert "<b>&" not in page and "Walk <b>& talk</b>" in part_of(client, f"/projects/{project.slug}")[0]["APA"]


@pytest.mark.parametrize("made", [a_case_in_review, a_decided_case])
def test_pages_of_what_is_not_public_say_nothing(app, client, session, made):
    shown = a_report(session, FileStore(app.config["SETTINGS"].files_url), made)
    assert client.get(shown.page).status_code == 404
    if made is a_decided_case:
        publish(session, shown, with_file=False)
        said, _ = part_of(client, shown.page)
        assert list(said) == STYLES


def test_it_costs_a_page_few_queries(client, session, records):
    case, _, _ = records
    with counted_queries() as queries:
        client.get(f"/evaluations/{case.submission.evaluation_versions[0].evaluation_id}")
    assert sum("public_change" in each for each in queries) == 1
