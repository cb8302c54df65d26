"""Which way through the standard each study takes, and so what it is not asked. It follows from the frozen design."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from evidencehub.review.sheet import Sheet
from evidencehub.standards.model.rule_parts import Route
from evidencehub.standards.model.standard import Criterion, Standard


@dataclass(frozen=True)
class RouteTaken:
    """One route, the studies that took it, and what the standard asks of others and not of them."""

    route: Route
    studies: tuple[str, ...]  # their titles
    not_asked: tuple[Criterion, ...]  # in the order of the standard


def routes_taken(standard: Standard, studies: Iterable[tuple[str, str | None]]) -> tuple[RouteTaken, ...]:
    """The routes in the order of the studies; nothing for a standard without routes, or where there is no study.

    :param studies: title and design of each; a design that this version does not know counts as not stated.
    """
    titles: dict[str, list[str]] = {}
    for title, design in studies:
        route = standard.route_for(known(standard, design))
        if route is not None:
            titles.setdefault(route, []).append(title)
    return tuple(
        RouteTaken(
            standard.routes_by_id[route],
            tuple(named),
            tuple(each for each in standard.criteria if not standard.asked_on(each, route)),
        )
        for route, named in titles.items()
    )


def routes_of(sheet: Sheet) -> tuple[RouteTaken, ...]:
    return routes_taken(sheet.standard, ((study.title, study.design) for study in sheet.studies))


def asked_of(standard: Standard, designs: Collection[str | None]) -> Mapping[str, Criterion]:
    """The criteria that are asked of studies of these designs, by id and in the order of the standard.

    In the words of their route where it is one; studies of several kinds share the words for all.
    """
    routes = {standard.route_for(known(standard, design)) for design in designs or [None]}
    only = next(iter(routes)) if len(routes) == 1 else None
    return {
        each.id: standard.worded(each, only)
        for each in standard.criteria
        if any(standard.asked_on(each, route) for route in routes)
    }


def known(standard: Standard, design: str | None) -> str | None:
    return design if design in standard.designs else None
