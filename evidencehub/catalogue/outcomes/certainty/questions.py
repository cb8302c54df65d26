"""What those who judge are asked, and the level that follows: all of it from the file of the standard.

The start follows from how the studies made their groups, so nobody is asked for it.
"""

from collections.abc import Mapping
from functools import cache

from evidencehub.catalogue.outcomes.units import DESIGNS, Unit
from evidencehub.standards.engine.inputs import GradeInput
from evidencehub.standards.files.loading import load_standard
from evidencehub.standards.grading.engine import grade
from evidencehub.standards.model.standard import Criterion, Standard, Tier

STANDARD = "grade"
_UNTOLD = "cannot-tell"  # no answer, and so none that two people can agree on


@cache
def standard(version: str | None = None) -> Standard:
    return load_standard(STANDARD, version)


def questions(version: str | None = None) -> tuple[Criterion, ...]:
    """The five reasons to be less sure and the three to be more sure, in the order of the file."""
    rule = standard(version).score
    return tuple(standard(version).criterion(each) for each in rule.moves) if rule else ()


def answers(question: Criterion) -> tuple[str, ...]:
    return tuple(each for each in question.answers if each != _UNTOLD)


def points(question: Criterion, answer: str) -> int:
    """How many steps an answer moves the level: -2 to 2."""
    return int(question.points[answer])


def is_down(question: Criterion) -> bool:
    return min(question.points.values()) < 0


def contradiction(given: Mapping[str, str], version: str | None = None) -> str:
    """Why these answers do not go together; "" where they do. Up only where nothing took it down."""
    moved = [points(each, given[each.id]) for each in questions(version) if each.id in given]
    if min(moved, default=0) < 0 < max(moved, default=0):
        return "A reason to be more sure counts only where there is no reason to be less sure"
    return ""


def start(unit: Unit, version: str | None = None) -> Tier:
    """Where a synthesis starts, by how its studies made their groups."""
    return _tier(unit, {each.id: _still(each) for each in questions(version)}, version)


def level(unit: Unit, agreed: Mapping[str, str], version: str | None = None) -> Tier:
    """The level that follows. :param agreed: the answer to every question.

    :raises ValueError: a question is left open, or its answer is none of the file's.
    """
    if missing := [each.id for each in questions(version) if agreed.get(each.id) not in answers(each)]:
        raise ValueError(f"no answer to {', '.join(missing)}")
    return _tier(unit, agreed, version)


def _tier(unit: Unit, agreed: Mapping[str, str], version: str | None) -> Tier:
    design = next(design for design, kind in DESIGNS.items() if kind == unit.designs)
    found = grade(standard(version), GradeInput(design=design, findings=dict(agreed))).evidence_tier
    if found is None:
        raise ValueError(f"no level follows for {unit.designs}")
    return found


def _still(question: Criterion) -> str:
    return next(answer for answer in answers(question) if points(question, answer) == 0)
