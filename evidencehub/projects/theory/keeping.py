"""A theory of change in its column: plain JSON, as it is frozen."""

from typing import Any

from evidencehub.projects.frozen.strictly import read, written
from evidencehub.projects.models import Project
from evidencehub.projects.theory.shape import Theory


def theory_of(project: Project) -> Theory:
    """What the draft holds; without steps where nobody has begun."""
    return read(Theory, project.theory) if project.theory else Theory()


def stored(theory: Theory) -> dict[str, Any]:
    """As the column holds it; empty where nothing is left."""
    return written(theory) if theory.steps else {}


def is_told(project: Project) -> bool:
    """Whether the team says why it should work: in a text, or in steps that lead from what is done to what changes."""
    return bool(project.theory_of_change) or theory_of(project).is_whole
