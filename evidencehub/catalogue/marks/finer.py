"""The marks of outcomes below an outcome area, kept small: a list that is narrowed to one of them shows these first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evidencehub.catalogue.marks.marks import Line, named, told_of
from evidencehub.projects.frozen.shapes import FrozenEvaluation, FrozenResult
from evidencehub.projects.outcomes import path_of
from evidencehub.projects.public import PublicProject
from evidencehub.standards.files.outcomes import load_outcomes


@dataclass(frozen=True)
class Finer:
    """What one line of a card says of one outcome, an outcome's parts among it."""

    slug: str
    outcome: str
    line: int  # the place of the line that holds it: same area and step, and compared or not as it is
    direction: str
    detail: str


def finer(view: PublicProject, of_areas: Sequence[Line]) -> Iterator[Finer]:
    """:param of_areas: the lines of a card, each with its results."""
    known = load_outcomes().by_slug
    for place, line in enumerate(of_areas):
        groups: dict[str, list[tuple[FrozenEvaluation, FrozenResult]]] = {}
        for evaluation, result in line.results:
            for slug in path_of(result)[1:]:
                groups.setdefault(slug, []).append((evaluation, result))
        for slug, group in groups.items():
            name = named(view, [result for _, result in group]) or known[slug].label
            yield Finer(slug, name, place, *told_of(view, group))
