"""Filters that the words of a question name, offered above its results with how many each gives."""

from dataclasses import dataclass, replace

from evidencehub.catalogue.index import facets
from evidencehub.catalogue.index.counts import Scope
from evidencehub.catalogue.index.intent import Named, intent
from evidencehub.catalogue.index.listing import narrowed
from evidencehub.catalogue.index.searching import Request, count
from evidencehub.search.contract import Engine
from evidencehub.shared.words import capitalize_first, listed, lower_first

MOST = 2
_PROPER = frozenset({facets.PLACE, "source", "rating"})  # names keep their capitals


@dataclass(frozen=True)
class Suggestion:
    request: Request
    words: tuple[str, ...]  # what it narrows to, a filter each
    approaches: int

    @property
    def is_whole(self) -> bool:
        """Whether the question named filters and nothing else."""
        return not self.request.text


def suggestions(engine: Engine, asked: Request, counted: Scope) -> list[Suggestion]:
    """All that the question names together; where that gives nothing, what each gives by itself.

    Whoever takes all of them can take each off again, so that one link is enough.

    :raises SearchUnavailable: the index cannot be read.
    """
    if not asked.text or asked.as_typed:
        return []
    meant = intent(asked.text)
    new = [each for each in meant.named if set(each.values) != set(asked.chosen.get(each.facet, ()))]
    tries = [new, *([each] for each in new)] if len(new) > 1 else [[each] for each in new]
    found: list[Suggestion] = []
    for taken in tries:
        request = replace(
            asked,
            text=meant.without(taken),
            chosen={**asked.chosen, **{each.facet: each.values for each in taken}},
            page=1,
        )
        approaches = count(engine, narrowed(request, counted))
        if approaches:
            found.append(Suggestion(request, _in_words(taken), approaches))
        if found and (taken is new or len(found) == MOST):
            break
    return found


def _in_words(taken: list[Named]) -> tuple[str, ...]:
    said = []
    for named in taken:
        labels = [facets.value_label(named.facet, value) for value in named.values]
        if named.facet not in _PROPER:
            labels = [lower_first(label) for label in labels]
        said.append(listed(labels, last="or"))
    return (capitalize_first(said[0]), *said[1:])
