"""The lists of words as SKOS: read back by rdflib, looked at by pySHACL, and each word at the address that it names."""

import json
import shutil
from functools import lru_cache
from pathlib import Path

import pytest
from pyld import jsonld
from pyshacl import validate
from rdflib import Graph, Literal, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import DCTERMS, OWL, RDF, SKOS

from evidencehub.consultation.vocabularies import Word, WordGroup, WordList, load_words, word_lists
from evidencehub.harvest.skos.graph import graph_of
from tests.support.sampling import one_in

SHAPES = Path(__file__).parent / "skos-shapes.ttl"
HUB = "http://localhost"
FEW = WordList("outcomes", "Outcomes", "What is measured.", (WordGroup("school-attendance", "School attendance", (
    Word("attendance", "Attendance", "How often somebody comes.", (), broader="school-attendance"),
    Word("truancy", "Skipping school", "Staying away.", (), broader="attendance"),
)),))  # fmt: skip
SCHOOL = URIRef(f"{HUB}/outcomes/school-attendance")
ATTENDANCE = URIRef(f"{HUB}/outcomes/attendance")
TRUANCY = URIRef(f"{HUB}/outcomes/truancy")


def read(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return parsed(answer.data, is_json=address.endswith("ld"))


def parsed(data, *, is_json):
    """JSON-LD is read by PyLD, which is not the library that wrote it."""
    if not is_json:
        return Graph().parse(data=data, format="turtle")
    return Graph().parse(data=jsonld.to_rdf(json.loads(data), {"format": "application/n-quads"}), format="nt")


def problems(graph):
    is_right, _, told = validate(graph, shacl_graph=Graph().parse(SHAPES), advanced=True)
    return "" if is_right else told


@pytest.fixture
def database_url(sqlite_template, tmp_path):
    """The lists hang on files alone, so one database will do."""
    shutil.copy(sqlite_template, tmp_path / "hub.sqlite3")
    return f"sqlite:///{tmp_path / 'hub.sqlite3'}"


@lru_cache(maxsize=2)
def parsed_once(data):
    return parsed(data, is_json=False)


@pytest.fixture
def every(client):
    """All lists, as anybody who asks gets them; no test may change them."""
    return parsed_once(client.get("/vocabularies.ttl").data)


def test_each_list_is_a_scheme_and_each_word_a_concept_of_it(every):
    for words in word_lists():
        scheme = URIRef(f"{HUB}/vocabularies/{words.id}")
        assert (scheme, RDF.type, SKOS.ConceptScheme) in every
        own = {
            str(value)
            for concept in every.subjects(SKOS.inScheme, scheme)
            for value in every.objects(concept, SKOS.notation)
        }
        assert set(words.by_id) <= own, words.id


def test_the_shapes_of_skos_hold_of_all_lists(every):
    assert problems(every) == ""


@pytest.mark.parametrize(
    "break_it",
    [
        lambda graph: graph.remove((TRUANCY, SKOS.prefLabel, None)),
        lambda graph: graph.add((TRUANCY, SKOS.prefLabel, Literal("Bunking off", lang="en"))),
        lambda graph: graph.add((ATTENDANCE, SKOS.broader, TRUANCY)),
        lambda graph: graph.remove((TRUANCY, SKOS.broader, None)),
        lambda graph: graph.remove((TRUANCY, SKOS.inScheme, None)),
    ],
    ids=["no name", "two names", "part of itself", "nowhere in the tree", "in no list"],
)
def test_the_shapes_can_be_broken(app, break_it):
    with app.app_context():
        graph = graph_of((FEW,), "The hub")
    assert problems(graph) == ""
    break_it(graph)
    assert problems(graph)


def test_an_outcome_says_what_it_is_called_and_what_it_is_part_of(every):
    assert list(every.objects(TRUANCY, SKOS.prefLabel)) == [Literal("Skipping school", lang="en")]
    assert Literal("bunking off", lang="en") in every.objects(TRUANCY, SKOS.altLabel)
    assert list(every.objects(TRUANCY, SKOS.definition)) == [
        Literal("Staying away without leave or a good reason.", lang="en")
    ]
    assert set(every.transitive_objects(TRUANCY, SKOS.broader)) == {TRUANCY, ATTENDANCE, SCHOOL}
    lists = {str(scheme).rsplit("/", 1)[1] for scheme in every.objects(SCHOOL, SKOS.topConceptOf)}
    assert lists == {"outcomes", "outcome-areas"}, "an area is the top of the tree, and a list of its own"


def test_a_measure_names_the_outcome_that_it_measures_and_which_way_is_better(every):
    rate = URIRef(f"{HUB}/measures/school-attendance-rate")
    assert list(every.objects(rate, SKOS.related)) == [ATTENDANCE]
    assert Literal("A higher number is better.", lang="en") in every.objects(rate, SKOS.scopeNote)


@pytest.mark.parametrize("name", ["measures", "designs"])
def test_both_ways_of_writing_say_the_same(client, name):
    assert isomorphic(read(client, f"/vocabularies/{name}.ttl"), read(client, f"/vocabularies/{name}.jsonld"))


@pytest.mark.sampled
def test_each_word_is_at_the_address_that_it_names(client, every):
    addresses = {str(each) for kind in (SKOS.Concept, SKOS.ConceptScheme) for each in every.subjects(RDF.type, kind)}
    for address in sorted(addresses)[:: one_in(9)]:
        assert client.get(address.removeprefix(HUB)).status_code == 200, address


@pytest.mark.parametrize(
    ("page", "concept"),
    [
        ("/outcomes/attendance", "outcomes/attendance"),
        ("/outcomes/school-attendance", "outcome-areas/school-attendance"),
        ("/measures/school-attendance-rate", "measures/school-attendance-rate"),
        ("/vocabularies/designs/rct", "designs/rct"),
    ],
)  # fmt: skip
def test_who_asks_for_skos_at_the_address_of_a_word_is_sent_on_to_it(client, every, page, concept):
    first = client.get(page)  # now it is kept
    assert "Accept" in first.headers["Vary"] and f'href="/vocabularies/{concept}/skos.ttl"' in first.text
    for kind, ending in (("text/turtle", "ttl"), ("application/ld+json", "jsonld")):
        sent = client.get(page, headers={"Accept": f"{kind}, */*;q=0.1"})
        assert sent.status_code == 303 and sent.location == f"/vocabularies/{concept}/skos.{ending}"
        graph = read(client, sent.location)
        assert {*graph.predicate_objects(URIRef(HUB + page))} == {*every.predicate_objects(URIRef(HUB + page))}
        assert all(graph.value(broader, SKOS.prefLabel) for broader in graph.objects(URIRef(HUB + page), SKOS.broader))
    for accepted in ("*/*", "text/*", "text/html, text/turtle;q=0.9", "application/rdf+xml"):
        assert client.get(page, headers={"Accept": accepted}).data == first.data, accepted


def test_a_list_is_turtle_where_that_is_asked_for_and_json_ld_is_that_of_all_records(client):
    sent = client.get("/vocabularies/designs", headers={"Accept": "text/turtle"})
    assert sent.status_code == 303 and sent.location == "/vocabularies/designs.ttl"
    record = client.get("/vocabularies/designs", headers={"Accept": "application/ld+json"})
    assert record.json["@type"] == "DefinedTermSet"


@pytest.mark.parametrize("page", ["/outcomes/nothing", "/vocabularies/nothing/rct", "/vocabularies/designs/nothing"])
def test_a_word_that_is_not_there_is_none_in_any_format(client, page):
    assert client.get(page, headers={"Accept": "text/turtle"}, follow_redirects=True).status_code == 404


def test_a_word_that_is_no_longer_used_stays_and_names_the_one_that_is(app):
    old = Word("pupils", "Pupils", "Who goes to school.", (), replaced_by="young-people")
    new = Word("young-people", "Young people", "Who is under 25.", ())
    words = WordList("populations", "Who", "Who it is for.", (WordGroup("", "", (new,)),), retired=(old,))
    with app.app_context():
        graph = graph_of((words,), "The hub")
    gone = URIRef(f"{HUB}/vocabularies/populations/pupils")
    assert (gone, OWL.deprecated, Literal(True)) in graph
    assert list(graph.objects(gone, DCTERMS.isReplacedBy)) == [URIRef(f"{HUB}/vocabularies/populations/young-people")]
    assert (gone, SKOS.topConceptOf, None) not in graph and problems(graph) == ""


def test_a_page_of_a_list_leads_to_its_files(client):
    page = client.get("/vocabularies/outcomes").text
    assert '<link rel="alternate" type="text/turtle" href="/vocabularies/outcomes.ttl">' in page
    assert client.get("/vocabularies/nowhere.ttl").status_code == 404
    assert client.get("/vocabularies/outcomes.rdf").status_code == 404
    assert len(load_words("outcomes").words) > 200
