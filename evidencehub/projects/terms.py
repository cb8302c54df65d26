"""Vocabulary terms as forms and pages want them: choices, and labels that never fail on a word we do not know (yet)."""

from collections.abc import Mapping
from functools import cache

from wtforms import SelectChoice

from evidencehub.standards.files.measures import Measure, load_measures
from evidencehub.standards.files.vocabulary import Term, load_vocabulary
from evidencehub.standards.model.errors import UnknownTerm


def choices(vocabulary: str) -> list[SelectChoice]:
    return [SelectChoice(term.slug, term.label) for term in load_vocabulary(vocabulary).terms]


def term(vocabulary: str, slug: str) -> Term:
    """:raises UnknownTerm: the vocabulary has no such slug."""
    return load_vocabulary(vocabulary).term(slug)


def label(vocabulary: str, slug: str) -> str:
    try:
        return load_vocabulary(vocabulary).term(slug).label
    except UnknownTerm:
        return unknown(slug)


def unknown(slug: str) -> str:
    """What a word is called that is in no vocabulary (any more)."""
    return slug.replace("-", " ").capitalize()


def labels(vocabulary: str, slugs: list[str]) -> list[str]:
    return [label(vocabulary, slug) for slug in slugs]


def hints(vocabulary: str) -> list[dict[str, dict[str, str]]]:
    """What each choice means, in the order of :func:`choices`, as the boxes of a form take it."""
    return [{"hint": {"text": term.plain}} for term in load_vocabulary(vocabulary).terms]


def known_measure(name: str) -> Measure | None:
    """The measure on file of this name, short name or synonym, whatever its capitals."""
    return _measures_by_name().get(" ".join(name.split()).casefold())


@cache
def _measures_by_name() -> Mapping[str, Measure]:
    return {
        name.casefold(): measure
        for measure in load_measures()
        for name in (measure.slug, measure.label, *measure.synonyms)
    }
