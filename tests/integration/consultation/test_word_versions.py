"""Versions of the lists of words: each at an address of its own, shown again when the hub has other words."""

import json
from dataclasses import replace

import pytest
from pyld import jsonld
from rdflib import Graph, Literal, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import DCTERMS, OWL, SKOS, XSD

from evidencehub.consultation import word_versions
from evidencehub.consultation.vocabularies import load_words, word_lists
from evidencehub.consultation.word_versions import KeptWords, as_data, from_data, kept_of, version_of
from tests.factories import NOW

HUB = "http://localhost"


@pytest.fixture
def earlier(session):
    """The designs as an earlier release had them: one fewer, one called otherwise, one that is not there any more."""
    now = load_words("designs")
    (group,) = now.groups
    first, second, *others = group.words
    gone = replace(first, id="pairs", label="Pairs & <twins>", plain="Each with one like them.")
    before = replace(now, groups=(replace(group, words=(replace(first, label="By lot"), gone, *others)),))
    session.add(KeptWords(list_id="designs", version=version_of(before), words=as_data(before), first_used_at=NOW))
    session.commit()
    return before, second


def test_every_list_is_read_back_as_it_was_kept_and_has_the_same_name():
    for words in word_lists():
        again = from_data(words.id, json.loads(json.dumps(as_data(words))))
        assert again == words and version_of(again) == version_of(words)


def test_an_upgrade_keeps_each_list_once(session):
    assert word_versions.keep(session, now=NOW) == len(word_lists())
    assert word_versions.keep(session, now=NOW) == 0
    assert [row.version for row in kept_of(session, "designs")] == [version_of(load_words("designs"))]


def test_an_earlier_version_is_shown_as_it_was_with_what_came_since(client, earlier):
    before, since = earlier
    page = client.get(f"/vocabularies/designs/v-{version_of(before)}").text
    assert "This is an earlier version." in page and "By lot" in page
    assert "Pairs &amp; &lt;twins&gt;" in page and 'href="/vocabularies/designs/pairs"' not in page
    assert f"Since then 1 word was added: {since.label}." in " ".join(page.split())
    current = f"/vocabularies/designs/v-{version_of(load_words('designs'))}"
    assert "This is the version in use." in client.get(current).text, "also where it is not kept yet"
    both = client.get("/vocabularies/designs").text
    assert f'href="{current}"' in both and f'href="/vocabularies/designs/v-{version_of(before)}"' in both


def test_a_version_is_skos_that_says_of_what_it_is_a_version(client, earlier):
    before, since = earlier
    version = f"/vocabularies/designs/v-{version_of(before)}"
    sent = client.get(version, headers={"Accept": "text/turtle"})
    assert (sent.status_code, sent.location) == (303, f"{version}.ttl")
    graph = Graph().parse(data=client.get(sent.location).data, format="turtle")
    scheme, itself = URIRef(f"{HUB}/vocabularies/designs"), URIRef(HUB + version)
    assert graph.value(scheme, OWL.versionIRI) == itself and graph.value(itself, DCTERMS.isVersionOf) == scheme
    assert graph.value(itself, DCTERMS.issued) == Literal(NOW.date().isoformat(), datatype=XSD.date)
    assert graph.value(URIRef(f"{HUB}/vocabularies/designs/rct"), SKOS.prefLabel) == Literal("By lot", lang="en")
    assert (URIRef(f"{HUB}/vocabularies/designs/{since.id}"), None, None) not in graph
    written = jsonld.to_rdf(client.get(f"{version}.jsonld").json, {"format": "application/n-quads"})
    assert isomorphic(graph, Graph().parse(data=written, format="nt"))
    now = Graph().parse(data=client.get("/vocabularies/designs.ttl").data, format="turtle")
    assert str(now.value(scheme, OWL.versionIRI)).endswith(version_of(load_words("designs")))


@pytest.mark.parametrize("version", ["000000000000", "rct", "../x", "%00"])
def test_a_version_that_never_was_is_not_found(client, version):
    assert client.get(f"/vocabularies/designs/v-{version}").status_code == 404
    assert client.get(f"/vocabularies/designs/v-{version}.ttl").status_code == 404
    assert client.get("/vocabularies/nothing/v-000000000000").status_code == 404
