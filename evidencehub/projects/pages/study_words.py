"""Answers about a study in words, and what follows from them, for the team, for reviewers and for everybody."""

from collections.abc import Collection, Iterator
from typing import Any

from evidencehub.projects.frozen.shapes import FrozenEvaluation
from evidencehub.projects.left_out import is_few
from evidencehub.projects.pages.answer import Answer, Section
from evidencehub.projects.pages.study_forms import COLUMN_FIELDS
from evidencehub.projects.study import asked
from evidencehub.projects.study.flow import ARMS, FLOW_COUNTS, Flow, flow_of
from evidencehub.projects.tasks import is_answered
from evidencehub.shared.words import number
from evidencehub.standards.files.studies import CHOICE, COLUMN, TABLE, StudyQuestion, fact_label

FLOW = "flow"  # slug of the section of counts
DIGITS = 6
OVERALL, DIFFERENTIAL = "attrition_overall", "attrition_differential"
_FEW = Answer("few", "How many people", "Fewer than 5 people in one of the groups, so the numbers are not shown")


def study_sections(
    study: FrozenEvaluation, *, but_not: Collection[str] = (), sealed: Collection[str] = (), public: bool = False
) -> Iterator[Section]:
    """What was answered that fits the design, a section each.

    :param but_not: names of answers that this reader is not to see.
    :param sealed: facts that this reader has still to type; an answer that gives one away is left out.
    :param public: no count from which a number under five follows; columns stand elsewhere on public pages.
    """
    few_people = public and _tells_few(study)
    for part in asked.sections(study.design):
        said = [
            (each, value)
            for each in part.fitting(study.design)
            if each.name not in but_not and not (public and each.kind == COLUMN)
            if is_answered(value := asked.answer(study, each))
        ]
        open_to = [(each, value) for each, value in said if each.gives.isdisjoint(sealed)]
        answers = [
            Answer(each.name, question_of(each), words_of(each, value))
            for each, value in open_to
            if not (few_people and each.name in FLOW_COUNTS)
        ]
        if part.slug == FLOW and few_people:
            answers.insert(0, _FEW)
        elif part.slug == FLOW:
            losses = losses_in_words(flow_of(asked.fitting(study.study, study.design), study.participants))
            answers += [each for each in losses if each.name not in sealed]
        yield Section(part.slug, part.title, tuple(answers), is_sealed=len(open_to) < len(said))


def _tells_few(study: FrozenEvaluation) -> bool:
    """Whether one of the counts is of few people, or few were measured, or few of those are left for the others."""
    others = [(study.participants or 0) - study.study.get(f"analysed_{arm}", 0) for arm in ARMS]
    return any(is_few(count) for count in [*(study.study.get(name, 0) for name in FLOW_COUNTS), *others])


def question_of(question: StudyQuestion) -> str:
    return str(COLUMN_FIELDS[question.name].args[0]) if question.kind == COLUMN else question.label


def words_of(question: StudyQuestion, value: Any) -> str:
    """An answer as a reader wants it."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if question.kind == CHOICE:
        return dict(zip(question.choices, question.labels, strict=True)).get(value, str(value))
    if question.kind == TABLE:
        return "\n".join(_line(question, row) for row in value)
    if question.kind == "share":
        return f"{number(100 * value, 1)}%"
    if isinstance(value, int | float):
        unit = f" {question.unit}" if question.unit else ""
        return f"{number(value, DIGITS)}{unit}"
    return str(value)


def _line(question: StudyQuestion, row: list[str]) -> str:
    named = zip(question.columns[1:], row[1:], strict=False)
    rest = ", ".join(f"{column[:1].lower()}{column[1:]} {cell}" for column, cell in named if cell)
    return f"{row[0]}: {rest}" if rest else row[0]


def losses_in_words(flow: Flow) -> list[Answer]:
    """What follows from the counts; nothing where they are not all there."""
    answers = []
    if flow.whole:
        of = f"{number(flow.whole.people)} of {number(flow.whole.started)} people"
        answers.append(Answer(OVERALL, fact_label(OVERALL), f"{_percent(flow.whole.share)} ({of}; worked out)"))
    if flow.groups:
        first, second = flow.groups
        gap = f"{number(100 * abs(first.share - second.share), 1)} percentage points"
        shares = f"{_percent(first.share)} of the project group, {_percent(second.share)} of the other; worked out"
        answers.append(Answer(DIFFERENTIAL, fact_label(DIFFERENTIAL), f"{gap} ({shares})"))
    return answers


def _percent(share: float) -> str:
    return f"{number(100 * share, 1)}%"
