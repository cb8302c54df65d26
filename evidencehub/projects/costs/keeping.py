"""Lines of cost in their column: plain JSON, as they are frozen."""

from typing import Any

from evidencehub.projects.costs.shape import NO_COSTS, Costs
from evidencehub.projects.frozen.strictly import read, written
from evidencehub.projects.models import Project


def costs_of(project: Project) -> Costs:
    """What the draft holds; without lines where nobody has begun."""
    return read(Costs, project.costs) if project.costs else NO_COSTS


def stored(costs: Costs) -> dict[str, Any]:
    """As the column holds it; empty where nothing is left."""
    return written(costs) if costs != NO_COSTS else {}
