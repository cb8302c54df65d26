"""What changed between two submissions of a project, in the words in which their answers are shown.

It compares what the record's own pages show (:mod:`.answers`), so that a reader who is not to see an answer there does
not learn here that it changed. Every answer that differs is told, with what it was and what it is.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from evidencehub.projects.costs.words import CostsInWords
from evidencehub.projects.frozen.keeping import Bundle
from evidencehub.projects.frozen.shapes import FrozenDocument, FrozenEvaluation
from evidencehub.projects.pages.answer import Answer, Section
from evidencehub.projects.pages.answers import (
    Group,
    ResultInWords,
    StudyInWords,
    project_sections,
    studies_in_words,
)
from evidencehub.projects.pages.word_differences import Piece, word_differences
from evidencehub.projects.references.shape import TITLES
from evidencehub.projects.references.words import CitedList
from evidencehub.projects.theory.words import TheoryInWords, lead_as_text

_FIGURES = (("people", "people"), ("events", "with the outcome"), ("mean", "average or percentage"),
            ("spread", "standard deviation"))  # fmt: skip
_RESULT_WORDS = {"outcome": "Outcome", "question": "What it asks", "mark": "What it shows"}


@dataclass(frozen=True)
class Change:
    """One answer that differs; "" where there was or is none."""

    question: str
    old: str
    new: str

    @property
    def what(self) -> str:
        return "added" if not self.old else "removed" if not self.new else "changed"

    @property
    def pieces(self) -> list[Piece]:
        return word_differences(self.old, self.new)


@dataclass(frozen=True)
class ChangeGroup:
    """What changed under one heading; ``what`` says it of the whole, where all of it came or went."""

    heading: str
    changes: tuple[Change, ...]
    what: str = "changed"


@dataclass(frozen=True)
class StudyChanges:
    title: str
    what: str  # added | removed | changed
    sections: tuple[ChangeGroup, ...]
    results: tuple[ChangeGroup, ...]
    documents: tuple[Change, ...]

    @property
    def is_any(self) -> bool:
        return self.what != "changed" or bool(self.sections or self.results or self.documents)


@dataclass(frozen=True)
class Differences:
    project: tuple[ChangeGroup, ...]
    documents: tuple[Change, ...]  # of the plan
    studies: tuple[StudyChanges, ...]

    @property
    def is_any(self) -> bool:
        return bool(self.project or self.documents or self.studies)


def differences(
    old: Bundle,
    new: Bundle,
    *,
    but_not: Collection[str] = (),
    sealed: Collection[str] = (),
    sealed_facts: Mapping[str, Collection[str]] | None = None,
) -> Differences:
    """The parameters are those of :func:`studies_in_words`: what this reader is not to see."""

    def told(evaluations: Iterable[FrozenEvaluation]) -> dict[UUID, StudyInWords]:
        every = studies_in_words(evaluations, but_not=but_not, sealed=sealed, sealed_facts=sealed_facts)
        return {each.sent.id: each for each in every}

    before, now = told(old.evaluations), told(new.evaluations)
    studies = [_study(before.get(key), now.get(key)) for key in dict.fromkeys([*now, *before])]
    return Differences(
        tuple(_sections(*(project_sections(each.project, each.evaluations, but_not=but_not) for each in (old, new)))),
        tuple(_documents(old.project.plan_documents, new.project.plan_documents)),
        tuple(each for each in studies if each.is_any),
    )


def _study(old: StudyInWords | None, new: StudyInWords | None) -> StudyChanges:
    if old is None or new is None:
        there = new or old
        assert there is not None  # noqa: S101  (one of the two is)
        return StudyChanges(there.sent.title, "added" if old is None else "removed", (), (), ())
    results_before = {result.id: words for result, words in zip(old.sent.results, old.results, strict=True)}
    results_now = {result.id: words for result, words in zip(new.sent.results, new.results, strict=True)}
    return StudyChanges(
        new.sent.title,
        "changed",
        (*_sections(old.sections, new.sections), *_cited(old.cited, new.cited), *_note(old, new)),
        tuple(_results(results_before, results_now)),
        tuple(_documents(old.sent.documents, new.sent.documents)),
    )


def _cited(old: Iterable[CitedList], new: Iterable[CitedList]) -> Iterator[ChangeGroup]:
    before, now = {each.name: each for each in old}, {each.name: each for each in new}
    for name in dict.fromkeys([*now, *before]):
        was, is_now = (
            {each.id: each.words for each in held.items} if held else {} for held in (before.get(name), now.get(name))
        )
        each_of = ((was.get(key, ""), is_now.get(key, "")) for key in dict.fromkeys([*is_now, *was]))
        if changes := tuple(Change("A reference", old, new) for old, new in each_of if old != new):
            yield ChangeGroup(TITLES[name], changes)


def _note(old: StudyInWords, new: StudyInWords) -> Iterator[ChangeGroup]:
    was, now = old.sent.documents_note, new.sent.documents_note
    if was != now:
        yield ChangeGroup("Documents", (Change("Why there is no report to read", was, now),))


def _sections(old: Iterable[Section], new: Iterable[Section]) -> Iterator[ChangeGroup]:
    before = {section.slug: section for section in old}
    for section in new:
        was = before.get(section.slug)
        changes = (
            *_answers(was.answers if was else (), section.answers),
            *_answers(_steps(was.theory if was else None), _steps(section.theory)),
            *_answers(_lines(was.costs if was else None), _lines(section.costs)),
        )
        if changes:
            yield ChangeGroup(section.title, changes)


def _answers(old: Sequence[Answer], new: Sequence[Answer]) -> Iterator[Change]:
    """In the order of now; what is gone comes last. An answer is known by its name: its question may be worded anew."""
    before, now = {each.name: each for each in old}, {each.name: each for each in new}
    for name in dict.fromkeys([*now, *before]):
        was, is_now = before.get(name), now.get(name)
        if (was.words if was else "") != (is_now.words if is_now else ""):
            asked = is_now or was
            assert asked is not None  # noqa: S101  (one of the two is)
            yield Change(asked.question, was.words if was else "", is_now.words if is_now else "")


def _steps(theory: TheoryInWords | None) -> list[Answer]:
    """Each step of a theory of change under its kind, with what it leads to and why."""
    return [
        Answer(f"step {step.id}", kind.title, "\n".join([step.words, step.outcome, *map(lead_as_text, step.leads)]))
        for kind, step in (theory.steps if theory else ())
    ]


def _lines(costs: CostsInWords | None) -> list[Answer]:
    """Each line of cost, and how many people all of them are for."""
    if costs is None:
        return []
    told = [Answer(f"cost {line.id}", "A line of cost", line.whole) for line in costs.lines]
    return [*told, Answer("costs are for", "For how many people", costs.taking_part)]


def _results(old: Mapping[UUID, ResultInWords], new: Mapping[UUID, ResultInWords]) -> Iterator[ChangeGroup]:
    for key in dict.fromkeys([*new, *old]):
        was, now = old.get(key), new.get(key)
        changes = tuple(_answers(_as_answers(was) if was else (), _as_answers(now) if now else ()))
        if changes:
            shown = now or was
            assert shown is not None  # noqa: S101  (one of the two is)
            yield ChangeGroup(
                shown.outcome, changes, "added" if was is None else "removed" if now is None else "changed"
            )


def _as_answers(result: ResultInWords) -> list[Answer]:
    """Everything that a page shows of a result, figure by figure."""
    told = [Answer(f"result {name}", asked, getattr(result, name)) for name, asked in _RESULT_WORDS.items()]
    return [*told, *_figures(result.groups), *result.answers]


def _figures(groups: Iterable[Group]) -> Iterator[Answer]:
    for place, group in enumerate(groups):
        for name, called in _FIGURES:
            if value := getattr(group, name):
                yield Answer(f"group {place} {name}", f"{group.name}: {called}", value)


def _documents(old: Sequence[FrozenDocument], new: Sequence[FrozenDocument]) -> Iterator[Change]:
    """By content: the same file uploaded again is the same. One that went and one of its kind that came: replaced."""
    held, kept = {each.sha256 for each in old}, {each.sha256: each for each in new}
    gone = [each for each in old if each.sha256 not in kept]
    for each in old:
        if each.sha256 in kept and each.told != kept[each.sha256].told:
            yield Change("What a file is", each.told, kept[each.sha256].told)
    for each in new:
        if each.sha256 in held:
            continue
        was = next((one for one in gone if one.kind == each.kind), None)
        if was is not None:
            gone.remove(was)
        yield Change("Replaced by another file" if was else "A new file", was.told if was else "", each.told)
    for each in gone:
        yield Change("A file that is gone", each.told, "")
