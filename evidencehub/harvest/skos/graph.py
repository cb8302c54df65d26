"""Lists of words as SKOS (W3C, 2009): each list a concept scheme, each of its words a concept at its own address."""

from collections.abc import Iterable
from datetime import date

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, OWL, RDF, SKOS

from evidencehub.consultation.vocabularies import Word, WordList, load_words
from evidencehub.consultation.word_versions import version_of
from evidencehub.consultation.word_views import OWN_PAGES
from evidencehub.shared.links import absolute
from evidencehub.standards.files.vocabulary import OUTCOME_AREAS, OUTCOMES

_LANGUAGE = "en"
_PREFIXES = (("skos", SKOS), ("dcterms", DCTERMS), ("owl", OWL))
# An outcome is part of an area, which stands in a list of its own: the areas are the top of the tree in both lists.
_TOP = {OUTCOMES: OUTCOME_AREAS}


def graph_of(lists: Iterable[WordList], publisher: str) -> Graph:
    """All of ``lists`` in one graph; of words that stand in others, only what says how they hang together."""
    graph = Graph()
    for prefix, namespace in _PREFIXES:
        graph.bind(prefix, namespace)
    for words in lists:
        _add_list(graph, words, publisher, version_of(words))
    return graph


def graph_of_version(words: WordList, version: str, first_used: date | None, publisher: str) -> Graph:
    """A list as it was in one version. :param first_used: by this hub; None where it has not kept the version yet."""
    graph = Graph()
    for prefix, namespace in _PREFIXES:
        graph.bind(prefix, namespace)
    _add_list(graph, words, publisher, version)
    if first_used:
        graph.add((version_iri(words.id, version), DCTERMS.issued, Literal(first_used)))
    return graph


def graph_of_word(words: WordList, slug: str, publisher: str) -> Graph:
    """What is said of one word, with the names of the list and of the words that it is linked with."""
    as_top_of = (load_words(name) for name, top in _TOP.items() if top == words.id)
    whole, graph = graph_of((words, *as_top_of), publisher), Graph()
    for prefix, namespace in _PREFIXES:
        graph.bind(prefix, namespace)
    concept = concept_of(words.id, slug)
    for triple in whole.triples((concept, None, None)):
        graph.add(triple)
        for name in (SKOS.prefLabel, DCTERMS.title):
            for called in whole.triples((triple[2], name, None)):
                graph.add(called)
    return graph


def scheme_of(name: str) -> URIRef:
    return URIRef(absolute("consultation.vocabulary", name=name))


def version_iri(name: str, version: str) -> URIRef:
    return URIRef(absolute("consultation.vocabulary_version", name=name, version=version))


def concept_of(name: str, slug: str) -> URIRef:
    """The address of a word: the page that it has, wherever on the hub that is."""
    if name in OWN_PAGES:
        return URIRef(absolute(OWN_PAGES[name], slug=slug))
    return URIRef(absolute("consultation.word", name=name, slug=slug))


def _add_list(graph: Graph, words: WordList, publisher: str, version: str) -> None:
    scheme = scheme_of(words.id)
    graph.add((scheme, RDF.type, SKOS.ConceptScheme))
    graph.add((scheme, DCTERMS.title, _text(words.label)))
    if words.intro:
        graph.add((scheme, DCTERMS.description, _text(words.intro)))
    graph.add((scheme, DCTERMS.publisher, Literal(publisher)))
    graph.add((scheme, OWL.versionIRI, version_iri(words.id, version)))
    graph.add((version_iri(words.id, version), DCTERMS.isVersionOf, scheme))
    for word in words.by_id.values():
        _add_word(graph, words, word)
    if words.id in _TOP:
        for area in words.groups:
            top = concept_of(_TOP[words.id], area.id)
            graph.add((top, RDF.type, SKOS.Concept))
            graph.add((top, SKOS.prefLabel, _text(area.label)))
            _put_on_top(graph, scheme, top)


def _add_word(graph: Graph, words: WordList, word: Word) -> None:
    concept, scheme = concept_of(words.id, word.id), scheme_of(words.id)
    graph.add((concept, RDF.type, SKOS.Concept))
    graph.add((concept, SKOS.inScheme, scheme))
    graph.add((concept, SKOS.notation, Literal(word.id)))
    graph.add((concept, SKOS.prefLabel, _text(word.label)))
    graph.add((concept, SKOS.definition, _text(word.plain)))
    for name in word.synonyms:
        if name != word.label:
            graph.add((concept, SKOS.altLabel, _text(name)))
    for note in word.remarks:
        graph.add((concept, SKOS.scopeNote, _text(note)))
    if word.measures:
        graph.add((concept, SKOS.related, concept_of(OUTCOMES, word.measures)))
    if word.replaced_by:
        graph.add((concept, OWL.deprecated, Literal(True)))
        graph.add((concept, DCTERMS.isReplacedBy, concept_of(words.id, word.replaced_by)))
    elif not word.broader:
        _put_on_top(graph, scheme, concept)
    else:
        inside = words.id if word.broader in words.by_id else _TOP[words.id]
        wider = concept_of(inside, word.broader)
        graph.add((concept, SKOS.broader, wider))
        graph.add((wider, SKOS.narrower, concept))


def _put_on_top(graph: Graph, scheme: URIRef, concept: URIRef) -> None:
    graph.add((concept, SKOS.inScheme, scheme))
    graph.add((concept, SKOS.topConceptOf, scheme))
    graph.add((scheme, SKOS.hasTopConcept, concept))


def _text(words: str) -> Literal:
    return Literal(words, lang=_LANGUAGE)
