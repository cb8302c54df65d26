"""What a theory of change is made of, in the order in which one thing leads to the next."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """One kind of step. ``label`` stands in a drawing, ``title`` over a list; ``term`` is what researchers call it."""

    slug: str
    label: str
    title: str
    term: str
    question: str
    help: str


NEED, INPUT, ACTIVITY, OUTPUT, OUTCOME, IMPACT = "need", "input", "activity", "output", "outcome", "impact"

KINDS: Mapping[str, Kind] = {
    kind.slug: kind
    for kind in (
        Kind(
            NEED,
            "The need",
            "The need",
            "need",
            "What is wrong, and for whom?",
            "In a few words. For example: Pupils who miss school have nobody to go with.",
        ),
        Kind(
            INPUT,
            "What goes in",
            "What you put in",
            "inputs",
            "What do you put in?",
            "People, time, rooms, money, training. For example: Twelve volunteers, two mornings a week.",
        ),
        Kind(
            ACTIVITY,
            "What is done",
            "What you do",
            "activities",
            "What do you do?",
            "Each thing that you do with people. For example: A volunteer calls at the door and walks along.",
        ),
        Kind(
            OUTPUT,
            "What comes of it",
            "What comes of it at once",
            "outputs",
            "What comes of it at once, that you can count?",
            "For example: 40 pupils are walked to school twice a week.",
        ),
        Kind(
            OUTCOME,
            "What changes",
            "What changes for people",
            "outcomes",
            "What changes for people?",
            "One change at a time, the first that you expect first. Choose the words on our list that come nearest, so "
            "that people find you by it.",
        ),
        Kind(
            IMPACT,
            "In the long run",
            "In the long run",
            "impact",
            "What does that lead to in the long run?",
            "What you hope for and cannot bring about alone. For example: Fewer leave school with nothing.",
        ),
    )
}
ORDER = tuple(KINDS)
