"""What there is to be found in a simulated study, and what somebody makes of it: the same for the same seed."""

import random
from collections.abc import Iterable

from evidencehub.projects.models import Submission
from evidencehub.review.grading import Entry, TypedFact
from evidencehub.review.looking_up import LookedUp
from evidencehub.review.sheet import Item, Number
from evidencehub.simulation.world import World

_MET = {"1": 0.97, "2": 0.92, "3": 0.85}  # how often a question of a step is met, in a case of middling quality
_OTHERWISE = ("partly", "not-met", "cannot-tell")
_NUMBERS = {"n_measured": 84, "n_enrolled": 96, "n_reached": 120, "followup_months": 6, "n_comparison": 42}
_MISREAD = 0.08  # of the numbers


def entries(world: World, submission: Submission, items: Iterable[Item]) -> list[Entry]:
    """One reviewer's answers to these questions."""
    seen = [(item, _seen(world, item, _true(world, submission, item))) for item in items]
    return [Entry(item.key, answer, "It stands there.", "4") for item, answer in seen]


def numbers(world: World, items: Iterable[Item]) -> list[TypedFact]:
    """What one reviewer types from the report; of the same number two may read different ones."""
    typed = []
    for item in items:
        for fact in item.facts:
            if fact.name in _NUMBERS:
                value = _NUMBERS[fact.name] + world.happens(_MISREAD)
                typed.append(TypedFact((fact.name, item.result_key), str(value), "4"))
    return typed


def looked_up(world: World, asked: Iterable[Number]) -> list[LookedUp]:
    """What a third reviewer reads of numbers that two read differently; some they do not find."""
    found = []
    for number in asked:
        if number.fact.name not in _NUMBERS or world.happens(_MISREAD):
            found.append(LookedUp(number.key, is_absent=True))
        else:
            found.append(LookedUp(number.key, str(_NUMBERS[number.fact.name] + world.happens(_MISREAD)), "4"))
    return found


def _true(world: World, submission: Submission, item: Item) -> str:
    """By the names of things, since their ids are made anew each time."""
    about = f"{world.plan.seed} {submission.project.name} {submission.number}"
    quality = random.Random(about).uniform(-0.1, 0.03) + world.plan.chances.better  # noqa: S311 - no secret
    chance = random.Random(f"{about} {item.criterion.id} {item.about}")  # noqa: S311
    met = chance.random() < _MET.get(item.criterion.tier, 0.7) + quality
    return _possible(item, "met" if met else chance.choice(_OTHERWISE))


def _seen(world: World, item: Item, true: str) -> str:
    if world.happens(world.plan.chances.agrees):
        return true
    return _possible(item, world.chance.choice(("met", *_OTHERWISE)))


def _possible(item: Item, answer: str) -> str:
    return answer if answer in item.answers else next(one for one in _OTHERWISE if one in item.answers)
