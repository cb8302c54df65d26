"""What crawlers are told of: every public page by its own address, and nothing else."""

import re
from datetime import UTC, datetime

import pytest
from lxml import etree

from evidencehub.catalogue.changes.models import ChangeKind, PublicChange
from evidencehub.catalogue.pages import sitemap
from evidencehub.projects import public
from tests.factories import NOW, a_project, a_result, an_evaluation
from tests.factories_review import a_decided_case
from tests.integration.catalogue.outcomes.test_outcome_pages import TRUANCY
from tests.integration.catalogue.test_measures import a_decided_project
from tests.support import plans
from tests.support.queries import counted_queries
from tests.support.sampling import one_in

_OF = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
HUB = "http://localhost"


def read(client, address):
    """By address the day of each place."""
    answer = client.get(address)
    assert answer.status_code == 200 and answer.mimetype == "application/xml"
    root = etree.fromstring(answer.data)
    return {
        one.findtext("s:loc", namespaces=_OF): one.findtext("s:lastmod", namespaces=_OF)
        for one in root.iterfind("s:url", _OF)
    }


def files(client):
    root = etree.fromstring(client.get("/sitemap.xml").data)
    return [each.removeprefix(HUB) for each in root.xpath("//s:loc/text()", namespaces=_OF)]


def imported(session, place, *, studies=1, **values):
    project = a_project(session, name=f"Elsewhere {place}", slug=f"elsewhere-{place}", source="wwc",
                        external_id=f"{place}", source_as_of="2025-08-25", **values)  # fmt: skip
    project.organisation = None
    for number in range(studies):
        study = an_evaluation(session, project, source="wwc", external_id=f"{place}-{number}", title="A study")
        a_result(session, study)
    return project


def put_together(session):
    """Three studies of one outcome, which the worker puts together."""
    about = {"name": "Visits", "slug": "visits", "source": "records", "external_id": "3", "published_at": NOW}
    project = a_project(session, **about)
    for place in range(3):
        about = {"title": f"Study {place}", "source": "records", "external_id": f"3-{place}"}
        study = an_evaluation(session, project, design="rct", participants=100 + place, **about)
        a_result(session, study, **TRUANCY, effect=0.3, ci_low=0.1, ci_high=0.5)
    return project


NOT_TOLD = {
    "somebody's own, or asked for by one person": """
        accounts.back_from_orcid
        accounts.check_email accounts.confirm accounts.confirm_email accounts.forgotten accounts.register
        accounts.restore_email accounts.set_up accounts.new_password accounts.sign_in accounts.sign_in_code
        accreditation.reader admin.outbox admin.outbox_mail catalogue.ask_report catalogue.confirm_following
        catalogue.follow catalogue.follow_asked catalogue.given_report catalogue.given_report_file
        catalogue.shortlist catalogue.stop_following feedback.new_request feedback.report
        notices.stop privacy.keep projects.check_statement
        review.confirm_findings review.say_no""",
    "without end: each answer leads to others": """
        catalogue.compare catalogue.describe catalogue.search guide.standard_compare guide.standard_try
        accreditation.verify accreditation.verify_credentials accreditation.verify_number""",
    "the same beside a page that is told, or a part of one": """
        accreditation.badge_page catalogue.document catalogue.log catalogue.log_entry catalogue.plan_file
        catalogue.plan_version
        catalogue.project_as_of catalogue.evaluation_as_of
        consultation.standard consultation.vocabulary_version guide.standard_current guide.standard_versions""",
    "no page, but a file or an answer to a program": """
        accreditation.badge_picture accreditation.baked_badge accreditation.certificate_file
        accreditation.credential_file accreditation.credential_jwt accreditation.did_document
        accreditation.did_document_below accreditation.oembed accreditation.status_file accreditation.status_jwt
        admin.healthz admin.readyz
        api.accreditation api.accreditations api.beginning api.evaluation api.facets api.gap_map api.organisation
        api.organisations api.outcomes api.plans api.project api.syntheses api.synthesis
        api.log api.notes api.plan api.plan_version
        api.projects api.search api.standard api.standards api.vocabularies api.vocabulary api_docs.openapi
        catalogue.agreement_csv catalogue.brief catalogue.changes_feed
        catalogue.cite_accreditation catalogue.cite_plan catalogue.cite_project catalogue.cite_report
        catalogue.cite_standard catalogue.cite_study catalogue.cite_synthesis catalogue.cite_vocabulary
        catalogue.agreement_package catalogue.columns_package catalogue.gap_map_package catalogue.plans_package
        catalogue.data_package catalogue.shortlist_references
        catalogue.columns_file catalogue.compared_brief catalogue.document_file catalogue.download
        catalogue.gap_map_file catalogue.opensearch catalogue.plan_file_copy
        catalogue.plans_file catalogue.project_feed catalogue.robots
        catalogue.sitemap_file catalogue.sitemap_index catalogue.suggestions
        consultation.standard_feed harvest.accreditation harvest.all_words harvest.destiny harvest.oai harvest.word
        harvest.words harvest.words_version static""",
}


def everything(client):
    return [address for each in files(client) for address in read(client, each)]


def endpoint_of(app, address):
    return app.url_map.bind("localhost").match(address.removeprefix(HUB), method="GET")[0]


def test_every_kind_of_public_page_is_told_or_left_out_with_a_reason(app, client, session, run_due):
    case = a_decided_case(session)
    plans.a_public_plan(session, case.submission.project.evaluations[0], case.member, case.editor)
    public.changed(session, put_together(session).id)
    session.commit()
    run_due()
    told = {endpoint_of(app, address) for address in everything(client)}
    left_out = {name for names in NOT_TOLD.values() for name in names.split()}
    gets = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in rule.methods}
    is_public = {each for each in gets if getattr(app.view_functions[each], "is_public", False)} | {"static"}
    assert sorted(is_public - told - left_out) == sorted(left_out - is_public) == sorted(told & left_out) == []


@pytest.mark.sampled
def test_each_page_is_there_says_this_address_of_itself_and_may_be_listed(app, client, session):
    a_decided_case(session)
    imported(session, 1)
    session.commit()
    found = everything(client)
    assert len(found) == len(set(found)) > 400
    first_of_each = {endpoint_of(app, address): address for address in reversed(found)}.values()
    for address in {*first_of_each, *found[:: one_in(40)]}:
        answer = client.get(address.removeprefix(HUB))
        assert answer.status_code == 200, address
        assert re.search(r'<link rel="canonical"\s+href="([^"]+)">', answer.text).group(1) == address
        assert 'content="noindex' not in answer.text, address


def test_what_is_public_of_a_project_stands_in_it_once_with_the_day_of_its_last_change(client, session):
    case, here = a_decided_case(session), imported(session, 1, studies=2)
    changed = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
    for at in (datetime(2026, 1, 1, tzinfo=UTC), changed):
        session.add(PublicChange(project_id=here.id, at=at, kind=ChangeKind.CHANGED, name=here.name, slug=here.slug,
                                 areas=[], told=["It changed."]))  # fmt: skip
    session.commit()
    found = read(client, "/sitemaps/projects-1.xml")
    studies = [f"{HUB}/evaluations/{each.id}" for each in here.evaluations]
    assert {found[each] for each in [f"{HUB}/projects/elsewhere-1", *studies]} == {"2026-03-04T05:06:07+00:00"}
    own = f"{HUB}/projects/{case.submission.project.slug}"
    assert found[own] is None and f"{HUB}/organisations/{case.submission.project.organisation.slug}" in found
    assert any(each.startswith(f"{HUB}/accreditations/") for each in found)


def test_nothing_that_is_invented_taken_down_or_not_public_is_told(client, session):
    invented, down, draft = imported(session, 1, demo=True), imported(session, 2), a_project(session, slug="draft")
    case = a_decided_case(session)
    down.taken_down_at = case.submission.project.taken_down_at = datetime(2026, 1, 1, tzinfo=UTC)
    session.commit()
    words = " ".join(client.get(each).text for each in ("/sitemap.xml", *files(client)))
    for project in (invented, down, draft, case.submission.project):
        assert f"/projects/{project.slug}<" not in words
        assert all(str(each.id) not in words for each in project.evaluations)
    assert "/accreditations/" not in words


def test_files_are_of_a_bounded_size_and_others_are_not_there(client, session, monkeypatch):
    monkeypatch.setattr(sitemap, "PROJECTS_A_FILE", 2)
    for place in range(5):
        imported(session, place)
    session.commit()
    assert files(client) == ["/sitemaps/pages.xml", "/sitemaps/plans.xml",
                             *(f"/sitemaps/projects-{number}.xml" for number in (1, 2, 3))]  # fmt: skip
    told = [set(read(client, f"/sitemaps/projects-{number}.xml")) for number in (1, 2, 3)]
    assert [len(each) for each in told] == [4, 4, 2] and len(set.union(*told)) == 10
    for name in ("projects-0", "projects-4", "projects-x", "projects", "others"):
        assert client.get(f"/sitemaps/{name}.xml").status_code == 404


def test_more_projects_cost_no_more_questions(client, session):
    asked = []
    for places in (range(3), range(3, 9)):
        for place in places:
            imported(session, place, studies=2)
        session.commit()
        with counted_queries(session) as queries:
            read(client, "/sitemaps/projects-1.xml")
        asked.append(len(queries))
    assert asked[0] == asked[1] < 15


@pytest.mark.parametrize("is_real", [True, False])
def test_robots_are_led_to_the_sitemap_and_kept_out_of_what_is_all_invented(client, session, run_due, is_real):
    imported(session, 1) if is_real else a_decided_project(session, demo=True)
    session.commit()
    run_due()
    told = client.get("/robots.txt")
    assert told.mimetype == "text/plain"
    if is_real:
        assert f"Sitemap: {HUB}/sitemap.xml" in told.text and "Disallow: /search\n" in told.text
        assert "Disallow: /\n" not in told.text
    else:
        assert told.text == "User-agent: *\nDisallow: /\n"


def test_a_browser_can_take_up_the_search(client):
    assert 'rel="search" type="application/opensearchdescription+xml"' in client.get("/").text
    root = etree.fromstring(client.get("/opensearch.xml").data)
    (page, feed) = root.findall("{http://a9.com/-/spec/opensearch/1.1/}Url")
    assert page.get("template") == f"{HUB}/search?q={{searchTerms}}"
    assert client.get(feed.get("template").removeprefix(HUB).replace("{searchTerms}", "bread")).status_code == 200
