"""What a reviewer is asked about one submission: every criterion of the standard, and for which outcome result.

A sheet follows from the frozen texts alone, so it is the same for both reviewers and for ever.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from evidencehub.projects.frozen.keeping import bundle_of, remains_of
from evidencehub.projects.frozen.shapes import FrozenEvaluation, FrozenResult
from evidencehub.projects.models import Submission
from evidencehub.review.effects import refuted_by, why_closed
from evidencehub.review.models import Assignment
from evidencehub.shared.errors import Invalid
from evidencehub.standards.engine.inputs import FactValue
from evidencehub.standards.files.loading import load_standard
from evidencehub.standards.model.standard import NOT_APPLICABLE, Criterion, FactKind, Standard, Tier

Key = tuple[str, str]  # criterion id and result key; for facts: name and result key
PLAN_ONLY = "theory-and-plan"  # the design of a submission without a study
WHOLE = ""  # the result key of what is about the submission as a whole
_NUMBER = "#"  # before the key of a number, in a list of what somebody grades; no criterion begins so


@dataclass(frozen=True)
class Measured:
    """What a criterion about measurement is asked for: one outcome result, or a study that has none."""

    key: str  # the result's id as frozen; the evaluation's where it has no results and is not the only one
    label: str
    evaluation_id: str
    design: str | None
    result: FrozenResult | None


@dataclass(frozen=True)
class Study:
    id: str
    title: str
    design: str | None  # None: not stated
    frozen: FrozenEvaluation
    measured: tuple[Measured, ...]


@dataclass(frozen=True)
class Item:
    """One question: a criterion, asked about the whole or about one outcome result."""

    criterion: Criterion
    result_key: str
    about: str  # in words, "" for the whole
    answers: tuple[str, ...]  # n-a only where the criterion lists the design
    facts: tuple[FactKind, ...]  # to be typed here; each is asked once for each result
    note: str = ""  # why an answer is not open here

    @property
    def key(self) -> Key:
        return self.criterion.id, self.result_key


@dataclass(frozen=True)
class Number:
    """A number that is asked for by itself: of a third reviewer, where the first two read it differently."""

    fact: FactKind
    result_key: str
    about: str  # in words, "" for the whole

    @property
    def key(self) -> Key:
        return self.fact.name, self.result_key


@dataclass(frozen=True, eq=False)
class Sheet:
    standard: Standard
    studies: tuple[Study, ...]
    items: tuple[Item, ...]  # in the order of tiers, then of criteria, then of results
    numbers: tuple[Number, ...] = ()  # that are asked for by themselves, in the order in which they are asked

    @cached_property
    def by_key(self) -> Mapping[Key, Item]:
        return {item.key: item for item in self.items}

    @cached_property
    def results(self) -> tuple[Measured, ...]:
        """The outcome results that are graded one by one; subgroups never count as evidence of their own."""
        return tuple(one for study in self.studies for one in study.measured if one.result is not None)

    def refuted(self, item: Item, answer: str, facts: Mapping[Key, FactValue]) -> str:
        """Why an answer cannot stand beside the numbers that were typed from the report; "" where it can."""
        if item.criterion.about != "effect" or not item.criterion.accepts(answer):
            return ""
        result = next((one.result for one in self.results if one.key == item.result_key), None)
        return refuted_by(
            item.criterion, result, {name: value for (name, key), value in facts.items() if key == item.result_key}
        )

    @cached_property
    def labels(self) -> Mapping[str, str]:
        return {one.key: one.label for study in self.studies for one in study.measured if one.key != WHOLE}

    @property
    def tiers(self) -> tuple[Tier, ...]:
        """The steps of which something is asked."""
        return tuple(tier for tier in self.standard.tiers if self.of_tier(tier))

    def of_tier(self, tier: Tier) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.criterion.tier == tier.id)

    def item(self, criterion_id: str, result_key: str) -> Item:
        """:raises Invalid: nothing of the kind is asked about this submission."""
        self.standard.criterion(criterion_id)
        found = self.by_key.get((criterion_id, result_key))
        if found is None:
            raise Invalid(f"{criterion_id} is not asked about {result_key or 'the submission as a whole'} here")
        return found

    def fact(self, name: str, result_key: str) -> FactKind:
        """:raises Invalid: the standard has no such fact, or the submission no such result."""
        kind = self.standard.facts_by_name.get(name)
        if kind is None:
            raise Invalid(f'{self.standard.short_title} has no fact called "{name}"')
        if result_key != WHOLE and result_key not in self.labels:
            raise Invalid(f'there is no outcome result "{result_key}" in this submission')
        return kind


def as_text(key: Key) -> str:
    """A key as it is kept where a list of questions is."""
    return " ".join(key)


def number_as_text(key: Key) -> str:
    """The same for a number that is asked for by itself."""
    return _NUMBER + as_text(key)


def asked_for(only: Collection[str]) -> tuple[int, int]:
    """How many questions a list of what somebody grades has, and how many numbers."""
    numbers = sum(one.startswith(_NUMBER) for one in only)
    return len(only) - numbers, numbers


def sheet_for(assignment: Assignment) -> Sheet:
    """What one reviewer is asked. A third gets the questions and the numbers on which the first two differ, apart.

    On appeal numbers are typed anew beside the questions: what is contested may rest on one.
    """
    whole = sheet_of(assignment.submission)
    if assignment.grades_everything:
        return whole
    items = [item for item in whole.items if as_text(item.key) in assignment.only]
    if not assignment.is_on_appeal:
        alone = tuple(replace(item, facts=()) for item in items)
        return Sheet(whole.standard, whole.studies, alone, tuple(_numbers(whole, assignment.only)))
    return Sheet(whole.standard, whole.studies, tuple(_with_numbers(whole.standard, items)))


def _numbers(sheet: Sheet, only: Collection[str]) -> Iterator[Number]:
    for text in only:
        if text.startswith(_NUMBER):
            name, _, result_key = text.removeprefix(_NUMBER).partition(" ")
            yield Number(sheet.standard.facts_by_name[name], result_key, sheet.labels.get(result_key, ""))


def _with_numbers(standard: Standard, items: Iterable[Item]) -> Iterator[Item]:
    """Each with the numbers it hangs on. Where all are asked, a number stands with the first question that needs it."""
    asked: set[Key] = set()
    for item in items:
        names = [name for name in item.criterion.facts if (name, item.result_key) not in asked]
        asked |= {(name, item.result_key) for name in names}
        yield replace(item, facts=tuple(standard.facts_by_name[name] for name in names))


def sheet_of(submission: Submission, version: str | None = None) -> Sheet:
    """What is asked of a submission.

    :param version: another version of its standard, to see what that would ask of the same texts.
    :raises Invalid: a frozen text was removed.
    """
    standard = load_standard(submission.standard_id, version or submission.standard_version)
    return sheet_for_studies(standard, bundle_of(submission).evaluations)


def sheet_for_studies(standard: Standard, evaluations: Sequence[FrozenEvaluation]) -> Sheet:
    """What a standard asks of these studies, sent or not."""
    studies = tuple(_study(standard, each, alone=len(evaluations) == 1) for each in evaluations)
    return Sheet(standard, studies, tuple(_items(standard, studies)))


def sheet_of_remains(submission: Submission) -> Sheet:
    """The same of what is left, where texts were removed: their questions are not in it."""
    standard = load_standard(submission.standard_id, submission.standard_version)
    remains = remains_of(submission)
    studies = tuple(_study(standard, each, alone=len(remains.evaluations) == 1) for each in remains.left)
    return Sheet(standard, studies, tuple(_items(standard, studies)))


def _study(standard: Standard, frozen: FrozenEvaluation, *, alone: bool) -> Study:
    study_id = str(frozen.id)
    design = frozen.design if frozen.design in standard.designs else None
    measured = [
        Measured(str(result.id), _label(result), study_id, design, result)
        for result in frozen.results
        if not result.is_subgroup
    ]
    if not measured:
        # Interviews have no table of numbers. They are asked the same questions, about the study as a whole.
        measured = [Measured(WHOLE if alone else study_id, "" if alone else frozen.title, study_id, design, None)]
    return Study(study_id, frozen.title, design, frozen, tuple(measured))


def _label(result: FrozenResult) -> str:
    how = ", ".join(part for part in (result.measure_name, result.timepoint) if part)
    return f"{result.outcome} ({how})" if how else result.outcome


def _items(standard: Standard, studies: tuple[Study, ...]) -> list[Item]:
    measured = [one for study in studies for one in study.measured]
    whole = Measured(WHOLE, "", "", None, None)
    asked: set[Key] = set()
    items = []
    for tier in standard.tiers:
        for criterion in standard.criteria_of(tier.id):
            by_result = criterion.unit == "outcome" and measured
            for one in measured if by_result else [whole]:
                designs = {one.design} if by_result else {study.design for study in studies} or {PLAN_ONLY}
                routes = {standard.route_for(design) for design in designs}
                if not any(standard.asked_on(criterion, route) for route in routes):
                    continue  # designs of this kind are not asked for it
                facts = [name for name in criterion.facts if (name, one.key) not in asked]
                asked |= {(name, one.key) for name in facts}
                # Studies of several kinds share a question about the whole: it is asked in the words for all of them.
                worded = standard.worded(criterion, routes.pop()) if len(routes) == 1 else criterion
                closed = why_closed(standard, criterion, one.result, one.design) if by_result else ""
                items.append(
                    Item(worded, one.key, one.label, _answers(criterion, designs, closed=bool(closed)),
                         tuple(standard.facts_by_name[name] for name in facts), closed)
                )  # fmt: skip
    return items


def _answers(criterion: Criterion, designs: set[str | None], *, closed: bool) -> tuple[str, ...]:
    """The criterion's scale; ``n-a`` only where every design it would be said of is listed."""
    open_to_na = bool(designs) and designs <= set(criterion.not_applicable_for)
    scale = [answer for answer in criterion.answers if answer != NOT_APPLICABLE or open_to_na]
    return tuple(answer for answer in scale if not (closed and criterion.accepts(answer)))
