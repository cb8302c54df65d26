"""The tree of outcomes below the outcome areas: what is part of what, and what people call it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from evidencehub.shared.paths import standards_dir
from evidencehub.standards.files.checks.words import same_word
from evidencehub.standards.files.vocabulary import OUTCOME_AREAS, OUTCOMES, Term, load_vocabulary
from evidencehub.standards.model.errors import UnknownTerm
from evidencehub.standards.model.suggestions import did_you_mean


@dataclass(frozen=True, eq=False)
class OutcomeTree:
    areas: tuple[Term, ...]
    outcomes: tuple[Term, ...]  # in the order of the file: after the outcome that each is part of
    retired: tuple[Term, ...] = ()  # no longer used

    @cached_property
    def by_slug(self) -> Mapping[str, Term]:
        """Each area and then what is below it: no slug stands for two."""
        return {term.slug: term for area in self.areas for term in (area, *self.below(area.slug))}

    @cached_property
    def _narrower(self) -> Mapping[str, tuple[Term, ...]]:
        found: dict[str, list[Term]] = {}
        for term in self.outcomes:
            found.setdefault(term.broader, []).append(term)
        return {slug: tuple(terms) for slug, terms in found.items()}

    @cached_property
    def _named(self) -> Mapping[str, Term]:
        return {same_word(word): term for term in self.outcomes for word in (term.label, *term.synonyms)}

    def now(self, slug: str) -> str:
        """The slug that is used today for ``slug``; itself where nothing took its place."""
        return self._instead.get(slug, slug)

    @cached_property
    def _instead(self) -> Mapping[str, str]:
        return {term.slug: term.replaced_by for term in self.retired}

    def term(self, slug: str) -> Term:
        """:raises UnknownTerm: neither an outcome area nor an outcome has this slug."""
        if slug not in self.by_slug:
            raise UnknownTerm(f'no "{slug}" among outcome-areas and outcomes{did_you_mean(slug, self.by_slug)}')
        return self.by_slug[slug]

    def path(self, slug: str) -> tuple[str, ...]:
        """From the outcome area down to ``slug``, or to what took its place; empty for what is not in the tree."""
        found: list[str] = []
        slug = self.now(slug)
        while slug in self.by_slug:
            found.append(slug)
            slug = self.by_slug[slug].broader
        return tuple(reversed(found))

    def area_of(self, slug: str) -> str:
        """The outcome area of an outcome, or of an area itself; "" for what is not in the tree."""
        return next(iter(self.path(slug)), "")

    def narrower(self, slug: str) -> tuple[Term, ...]:
        """The outcomes right below an area or an outcome, in the order of the file."""
        return self._narrower.get(slug, ())

    def below(self, slug: str) -> Iterator[Term]:
        """All outcomes below an area or an outcome, each after the one that it is part of."""
        for term in self.narrower(slug):
            yield term
            yield from self.below(term.slug)

    def called(self, words: str) -> Term | None:
        """The outcome that has this label or synonym, whatever its capitals."""
        return self._named.get(same_word(words))


def load_outcomes(root: Path | None = None) -> OutcomeTree:
    """The outcome areas and the outcomes below them. :raises BadFile: one of the two files cannot be used."""
    return _load(root or standards_dir())


@cache
def _load(root: Path) -> OutcomeTree:
    areas, outcomes = load_vocabulary(OUTCOME_AREAS, root), load_vocabulary(OUTCOMES, root)
    return OutcomeTree(areas.terms, outcomes.terms, (*areas.retired, *outcomes.retired))
