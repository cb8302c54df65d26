"""Vocabularies: outcome areas, outcomes, populations, designs … from ``standards/vocabularies/*.toml``."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any

from evidencehub.shared.paths import standards_dir, vocabularies_dir
from evidencehub.standards.files.checks.measures import check_measures
from evidencehub.standards.files.checks.words import check_outcomes, check_replaced
from evidencehub.standards.files.measure_keys import MEASURE, MEASURES
from evidencehub.standards.files.toml_source import Key, Table, TomlSource
from evidencehub.standards.model.errors import BadFile, Problem, UnknownTerm
from evidencehub.standards.model.standard import FACT_KINDS
from evidencehub.standards.model.suggestions import did_you_mean

OUTCOME_AREAS, OUTCOMES = "outcome-areas", "outcomes"  # a tree below the outcome areas, see files/outcomes.py
POPULATIONS, AGES, SCHOOL_YEARS, PLACES = "populations", "ages", "school-years", "places"
DELIVERY, NEEDS, RATINGS, FUNDING = "delivery", "need-levels", "source-ratings", "funding-routes"
VOCABULARIES = (
    *(OUTCOME_AREAS, OUTCOMES, POPULATIONS, "designs", "settings"),
    *(NEEDS, DELIVERY, PLACES, AGES, SCHOOL_YEARS, RATINGS, FUNDING),
)
CONCEPTS = "concepts"  # questions that several standards ask
CHANGE, DIFFERENCE = "change", "difference"  # concepts: how an outcome is to be better
FACTS = "facts"
GLOSSARY = "glossary"  # terms that pages explain where they stand

_TERM = {
    **{"slug": Key(str), "label": Key(str), "plain": Key(str), "synonyms": Key(list)},
    "replaced_by": Key(str, required=False),
}
_AGES = {"first": Key(int), "last": Key(int)}
_SAID = {"said": Key(list)}
_ONE_NAME = {"synonyms": Key(list, may_be_empty=True)}  # a country may have no other
_TERM_KEYS: Mapping[str, Mapping[str, Key]] = {
    GLOSSARY: {**_TERM, "phrases": Key(list, required=False)},
    OUTCOME_AREAS: {**_TERM, "question": Key(str)},
    OUTCOMES: {**_TERM, "broader": Key(str)},
    "designs": {**_TERM, "comparison": Key(bool, required=False)},
    POPULATIONS: {**_TERM, "first": Key(int, required=False), "last": Key(int, required=False)},
    AGES: {**_TERM, **_AGES},
    SCHOOL_YEARS: {**_TERM, **_AGES},
    PLACES: {**_TERM, **_ONE_NAME, "broader": Key(str, required=False)},
    DELIVERY: {**_TERM, **_SAID},
    RATINGS: {**_TERM, **_ONE_NAME, **_SAID},
    CONCEPTS: {
        **_TERM,
        "question": Key(str),
        "about": Key(str, choices=("project", "study")),
        "better": Key(str, choices=(CHANGE, DIFFERENCE), required=False),
        "criteria": Key(list, required=False),
    },
}
_FACT = {
    "name": Key(str),
    "label": Key(str),
    "kind": Key(str, choices=FACT_KINDS),
    "unit": Key(str, may_be_empty=True),
    "help": Key(str),
    "min": Key(float, required=False),
    "about": Key(str, choices=("evidence", "effect")),
    "choices": Key(list, required=False),
}


@dataclass(frozen=True, slots=True)
class Term:
    slug: str
    label: str
    plain: str
    synonyms: tuple[str, ...]
    question: str | None = None  # outcome areas: "What works to …?"
    comparison: bool | None = None  # designs: is there a comparison group? None: the design does not tell
    about: str = ""  # concepts: whether it is asked of the project or of each study
    better: str = ""  # concepts: whether "yes" says that an outcome got better, and by a change or by a difference
    criteria: tuple[str, ...] = ()  # concepts: criteria that ask the same, in versions published without naming it
    broader: str = ""  # outcomes and places: the slug of what it is part of
    first: int | None = None  # ages: in years of life; populations only where they are an age
    last: int | None = None
    said: tuple[str, ...] = ()  # what records from elsewhere call it, word for word
    phrases: tuple[str, ...] = ()  # glossary: words of a sentence that lead here
    replaced_by: str = ""  # the slug of what is said now, where a word is no longer used


@dataclass(frozen=True, eq=False)
class Vocabulary:
    id: str
    label: str
    terms: tuple[Term, ...]  # in the order in which pages show them
    retired: tuple[Term, ...] = ()  # no longer offered

    @cached_property
    def by_slug(self) -> Mapping[str, Term]:
        """Also those that are no longer used: what was written with them can still be read."""
        return {term.slug: term for term in (*self.terms, *self.retired)}

    @property
    def slugs(self) -> tuple[str, ...]:
        return tuple(self.by_slug)

    def term(self, slug: str) -> Term:
        """:raises UnknownTerm: the vocabulary never had such a slug."""
        if slug not in self.by_slug:
            raise UnknownTerm(f'no "{slug}" among {self.id}{did_you_mean(slug, self.by_slug)}')
        return self.by_slug[slug]


def load_vocabulary(name: str, root: Path | None = None) -> Vocabulary:
    """Return one of ``VOCABULARIES`` from the standards folder ``root`` (default: the one that comes with the hub).

    :raises UnknownTerm: there is no vocabulary of that name.
    :raises BadFile: its file cannot be used.
    """
    known = (*VOCABULARIES, CONCEPTS, GLOSSARY)
    if name not in known:
        raise UnknownTerm(f'no vocabulary "{name}"{did_you_mean(name, known)}')
    return _load_vocabulary(name, root or standards_dir())


@cache
def _load_vocabulary(name: str, root: Path) -> Vocabulary:
    source = read_vocabulary(vocabularies_dir(root) / f"{name}.toml")
    if source.problems:
        raise BadFile(source.problems)
    terms = [Term(**{key: frozen(value) for key, value in table.items()}) for table in source.data["terms"]]
    used, retired = (tuple(term for term in terms if bool(term.replaced_by) is gone) for gone in (False, True))
    return Vocabulary(source.data["id"], source.data["label"], used, retired)


def design_slugs(root: Path) -> tuple[str, ...]:
    """The designs that a study may name, as far as the file can be read."""
    return _slugs(root, "designs")


def concept_slugs(root: Path) -> tuple[str, ...]:
    """The questions that standards share, as far as the file can be read."""
    return _slugs(root, CONCEPTS)


def _slugs(root: Path, name: str) -> tuple[str, ...]:
    return tuple(str(term.get("slug")) for term in _read_once(vocabularies_dir(root) / f"{name}.toml").list_of("terms"))


def fact_tables(root: Path) -> list[Table]:
    """The facts of the shared vocabulary as tables, as far as the file can be read."""
    return _read_once(vocabularies_dir(root) / f"{FACTS}.toml").list_of(FACTS)


def word_list_problems(root: Path) -> list[Problem]:
    """What is wrong in the word lists that every standard stands on."""
    names = ("designs", CONCEPTS, FACTS)
    return [found for name in names for found in _read_once(vocabularies_dir(root) / f"{name}.toml").problems]


def _read_once(path: Path) -> TomlSource:
    """Read a vocabulary; again only when the file changed: every version file of a folder looks at the same ones."""
    try:
        changed = path.stat().st_mtime_ns
    except OSError:
        changed = 0
    return _read_version_of(path, changed)


@lru_cache(maxsize=64)
def _read_version_of(path: Path, changed: int) -> TomlSource:
    return read_vocabulary(path)


def read_vocabulary(path: Path) -> TomlSource:
    """Read a vocabulary file and note every problem in it."""
    source = TomlSource.read(path)
    if source.problems:
        return source
    table, keys = _TABLE_KEYS.get(path.stem, ("terms", _TERM_KEYS.get(path.stem, _TERM)))
    source.check_keys({"id": Key(str), "label": Key(str)}, {k: v for k, v in source.data.items() if k != table})
    if source.data.get("id") != path.stem:
        source.add(f'"id" must be the name of the file, "{path.stem}"', key="id")
    entries = source.tables(table, keys)
    if not entries:
        source.add(f"has no [[{table}]]")
    source.check_unique(table, "name" if table == FACTS else "slug", entries)
    check_replaced(source, table, entries)
    if path.stem == MEASURES:
        check_measures(source, entries)
    elif path.stem == OUTCOMES:
        check_outcomes(source, entries)
    return source


_TABLE_KEYS: Mapping[str, tuple[str, Mapping[str, Key]]] = {
    MEASURES: (MEASURES, {**_TERM, **MEASURE}),
    FACTS: (FACTS, _FACT),
}


def frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
