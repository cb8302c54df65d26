"""Names of outcomes inside English sentences."""

import re

# Where the head of "feelings of safety at school" ends; only its own ending says whether it takes "was" or "were".
_HEAD_ENDS = re.compile(r"\s(?:in|of|at|for|with|to|from|who|that|by|on|after|about|per|and|or)\s|[,(:;]", re.I)
_PLURALS = frozenset({"people", "children", "men", "women"})
_NAMES = frozenset({"english", "welsh", "irish", "scottish", "french", "british", "london", "strengths"})


def inside(outcome: str) -> str:
    """An outcome's name inside a sentence: "School attendance" loses its capital, "GCSE points" keeps it."""
    first = outcome.split(" ", 1)[0]
    if len(first) > 1 and (not first[1:].islower() or first.lower().strip(",.:") in _NAMES):
        return outcome
    return outcome[:1].lower() + outcome[1:]


def were(outcome: str) -> str:
    head = _HEAD_ENDS.split(outcome, maxsplit=1)[0].split()
    last = head[-1].lower() if head else ""
    if len(head) > 1 and last.endswith("ed"):  # "days missed"
        last = head[-2].lower()
    plural = last in _PLURALS or (last.endswith("s") and not last.endswith(("ss", "us", "is", "ics", "maths")))
    return "were" if plural else "was"
