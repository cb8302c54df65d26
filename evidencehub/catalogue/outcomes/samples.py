"""Which studies of an approach are of the same people, wholly or in part: of those one effect enters.

One trial with several groups is filed as several studies: "A vs. control", "B vs. control", "A or B vs. control". They
share people, and counted apart they would look surer than they are. So what one report tells is one sample, unless its
source says that it tells of several ("Sample 1", "Study 2").
"""

import re
from collections.abc import Sequence
from uuid import UUID

from evidencehub.projects.frozen.shapes import FrozenEvaluation
from evidencehub.projects.reported import study_of
from evidencehub.projects.samples import sample_of

_APART = re.compile(r"(sample|study|experiment|cohort) [\da-z]{1,3}", re.IGNORECASE)


def samples(evaluations: Sequence[FrozenEvaluation]) -> dict[UUID, str]:
    """Of each study a key that it shares with all that may share people with it."""
    held, joined, first = sample_of(evaluations), dict[str, str](), dict[tuple[object, ...], str]()

    def root(key: str) -> str:
        while key in joined:
            key = joined[key]
        return key

    for each in evaluations:
        if each.source is None:  # a team knows its own studies apart
            continue
        report, own = _report(each), root(held[each.id])
        other = root(first.setdefault(report, own))
        if other != own:
            joined[own] = other
    return {key: root(sample) for key, sample in held.items()}


def _report(study: FrozenEvaluation) -> tuple[object, ...]:
    contrast = contrast_of(study)
    return " ".join(study.title.casefold().split()), study.year, contrast if _APART.fullmatch(contrast) else ""


def contrast_of(study: FrozenEvaluation) -> str:
    """Which comparison of a report a study is: "error analysis vs. control"; "" where its source does not say."""
    told = study_of(study.reported)
    return told.contrast.strip() if told else ""
