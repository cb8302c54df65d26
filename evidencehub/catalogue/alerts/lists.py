"""Which projects an alert or a feed is about: a search, as the site runs it, or one approach."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from evidencehub.catalogue.changes import queries
from evidencehub.catalogue.changes.models import PublicChange
from evidencehub.catalogue.changes.queries import Wanted
from evidencehub.catalogue.index import counts, facets, searching
from evidencehub.catalogue.index.listing import narrowed
from evidencehub.search.contract import Engine
from evidencehub.standards.files.outcomes import load_outcomes

APPROACH, SLUG = "approach", "slug"  # the id of a project, and the address that it had
MOST = 20_000  # projects of a list that are looked at


def request_of(asked: Mapping[str, Any]) -> searching.Request:
    """The search that these arguments stand for, whatever somebody wrote into them."""

    def every(name: str) -> Sequence[str]:
        held = asked.get(name, ())
        return [held] if isinstance(held, str) else [str(each) for each in held]

    request = searching.parse(lambda name: next(iter(every(name)), None), every)
    return replace(request, sort="", page=1)


def arguments_of(request: searching.Request) -> dict[str, Any]:
    """What is kept of a search: the words and filters, and not how it was sorted."""
    return replace(request, sort="", page=1, by_words=False).arguments()


def projects_of(engine: Engine, asked: Mapping[str, Any]) -> list[UUID]:
    """The projects on the list now; invented ones stay out where there are real ones.

    :raises SearchUnavailable: the index cannot be read.
    """
    if APPROACH in asked:
        return [UUID(asked[APPROACH])]
    request = narrowed(request_of(asked), counts.scope(engine))
    query = replace(searching.query_of(request), sort="newest", limit=MOST, facets=())
    return [searching.project_of(hit) for hit in searching.ask(engine, query).hits]


def changes_of(
    session: Session, asked: Mapping[str, Any], project_ids: Collection[UUID], wanted: Wanted = queries.EVERY
) -> Sequence[PublicChange]:
    """The latest changes of what is or was on the list, latest first.

    :param project_ids: of those on it, with those that are known to have been on it.
    """
    found = queries.of_projects(session, project_ids, wanted)
    areas = withdrawn_by(asked)
    if areas is None:
        return found
    return queries.latest([*found, *queries.withdrawn(session, areas, wanted)])


def withdrawn_by(asked: Mapping[str, Any]) -> Collection[str] | None:
    """By which outcome areas it can be told that something on this list was withdrawn: none, for the whole hub, or any.

    None where it cannot: of what is gone nobody knows whether these words and filters would find it.
    """
    if APPROACH in asked:
        return None
    request = request_of(asked)
    chosen = {facet: values for facet, values in request.chosen.items() if values}
    if request.text or request.years or chosen.keys() - {facets.OUTCOME}:
        return None
    slugs = chosen.get(facets.OUTCOME, ())
    return slugs if {area.slug for area in load_outcomes().areas}.issuperset(slugs) else None


def title_of(request: searching.Request) -> str:
    """ "“truancy”, Adults, Better": what a search asks for, in words."""
    said = [f"“{request.text}”"] if request.text else []
    said += [facets.value_label(facet, value) for facet, values in request.chosen.items() for value in values]
    return ", ".join(said) or "Everything on this hub"
