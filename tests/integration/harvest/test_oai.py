"""Harvesting by OAI-PMH: by two clients that know nothing of us, by GET and by POST, and against the protocol's schema.

``OAI-PMH.xsd`` is the schema of openarchives.org for answers (version 2.0), unchanged; the other two are ours.
"""

import threading
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from lxml import etree
from oaipmh.client import Client
from oaipmh.metadata import MetadataRegistry, oai_dc_reader
from oaipmh_scythe import Scythe
from werkzeug.serving import make_server

from evidencehub.accreditation.models import Accreditation
from evidencehub.catalogue.cited.files.datacite import as_datacite
from evidencehub.catalogue.cited.gathering import real_ids, records_of
from evidencehub.catalogue.pages.cited_at import this_hub
from evidencehub.harvest.oai import keeping, listing
from evidencehub.harvest.oai.models import HarvestRecord
from evidencehub.projects import public
from evidencehub.projects.models import Project
from evidencehub.shared.clock import hub_today, utc_now
from evidencehub.shared.due_rows import DueRow
from tests.factories import a_project, a_result, an_evaluation
from tests.factories_review import a_decided_case
from tests.support.queries import counted_queries

HERE = Path(__file__).parent
OF = {"oai": "http://www.openarchives.org/OAI/2.0/", "dc": "http://purl.org/dc/elements/1.1/"}
PROTOCOL, DUBLIN_CORE = (etree.XMLSchema(etree.parse(HERE / name)) for name in ("OAI-PMH.xsd", "oai_dc.xsd"))


@pytest.fixture
def ask(client):
    """An answer, which must be one of the protocol and hold records of Dublin Core."""

    def ask(verb="", by_post=False, **arguments):
        sent = {name.rstrip("_"): value for name, value in ({"verb": verb} | arguments).items() if value}
        answer = client.post("/oai", data=sent) if by_post else client.get("/oai", query_string=sent)
        assert answer.status_code == 200 and answer.content_type == "text/xml; charset=utf-8"
        root = etree.fromstring(answer.data)
        PROTOCOL.assertValid(root)
        for record in root.iterfind(".//oai:metadata/*", OF):
            assert record.tag.startswith("{http://datacite.org/") or DUBLIN_CORE.validate(record)
        return root

    ask.app = client.application
    return ask


@pytest.fixture
def address(app):
    """Where clients of their own find the hub."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/oai"
    server.shutdown()
    thread.join()


def imported(session, place, **values):
    about = {"name": f"Elsewhere {place}", "slug": f"elsewhere-{place}", "outcome_areas": ["school-attendance"]}
    project = a_project(session, source="wwc", external_id=str(place), source_as_of="2025-08-25", **(about | values))
    project.organisation = None
    study = an_evaluation(session, project, source="wwc", external_id=f"{place}-1", title=f"Study {place}",
                          outcome_areas=project.outcome_areas)  # fmt: skip
    a_result(session, study)
    public.changed(session, project.id)
    return project


def text(root, path):
    return root.xpath(f"{path}/text()", namespaces=OF)


def gone(root):
    return text(root, "//oai:header[@status='deleted']/oai:identifier")


def test_a_hub_says_who_it_is_in_what_form_and_by_which_sets(ask):
    identify = ask("Identify")
    assert text(identify, "//oai:repositoryName") == ["EvidenceHub"]
    assert text(identify, "//oai:baseURL") == text(identify, "//oai:request") == ["http://localhost/oai"]
    assert text(identify, "//oai:deletedRecord") == ["persistent"]
    assert text(ask("ListMetadataFormats"), "//oai:metadataPrefix")[0] == "oai_dc"
    assert "school-attendance" in text(ask("ListSets"), "//oai:setSpec")


def test_what_is_public_is_harvested_as_its_pages_say_it(session, ask, run_due):
    case = a_decided_case(session)
    project = case.submission.project
    session.commit()
    run_due()
    found = ask("ListRecords", metadataPrefix="oai_dc")
    names = text(found, "//oai:header/oai:identifier")
    number = session.query(Accreditation.number).scalar()
    assert f"oai:localhost:projects/{project.id}" in names and f"oai:localhost:accreditations/{number}" in names
    assert not gone(found)
    one = ask("GetRecord", identifier=f"oai:localhost:projects/{project.id}", metadataPrefix="oai_dc", by_post=True)
    assert text(one, "//dc:title") == [project.name] and text(one, "//dc:type") == ["Project"]
    assert text(one, "//dc:identifier") == [f"http://localhost/projects/{project.slug}"]
    assert text(one, "//dc:description")[0] == project.summary and text(one, "//dc:language") == ["en"]
    everything = etree.tostring(found, encoding="unicode")
    for reviewer in case.reviewers:
        assert reviewer.name not in everything, "reviewers are named by role only"


def test_a_study_from_elsewhere_is_harvested_without_our_name_and_our_rights_on_it(session, ask, run_due):
    study = imported(session, 1).evaluations[0]
    session.commit()
    run_due()
    asked = {"identifier": f"oai:localhost:studies/{study.id}"}
    plain = ask("GetRecord", metadataPrefix="oai_dc", **asked)
    assert text(plain, "//dc:title") and not text(plain, "//dc:publisher") and not text(plain, "//dc:rights")
    rich = ask("GetRecord", metadataPrefix="datacite", **asked)
    assert rich.findtext(".//{*}publisher") == ":unav" and rich.find(".//{*}rightsList") is None


@pytest.mark.parametrize("by", [Scythe, Client])
def test_a_client_that_knows_nothing_of_us_gets_all_of_it_in_parts(session, run_due, address, monkeypatch, by):
    monkeypatch.setattr(listing, "PAGE", 3)
    for place in range(4):
        imported(session, place, name=f"Café & Söhne <{place}>")
    session.commit()
    run_due()
    titles = by_get(address) if by is Scythe else by_post(address)
    assert len(titles) == 8, "four projects, each with a study"
    assert sorted(each for each in titles.values() if each.startswith("Café")) == [
        f"Café & Söhne <{place}>" for place in range(4)
    ]


def by_get(address):
    """By identifier the title; a record that came twice fails."""
    with Scythe(address) as client:
        assert client.identify().deletedRecord == "persistent"
        records = list(client.list_records(metadata_prefix="oai_dc"))
        names = [each.identifier for each in client.list_identifiers(metadata_prefix="oai_dc")]
    found = {each.header.identifier: each.metadata["title"][0] for each in records}
    assert len(records) == len(found) and sorted(names) == sorted(found)
    return found


def by_post(address):
    """The same, by a client that knows nothing of the other."""
    registry = MetadataRegistry()
    registry.registerReader("oai_dc", oai_dc_reader)
    client = Client(address, registry)
    assert client.identify().deletedRecord() == "persistent"
    records = [
        (header.identifier(), metadata) for header, metadata, _about in client.listRecords(metadataPrefix="oai_dc")
    ]
    names = [each.identifier() for each in client.listIdentifiers(metadataPrefix="oai_dc")]
    found = {name: metadata["title"][0] for name, metadata in records}
    assert len(records) == len(found) and sorted(names) == sorted(found)
    return found


def test_records_are_there_as_datacites_own_writer_would_write_them(session, ask, run_due):
    from datacite import schema45  # it takes a second, and only this test needs it

    with_names = a_decided_case(session).submission.project
    imported(session, 1)
    session.commit()
    run_due()
    assert text(ask("ListMetadataFormats"), "//oai:metadataPrefix") == ["oai_dc", "datacite"]
    found = ask("ListRecords", metadataPrefix="datacite")
    assert len(found.findall(".//oai:metadata", OF)) == len(found.findall(".//oai:record", OF)) > 4
    with ask.app.app_context():
        records = records_of(session, real_ids(session), this_hub())
    public_records = {each.identifier: each for one in records.values() for each in one.every}
    for one in found.iterfind(".//oai:record", OF):
        record = public_records[one.findtext(".//oai:identifier", namespaces=OF).removeprefix("oai:localhost:")]
        ours = one.find("oai:metadata/*", OF)
        assert ours.find("{*}identifier").text == record.address
        ours.remove(ours.find("{*}identifier"))  # their writer knows none but DOIs
        theirs = etree.fromstring(etree.tostring(schema45.dump_etree(as_datacite(record, hub_today()))))
        assert told(ours) == told(theirs), record.identifier
    assert with_names.id in records


def told(root):
    """What an element says, in whatever order its parts stand: the schema asks for none."""
    inside = sorted(map(told, root), key=repr)
    attributes = {name: value for name, value in root.attrib.items() if "schemaLocation" not in name}
    return root.tag, sorted(attributes.items()), (root.text or "").strip(), inside


def test_a_client_asks_for_what_changed_since_and_for_one_outcome_area(session, run_due, address):
    first, other = imported(session, 1), imported(session, 2, outcome_areas=["mental-health"])
    session.commit()
    run_due()

    def projects(**chosen):
        with Scythe(address) as client:
            listed = list(client.list_identifiers(metadata_prefix="oai_dc", **chosen))
        return {each.identifier for each in listed if ":projects/" in each.identifier}

    names = {each.id: f"oai:localhost:projects/{each.id}" for each in (first, other)}
    assert projects() == set(names.values())
    assert projects(set_="mental-health") == {names[other.id]}
    session.query(HarvestRecord).update({"at": utc_now().replace(microsecond=0) - timedelta(days=9)})
    session.get(Project, first.id).summary = "Other words."
    public.changed(session, first.id)
    session.commit()
    run_due()
    since = (utc_now() - timedelta(days=1)).strftime("%Y-%m-%d")
    assert projects(from_=since) == {names[first.id]}, "what did not change keeps its day"
    assert projects(until=since) == {names[other.id]}


def test_what_is_taken_down_is_told_as_gone_at_once_and_for_ever(session, ask, run_due):
    case = a_decided_case(session)
    project = case.submission.project
    session.commit()
    run_due()
    before = text(ask("ListIdentifiers", metadataPrefix="oai_dc"), "//oai:identifier")
    session.query(HarvestRecord).update({"at": utc_now().replace(microsecond=0) - timedelta(days=9)})
    session.get(Project, project.id).taken_down_at = utc_now()
    public.changed(session, project.id)
    session.commit()
    asked = {"identifier": f"oai:localhost:projects/{project.id}", "metadataPrefix": "oai_dc"}
    at_once = ask("GetRecord", **asked)
    assert gone(at_once) and not text(at_once, "//dc:title"), "the worker has not come to it yet"
    run_due()
    since = (utc_now() - timedelta(days=1)).strftime("%Y-%m-%d")
    listed = ask("ListRecords", metadataPrefix="oai_dc", from_=since)
    assert sorted(gone(listed)) == sorted(before) and not text(listed, "//dc:title")
    assert project.name not in etree.tostring(listed, encoding="unicode")


def test_a_record_keeps_its_name_when_its_address_changes(session, ask, run_due):
    project = imported(session, 1)
    session.commit()
    run_due()
    session.get(Project, project.id).slug = "another-address"
    public.changed(session, project.id)
    session.commit()
    run_due()
    one = ask("GetRecord", identifier=f"oai:localhost:projects/{project.id}", metadataPrefix="oai_dc")
    assert text(one, "//dc:identifier") == ["http://localhost/projects/another-address"]


def test_invented_records_are_nowhere(session, ask, run_due):
    imported(session, 1, demo=True)
    session.commit()
    run_due()
    refused = ask("ListRecords", metadataPrefix="oai_dc")
    assert refused.xpath("//oai:error/@code", namespaces=OF) == ["noRecordsMatch"]


def test_a_hub_of_before_tells_harvesters_of_what_it_holds(app, session, ask, run_due):
    imported(session, 1)
    session.query(DueRow).filter_by(kind=public.RECORDS).delete()
    session.commit()
    run_due()
    session.query(HarvestRecord).delete()  # as its synthesis made it due
    with app.app_context():
        assert keeping.catch_up(session, this_hub()) == 1 and keeping.catch_up(session, this_hub()) == 0
    session.commit()
    run_due()
    assert len(text(ask("ListIdentifiers", metadataPrefix="oai_dc"), "//oai:identifier")) == 2


def test_all_is_told_anew_once_records_are_described_otherwise(app, session, ask, run_due, monkeypatch):
    imported(session, 1)
    session.commit()
    run_due()
    with app.app_context():
        assert keeping.catch_up(session, this_hub()) == 0
        session.query(HarvestRecord).update({"at": utc_now().replace(microsecond=0) - timedelta(days=9)})
        monkeypatch.setattr(keeping, "METHOD", keeping.METHOD + 1)
        assert keeping.catch_up(session, this_hub()) == 1
    session.commit()
    run_due()
    since = (utc_now() - timedelta(days=1)).strftime("%Y-%m-%d")
    assert len(text(ask("ListIdentifiers", metadataPrefix="oai_dc", from_=since), "//oai:identifier")) == 2


def test_who_goes_on_from_the_time_of_the_last_answer_misses_nothing_that_was_noted_meanwhile(ask):
    (answered,) = text(ask("Identify"), "//oai:responseDate")
    at = datetime.fromisoformat(answered)
    assert timedelta(seconds=30) < utc_now() - at < timedelta(minutes=5), "it overlaps with what is being noted"


BAD = {
    "no verb": ({}, "badVerb"),
    "no such verb": ({"verb": "Harvest"}, "badVerb"),
    "a verb twice": ({"verb": ["Identify", "ListSets"]}, "badVerb"),
    "no format": ({"verb": "ListRecords"}, "badArgument"),
    "an argument twice": ({"verb": "ListRecords", "metadataPrefix": ["oai_dc", "oai_dc"]}, "badArgument"),
    "an unknown argument": ({"verb": "Identify", "set": "x"}, "badArgument"),
    "no date": ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "yesterday"}, "badArgument"),
    "a short date": ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "2026-1-2"}, "badArgument"),
    "two kinds of date": (
        {"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "2026-01-02", "until": "2026-01-03T00:00:00Z"},
        "badArgument",
    ),
    "backwards": (
        {"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "2026-01-03", "until": "2026-01-02"}, "badArgument"
    ),
    "another format": ({"verb": "ListRecords", "metadataPrefix": "marc21"}, "cannotDisseminateFormat"),
    "no such record": (
        {"verb": "GetRecord", "metadataPrefix": "oai_dc", "identifier": "oai:localhost:projects/none"}, "idDoesNotExist"
    ),
    "another hub's": ({"verb": "ListMetadataFormats", "identifier": "oai:example.org:1"}, "idDoesNotExist"),
    "a token that is none": ({"verb": "ListRecords", "resumptionToken": "abc"}, "badResumptionToken"),
    "a token and more": (
        {"verb": "ListRecords", "resumptionToken": "abc", "metadataPrefix": "oai_dc"}, "badArgument"
    ),
    "a token of sets": ({"verb": "ListSets", "resumptionToken": "abc"}, "badResumptionToken"),
    "no such set": ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "set": "nowhere"}, "noRecordsMatch"),
    "nothing": ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "until": "1999-01-01"}, "noRecordsMatch"),
    "a character that no database takes": (
        {"verb": "GetRecord", "metadataPrefix": "oai_dc", "identifier": "oai:localhost:a\x00"}, "badArgument"
    ),
    "no characters of XML": (
        {"verb": "ListRecords", "metadataPrefix": "\x01", "set": "\ufffe"}, "badArgument"
    ),
}  # fmt: skip


@pytest.mark.parametrize("by_post", [False, True])
@pytest.mark.parametrize("name", BAD)
def test_what_the_protocol_does_not_know_is_told_by_its_code(client, name, by_post):
    sent, code = BAD[name]
    answer = client.post("/oai", data=sent) if by_post else client.get("/oai", query_string=sent)
    root = etree.fromstring(answer.data)
    PROTOCOL.assertValid(root)
    assert answer.status_code == 200 and root.xpath("//oai:error/@code", namespaces=OF) == [code]
    repeats = root.find("oai:request", OF).attrib
    assert bool(repeats) is (code not in ("badVerb", "badArgument")), "only a request of the protocol is repeated"


def test_a_token_of_one_list_is_none_of_another_and_works_twice(session, ask, run_due, monkeypatch):
    monkeypatch.setattr(listing, "PAGE", 3)
    for place in range(3):
        imported(session, place)
    session.commit()
    run_due()
    (token,) = text(ask("ListIdentifiers", metadataPrefix="oai_dc"), "//oai:resumptionToken")
    refused = ask("ListRecords", resumptionToken=token)
    assert refused.xpath("//oai:error/@code", namespaces=OF) == ["badResumptionToken"]
    parts = [ask("ListIdentifiers", resumptionToken=token) for _ in range(2)]
    first, second = (text(each, "//oai:identifier") for each in parts)
    assert first == second and len(first) == 3
    last = parts[0].find(".//oai:resumptionToken", OF)
    assert last.text is None and dict(last.attrib) == {"completeListSize": "6", "cursor": "3"}, (
        "it says that it is the last"
    )


def test_more_records_take_no_more_queries(session, client, run_due):
    def count():
        with counted_queries() as queries:
            assert client.get("/oai?verb=ListRecords&metadataPrefix=oai_dc").status_code == 200
        return len(queries)

    imported(session, 1)
    session.commit()
    run_due()
    few = count()
    for place in range(2, 6):
        imported(session, place)
    session.commit()
    run_due()
    assert count() == few


def test_bad_characters_of_a_record_do_not_break_the_list(session, ask, run_due):
    imported(session, 1, name="Bell \x07 and \ufffe end")
    session.commit()
    run_due()
    titles = text(ask("ListRecords", metadataPrefix="oai_dc"), "//dc:title")
    assert "Bell   and   end" in titles
