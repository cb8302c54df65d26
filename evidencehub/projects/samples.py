"""Reports that may be of the same people: one trial is often written up again, years later or under another title.

Records from elsewhere do not say so. Two studies of one approach that name exactly as many people are taken for one
sample where there are many people, or where the title is the same. The archive of August 2025 has one trial of 6,888
pupils three times, as three studies. Where they are different people after all, some people and one study count less:
the safe side.
"""

from collections.abc import Sequence
from uuid import UUID

from evidencehub.projects.frozen.shapes import FrozenEvaluation
from evidencehub.projects.reported import study_of

MANY = 50  # people, from which on the same number is no coincidence


def sample_of(evaluations: Sequence[FrozenEvaluation]) -> dict[UUID, str]:
    """Of each study of one approach, a key that it shares with those that may be of the same people."""
    first: dict[tuple[object, ...], str] = {}
    found: dict[UUID, str] = {}
    for each in evaluations:
        study = study_of(each.reported)
        own = f"{each.source}:{study.key}" if study else str(each.id)
        alike: list[tuple[object, ...]] = [("study", own)]
        if each.participants and each.source is not None:  # a team knows its own studies apart
            title = "" if each.participants >= MANY else " ".join(each.title.casefold().split())
            alike.append(("people", each.participants, title))
        key = next((first[names] for names in alike if names in first), own)
        for names in alike:
            first.setdefault(names, key)
        found[each.id] = key
    return found
