"""How far a project is described, by the twelve items of TIDieR (Hoffmann and others, BMJ 2014;348:g1687)."""

from collections.abc import Callable
from dataclasses import dataclass

from evidencehub.projects.frozen.shapes import FrozenProject


@dataclass(frozen=True)
class Described:
    """One item. ``task`` is the page that asks it."""

    label: str
    task: str
    is_there: bool


_Test = Callable[[FrozenProject], object]
_ITEMS: tuple[tuple[str, str, _Test], ...] = (
    ("What it is called", "name", lambda project: project.name),
    ("Why it should work", "theory-of-change", lambda project: project.theory_of_change or project.theory.is_whole),
    ("What is used", "how-to-do-it", lambda project: project.materials),
    ("What is done", "activities", lambda project: project.activities),
    ("Who does it, and what they were taught", "how-to-do-it", lambda project: project.provided_by),
    ("How it is given", "how-to-do-it", lambda project: project.mode),
    ("Where it happens", "who-and-where", lambda project: project.settings or project.place),
    ("How often, how long and for how many weeks", "how-to-do-it", lambda project: project.dose),
    ("What is fitted to each person", "how-to-do-it", lambda project: project.tailoring),
    ("What was changed since it began", "how-to-do-it", lambda project: project.modifications),
    ("How its team sees to it that it is done as meant", "how-to-do-it", lambda project: project.fidelity_planned),
    ("Whether it was done as meant", "how-to-do-it", lambda project: project.fidelity_found),
)


def described(project: FrozenProject) -> tuple[Described, ...]:
    """All twelve, in their order."""
    return tuple(Described(label, task, bool(test(project))) for label, task, test in _ITEMS)
