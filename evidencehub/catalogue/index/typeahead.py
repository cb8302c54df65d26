"""What people may be looking for while they type: outcomes, approaches, organisations and places that have something.

A suggestion has what was typed at the beginning of one of its words. Only what is public is suggested: approaches and
organisations are looked up once more, outcomes and places are those of which the index counts something.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from sqlalchemy.orm import Session

from evidencehub.catalogue.index import facets
from evidencehub.catalogue.index.counts import Scope
from evidencehub.catalogue.index.searching import ask
from evidencehub.catalogue.marks.kept_names import Named, as_now, as_typed, names
from evidencehub.search.contract import Engine, Query
from evidencehub.standards.files.outcomes import load_outcomes
from evidencehub.standards.files.vocabulary import PLACES, Term, load_vocabulary

SHORTEST = 2  # letters
MOST: Mapping[str, int] = {"outcome": 3, "approach": 4, "organisation": 2, "place": 2}
INVENTED = "invented example"
SPARE = 4  # more than are shown are looked up, since some may be public no more


@dataclass(frozen=True)
class Suggested:
    kind: str  # outcome, approach, organisation or place
    key: str  # slug of an outcome, approach or place; the name of an organisation
    text: str
    note: str = ""  # "also called truancy", or that it is invented


def suggested(session: Session, engine: Engine, typed: str, counted: Scope) -> list[Suggested]:
    """:raises SearchUnavailable: the index cannot be read."""
    wanted = as_typed(typed)
    if len(wanted) < SHORTEST:
        return []
    held = ask(
        engine, Query(filters=counted.filters, collapse="project", limit=0, facets=(facets.OUTCOME, facets.PLACE))
    )
    known = names(session)
    return [
        *_terms("outcome", _outcomes(), wanted, held.facets[facets.OUTCOME]),
        *_approaches(session, known, wanted),
        *_organisations(session, known, wanted),
        *_terms("place", _places(), wanted, held.facets[facets.PLACE]),
    ]


@dataclass(frozen=True)
class _Called:
    term: Term
    names: tuple[str, ...]  # as they are shown
    typed: tuple[str, ...]  # as they are typed


def _called(terms: Sequence[Term]) -> tuple[_Called, ...]:
    """With all their names but those that are the label of another: whoever types "Wales" means Wales."""
    labels = {term.label for term in terms}
    held = [(term, (term.label, *(name for name in term.synonyms if name not in labels))) for term in terms]
    return tuple(_Called(term, names, tuple(map(as_typed, names))) for term, names in held)


@lru_cache(maxsize=1)
def _outcomes() -> tuple[_Called, ...]:
    return _called(tuple(load_outcomes().by_slug.values()))


@lru_cache(maxsize=1)
def _places() -> tuple[_Called, ...]:
    return _called(load_vocabulary(PLACES).terms)


def _place_in(name: str, wanted: str) -> int | None:
    """0 where it begins the name, 1 where it begins a later word; None where it begins none."""
    if name.startswith(wanted):
        return 0
    return 1 if f" {wanted}" in name else None


def _terms(kind: str, held: Iterable[_Called], wanted: str, counts: Mapping[str, int]) -> list[Suggested]:
    """The best name of each; those by their own label before those by another name, then what has most."""
    found = []
    for each in held:
        if not counts.get(each.term.slug):
            continue
        places = [
            (place, number > 0, number) for number, name in enumerate(each.typed)
            if (place := _place_in(name, wanted)) is not None
        ]  # fmt: skip
        if places:
            place, is_other, number = min(places, key=lambda one: (one[1], one[0], one[2]))
            note = f"also called {each.names[number]}" if is_other else ""
            is_whole = is_other and not each.term.broader  # an area has the names of its parts, which say it better
            order = (is_other, is_whole, place, -counts[each.term.slug], each.term.label)
            found.append((order, Suggested(kind, each.term.slug, each.term.label, note)))
    return [each for _, each in sorted(found, key=lambda pair: pair[0])[: MOST[kind]]]


def _approaches(session: Session, known: Mapping[UUID, Named], wanted: str) -> list[Suggested]:
    found = sorted(
        (place, len(each.name), each.name, key)
        for key, each in known.items()
        if (place := _place_in(each.typed, wanted)) is not None
    )[: MOST["approach"] + SPARE]
    now = as_now(session, known, [key for *_, key in found]).values()
    told = [
        Suggested("approach", each.slug, each.name, INVENTED if each.demo else "")
        for each in now
        if _place_in(each.typed, wanted) is not None  # it may have been renamed just now
    ]
    return told[: MOST["approach"]]


def _organisations(session: Session, known: Mapping[UUID, Named], wanted: str) -> list[Suggested]:
    """Those with an approach that is public now."""
    found: dict[str, UUID] = {}
    for key, each in known.items():
        if each.organisation not in found and _place_in(each.organisation_typed, wanted) is not None:
            found[each.organisation] = key
    chosen = sorted(found, key=lambda name: (not as_typed(name).startswith(wanted), len(name), name))
    now = as_now(session, known, [found[name] for name in chosen[: MOST["organisation"]]]).values()
    shown = dict.fromkeys(each.organisation for each in now if _place_in(each.organisation_typed, wanted) is not None)
    real = {each.organisation for each in known.values() if not each.demo}
    return [Suggested("organisation", name, name, "" if name in real else INVENTED) for name in shown]
