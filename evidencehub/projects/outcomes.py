"""Where a result stands in the tree of outcomes."""

from evidencehub.projects.frozen.shapes import FrozenResult
from evidencehub.projects.models import OutcomeResult
from evidencehub.standards.files.outcomes import load_outcomes
from evidencehub.standards.files.vocabulary import Term


def slug_of(words: str, area: str) -> str:
    """The outcome of this outcome area that people call so; "" where the tree has none."""
    tree = load_outcomes()
    found = tree.called(words)
    return found.slug if found and tree.area_of(found.slug) == area else ""


def path_of(result: FrozenResult | OutcomeResult) -> tuple[str, ...]:
    """Slugs from the outcome area of a result down to its outcome; the area alone where the outcome is not on file.

    What was sent before outcomes had slugs has none: its words are read as they are read today.
    """
    tree, area = load_outcomes(), result.outcome_area
    path = tree.path(result.outcome_slug or slug_of(result.outcome, area))
    return path if path and path[0] == area else tuple(filter(None, [area]))


def place_of(result: FrozenResult | OutcomeResult) -> tuple[Term, ...]:
    """The outcome area of a result, and the outcomes below it that hold the result; the finest last."""
    known = load_outcomes().by_slug
    return tuple(known[slug] for slug in path_of(result) if slug in known)


def elsewhere(result: OutcomeResult) -> tuple[Term, Term] | None:
    """The outcome that people call so, and its outcome area, where that is another area than the result's."""
    tree = load_outcomes()
    found = tree.called(result.outcome)
    if found is None or tree.area_of(found.slug) == result.outcome_area:
        return None
    return found, tree.by_slug[tree.area_of(found.slug)]
