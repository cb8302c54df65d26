"""Where a result stands in the tree of outcomes."""

from evidencehub.projects.frozen.shapes import FrozenResult
from evidencehub.standards.files.outcomes import load_outcomes


def slug_of(words: str, area: str) -> str:
    """The outcome of this outcome area that people call so; "" where the tree has none."""
    tree = load_outcomes()
    found = tree.called(words)
    return found.slug if found and tree.area_of(found.slug) == area else ""


def path_of(result: FrozenResult) -> tuple[str, ...]:
    """Slugs from the outcome area of a result down to its outcome; the area alone where the outcome is not on file.

    What was sent before outcomes had slugs has none: its words are read as they are read today.
    """
    tree, area = load_outcomes(), result.outcome_area
    path = tree.path(result.outcome_slug or slug_of(result.outcome, area))
    return path if path and path[0] == area else tuple(filter(None, [area]))
