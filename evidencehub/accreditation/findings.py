"""What was agreed, step by step and question by question, for the letter, for the public and for the coach."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evidencehub.accreditation.queries import AgreedFinding
from evidencehub.review.routes import asked_of
from evidencehub.review.sheet import Sheet
from evidencehub.standards.model.standard import Criterion, Tier


@dataclass(frozen=True)
class Line:
    """One agreed answer, with what it is about."""

    about: str  # outcome result in words, "" for the whole
    answer: str  # slug; of one that does not count, what no answer is
    label: str
    reason: str
    page: str
    at_first: bool
    by_majority: bool
    result_key: str = ""
    on_appeal: bool = False


@dataclass(frozen=True)
class Judged:
    criterion: Criterion  # in the words in which it was asked
    lines: tuple[Line, ...]  # empty: nobody graded it


@dataclass(frozen=True)
class Step:
    tier: Tier
    reached: bool
    sentence: str
    judged: tuple[Judged, ...]
    not_asked: tuple[Criterion, ...]  # of studies of this kind


def lines_of(sheet: Sheet, findings: Iterable[AgreedFinding]) -> dict[str, list[Line]]:
    """The agreed answers by criterion, in the order in which they are asked."""
    by_key = {(finding.criterion_id, finding.result_key): finding for finding in findings}
    lines: dict[str, list[Line]] = {}
    for item in sheet.items:
        if finding := by_key.get(item.key):
            line = Line(
                item.about,
                finding.counted,
                finding.label,
                finding.told,
                finding.page,
                finding.at_first,
                finding.by_majority,
                item.result_key,
                finding.on_appeal,
            )
            lines.setdefault(item.criterion.id, []).append(line)
    return lines


def steps_of(sheet: Sheet, grade: Mapping[str, Any], lines: Mapping[str, Sequence[Line]]) -> tuple[Step, ...]:
    """The steps as far as anything was graded.

    :param grade: what ``Grade.as_dict`` gave when it was decided.
    """
    standard = sheet.standard
    asked = asked_of(standard, {study.design for study in sheet.studies})
    explained = {step["tier"]: step for step in grade["explanation"]}
    steps = []
    for tier in standard.tiers:
        own = standard.criteria_of(tier.id)
        if tier.id not in explained or not any(each.id in lines for each in own):
            continue
        told = explained[tier.id]
        judged = tuple(Judged(asked[each.id], tuple(lines.get(each.id, ()))) for each in own if each.id in asked)
        left_out = tuple(each for each in own if each.id not in asked)
        steps.append(Step(tier, told["reached"], told["sentence"], judged, left_out))
    return tuple(steps)
