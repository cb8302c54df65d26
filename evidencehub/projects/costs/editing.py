"""Changing the lines of cost in a team's draft: values in, values out."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any
from uuid import UUID, uuid4

from evidencehub.projects.costs.shape import MOST, CostLine, Costs
from evidencehub.shared.errors import Invalid, NotFound

GONE = "There is no such line. Somebody in your team may have removed it."


def with_line(costs: Costs, said: Mapping[str, Any]) -> Costs:
    """With one line more, at the end; the very same line a second time is no other one.

    :raises Invalid: there would be too many.
    """
    if line_saying(costs, said) is not None:
        return costs
    if len(costs.lines) >= MOST:
        words = f"There can be {MOST} lines, and there are. Put some of them together first"
        raise Invalid(words, {"what": words})
    return replace(costs, lines=(*costs.lines, CostLine(id=uuid4(), **said)))


def line_saying(costs: Costs, said: Mapping[str, Any]) -> CostLine | None:
    """The line that says just this."""
    return next((line for line in costs.lines if _said(line) == said), None)


def with_changed_line(costs: Costs, key: UUID, said: Mapping[str, Any]) -> Costs:
    """:raises NotFound: the line is not there any more."""
    line = _there(costs, key)
    return replace(costs, lines=tuple(replace(each, **said) if each is line else each for each in costs.lines))


def without_line(costs: Costs, key: UUID) -> Costs:
    return replace(costs, lines=tuple(line for line in costs.lines if line.id != key))


def with_moved_line(costs: Costs, key: UUID, by: int) -> Costs:
    """With the line that many places further down, or up; the first stays first, and the last last.

    :raises NotFound: the line is not there any more.
    """
    line = _there(costs, key)
    lines = [each for each in costs.lines if each is not line]
    lines.insert(max(0, costs.lines.index(line) + by), line)
    return replace(costs, lines=tuple(lines))


def _there(costs: Costs, key: UUID) -> CostLine:
    line = costs.line(key)
    if line is None:
        raise NotFound(GONE)
    return line


def _said(line: CostLine) -> dict[str, Any]:
    found = asdict(line)
    del found["id"]
    return found
