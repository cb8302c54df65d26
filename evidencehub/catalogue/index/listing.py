"""What a list shows of a request, and how many that is: the same count wherever it stands.

Invented examples are found beside real records, and marked; they never count. A value of a filter that only they have
is not offered. Whoever asks for them as a source has them listed, and counted as what they are.
"""

from dataclasses import dataclass, replace

from evidencehub.catalogue.fit import ages
from evidencehub.catalogue.index import facets
from evidencehub.catalogue.index.counts import Scope
from evidencehub.catalogue.index.searching import PAGE_SIZE, Request, ask, count, query_of, run
from evidencehub.projects.sources import INVENTED
from evidencehub.search.contract import Answer, Engine


@dataclass(frozen=True)
class Listing:
    answer: Answer  # a page of all that is listed
    approaches: int
    invented: int  # examples that are listed beside them
    facets: dict[str, dict[str, int]]  # in approaches


def listing(engine: Engine, asked: Request, counted: Scope) -> Listing:
    """:raises SearchUnavailable: the index cannot be read."""
    if not counted.sources or asked.chosen.get("source"):
        answer = run(engine, asked)
        invented = _invented(engine, asked, answer.total) if counted.sources else 0
        return Listing(answer, answer.total - invented, invented, _with_ages(engine, asked, answer.facets))
    start = (asked.page - 1) * PAGE_SIZE
    query = replace(query_of(asked), sort=asked.order, offset=start, limit=PAGE_SIZE)
    answer = ask(engine, replace(query, facets=()))
    real = narrowed(asked, counted)
    of_real = ask(engine, replace(query_of(real), limit=0))
    return Listing(answer, of_real.total, answer.total - of_real.total, _with_ages(engine, real, of_real.facets))


def _invented(engine: Engine, asked: Request, total: int) -> int:
    """How many of those listed are examples, for somebody who chose where evidence comes from."""
    real = tuple(each for each in asked.chosen["source"] if each != INVENTED)
    if len(real) == len(asked.chosen["source"]):
        return 0
    return total - count(engine, replace(asked, chosen={**asked.chosen, "source": real})) if real else total


def narrowed(asked: Request, counted: Scope) -> Request:
    """Without invented examples, unless somebody asked for them."""
    if not counted.sources or asked.chosen.get("source"):
        return asked
    real = tuple(sorted(facets.from_engine("source", each) for each in counted.sources))
    return replace(asked, chosen={**asked.chosen, "source": real})


def _with_ages(engine: Engine, asked: Request, counts: dict[str, dict[str, int]]) -> dict[str, dict[str, int]]:
    """Of ages that are no step of the filter the engine counts single years only: each is asked for by itself."""
    others = [value for value in asked.chosen.get(facets.AGE, ()) if value not in ages.steps()]
    if not others:
        return counts
    held = {
        value: ask(
            engine,
            replace(query_of(replace(asked, chosen={**asked.chosen, facets.AGE: (value,)})), limit=0, facets=()),
        ).total
        for value in others
    }
    return {**counts, facets.AGE: {**counts[facets.AGE], **held}}
