"""What programs are told of a record at its own address: typed links, other formats, tags for scholars' engines."""

import json
import re

import pytest
import rispy
from lxml import html
from requests.utils import parse_header_links

from evidencehub.catalogue.cited.files.formats import FORMATS
from evidencehub.projects import public
from evidencehub.projects.models import OldSlug
from evidencehub.shared.files import FileStore
from tests.factories import NOW
from tests.factories_disclosure import a_report, agree, confirm, publish
from tests.integration.catalogue.test_cite_files import STANDING, all_of, records

__all__ = ["records"]
HUB = "http://localhost"


def links(answer):
    """By relation the links of an answer, as requests reads them."""
    found = {}
    for each in parse_header_links(", ".join(answer.headers.getlist("Link"))):
        found.setdefault(each["rel"], []).append(each)
    return found


def test_every_record_is_signposted_on_get_and_head_kept_or_not(client, records):
    case, shown, _ = records
    for address in (*all_of(case, shown), *STANDING):
        first, again, head = client.get(address), client.get(address), client.head(address)
        assert links(first) == links(again) == links(head) and head.data == b""
        found = links(head)
        assert [each["url"] for each in found["cite-as"]] == [f"{HUB}{address}"]
        assert {each["type"] for each in found["describedby"]} == {each.mimetype for each in FORMATS.values()}
        assert found["license"][0]["url"] == f"{HUB}/about/terms" and len(found["type"]) == 2
        assert sum(len(each) for each in head.headers.getlist("Link")) < 3_000
        for each in (*found["describedby"], *found["linkset"]):
            there = client.get(each["url"].removeprefix(HUB))
            assert there.status_code == 200 and there.mimetype == each["type"]


def test_the_set_of_links_says_the_same_and_leads_back(client, records):
    _, shown, _ = records
    address = f"{HUB}{shown.page}"
    found = links(client.head(shown.page))
    answer = client.get(f"{shown.page}/cite.linkset.json")
    page, *back = json.loads(answer.text)["linkset"]
    assert answer.mimetype == "application/linkset+json" and page.pop("anchor") == address
    assert set(page) == set(found) - {"linkset"} and {"author", "item", "collection"} & set(page) >= {"item"}
    assert {each["href"] for each in page["item"]} == {f"{HUB}{shown.file}"}
    assert page["collection"] == [{"href": f"{HUB}{shown.study}", "type": "text/html"}]
    assert len(back) == len(page["describedby"]) + len(page["item"])
    assert all(next(iter(each[rel]))["href"] == address for each in back for rel in each if rel != "anchor")


def test_who_asks_for_another_format_gets_it_and_the_next_reader_the_page(client, records):
    case, shown, _ = records
    for address in (*all_of(case, shown), *STANDING):
        for form in FORMATS.values():
            client.get(address)  # kept
            answer = client.get(address, headers={"Accept": f"{form.mimetype}, */*;q=0.1"})
            assert answer.mimetype == form.mimetype and "Accept" in answer.vary
            assert answer.headers["Content-Location"] == f"{HUB}{address}/cite.{form.ending}"
            assert answer.data == client.get(f"{address}/cite.{form.ending}").data
            page = client.get(address)
            assert page.mimetype == "text/html" and "Accept" in page.vary
            head = client.head(address, headers={"Accept": form.mimetype})
            assert head.mimetype == form.mimetype and head.data == b""


@pytest.mark.parametrize(
    "accept",
    [None, "*/*", "application/*", "*/*;q=1, text/html;q=0.5", "application/xhtml+xml,application/*;q=0.5",
     "text/html", "image/png", "application/rdf+xml", "text/html, application/ld+json;q=0.5",
     "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"],
)  # fmt: skip
def test_everybody_else_gets_the_page(client, records, accept):
    """Whoever takes anything gets it too: a file in its place would be kept, and sent to all who come after."""
    case, _, _ = records
    for asked in (accept, None):
        answer = client.get(all_of(case)[0], headers={"Accept": asked} if asked else {})
        assert answer.status_code == 200 and answer.mimetype == "text/html"


def test_an_old_address_leads_on_before_anything_else(client, session, records):
    case, _, _ = records
    session.add(OldSlug(slug="before", project_id=case.submission.project_id))
    session.commit()
    answer = client.get("/projects/before", headers={"Accept": "application/x-bibtex"})
    assert answer.status_code == 301 and answer.location == f"/projects/{case.submission.project.slug}"


def test_what_was_taken_down_is_said_to_be_so_in_every_format(client, session, records):
    case, shown, _ = records
    addresses = all_of(case, shown)
    assert all(client.get(each).status_code == 200 for each in addresses)
    case.submission.project.taken_down_at = NOW
    public.changed(session, case.submission.project_id)
    session.commit()
    for address in addresses:
        for accept in ("text/html", "application/ld+json"):
            answer = client.get(address, headers={"Accept": accept})
            assert answer.status_code in {404, 410} and answer.mimetype == "text/html", address
            assert "cite-as" not in links(answer) and "Does walking help" not in answer.text


def tags(client, address):
    page = html.fromstring(client.get(address).text)
    return [(each.get("name"), each.get("content")) for each in page.xpath("//meta[starts-with(@name, 'citation_')]")]


def test_scholars_engines_are_told_of_a_report_while_everybody_may_read_it(app, client, session):
    shown = a_report(session, FileStore(app.config["SETTINGS"].files_url), title="Does walking help?")
    case = shown.case
    assert tags(client, shown.study) == []
    found = agree(session, shown)
    assert tags(client, shown.study) == []
    confirm(session, shown, found)
    for address in (shown.study, shown.page):
        told = dict(tags(client, address))
        assert told["citation_title"] == "Does walking help?"
        assert re.fullmatch(r"\d{4}", told["citation_publication_date"])
        assert told["citation_pdf_url"] == f"{HUB}{shown.file}" and told["citation_author"]
        assert told["citation_abstract_html_url"] == f"{HUB}{shown.study}"
    assert tags(client, f"/projects/{case.submission.project.slug}") == []


def test_a_report_whose_file_is_not_public_has_no_address_for_it(app, client, session):
    shown = a_report(session, FileStore(app.config["SETTINGS"].files_url))
    publish(session, shown, with_file=False)
    names = {name for name, _ in tags(client, shown.page)}
    assert "citation_title" in names and "citation_pdf_url" not in names
    assert "item" not in links(client.head(shown.page))


def test_a_report_that_is_given_on_request_is_told_of_nowhere(app, client, session):
    shown = a_report(session, FileStore(app.config["SETTINGS"].files_url))
    publish(session, shown, on_request=True)
    assert tags(client, shown.study) == [] and client.get(f"{shown.page}/cite.ris").status_code == 404
    (study,) = rispy.loads(client.get(f"{shown.study}/cite.ris").text)
    assert shown.page not in str(study) and shown.page not in client.get(f"{shown.study}/cite.jsonld").text
