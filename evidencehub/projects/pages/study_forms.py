"""The pages about a study, each made of the questions that fit its design: ``study-questions.toml`` has them."""

from collections.abc import Mapping
from typing import Any

from flask import request
from wtforms import Field, SelectChoice
from wtforms.validators import ValidationError

from evidencehub.projects.models import Evaluation
from evidencehub.projects.pages.forms import TeamForm, YesNo
from evidencehub.projects.study.asked import answer
from evidencehub.projects.study.flow import in_results
from evidencehub.shared.forms import LongText, NumberText, Radios, ShortText, called
from evidencehub.shared.numbers import NotOneNumber, read_share
from evidencehub.standards.files.studies import CHOICE, COLUMN, TABLE, StudyQuestion, StudySection

UNSURE = "The report does not say"
MOST_PEOPLE, MOST_ROWS = 100_000_000, 60
_CELL = 500  # characters


class Share(NumberText):
    """A share from 0 to 1, typed as "12%" or 0.12; shown as a percentage."""

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else f"{100 * self.data:.10g}%"

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        if raw := (valuelist[0].strip() if valuelist else ""):
            try:
                self.data = read_share(raw)
            except NotOneNumber as error:
                raise ValueError(f"{called(self)}: {error}") from None


class Rows(LongText):
    """A small table: a line each, its cells with a semicolon between, or with tabs, as Word and Excel paste them."""

    def __init__(self, label: str, *, columns: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.columns = columns

    def process_data(self, value: Any) -> None:
        lines = value if isinstance(value, (list, tuple)) else []
        between = "\t" if any(";" in cell for line in lines for cell in line) else "; "
        self.data = "\n".join(between.join(line) for line in lines)

    @property
    def stored(self) -> list[list[str]]:
        lines = [line for line in (self.data or "").splitlines() if line.strip()]
        rows = [[" ".join(cell.split()) for cell in line.split("\t" if "\t" in line else ";")] for line in lines]
        return [[*row, *[""] * (len(self.columns) - len(row))] for row in rows]

    def pre_validate(self, form: Any) -> None:
        named = "; ".join(self.columns)
        if len(self.stored) > MOST_ROWS:
            raise ValidationError(f"{called(self)} Write {MOST_ROWS} lines at most. There are {len(self.stored)}")
        for number, row in enumerate(self.stored, 1):
            if len(row) > len(self.columns):
                raise ValidationError(
                    f"Line {number} has {len(row)} parts, and should have {len(self.columns)}: {named}"
                )
            if not row[0]:
                raise ValidationError(f"Line {number} does not say what it is about. Write it as: {named}")
            if longest := max((cell for cell in row if len(cell) > _CELL), key=len, default=""):
                raise ValidationError(f"Line {number}: shorten “{longest[:40]}…” to {_CELL} characters")


def _columns() -> dict[str, Any]:
    """What was asked of an evaluation before there were these pages, and is a column of its own."""
    return {
        "participants": NumberText(
            "How many people were measured at the end?",
            whole=True,
            low=0,
            high=MOST_PEOPLE,
            description="All groups together. People who started and were not measured do not count here.",
        ),
        "participants_note": LongText(
            "Who dropped out, and why?",
            description="How many started, how many were measured, in each group.",
        ),
        "independent": YesNo(
            "Was it done by somebody outside the project?",
            unsure="I am not sure",
            description="Somebody who gains nothing from a good result. It need not be so at the first Standards.",
        ),
        "funder": ShortText("Who paid for it?"),
        "registration": ShortText(
            "Where was it registered?",
            description="Some studies put their plan in a public registry. We ask so that readers can see that the "
            "plan came first. Give the registry and its number, or the address. For example, ISRCTN12345678 or "
            "https://osf.io/…",
        ),
    }


COLUMN_FIELDS: Mapping[str, Any] = _columns()
_IN_GROUPS = "Only if the report does not say it for each group: where you gave both above, we add them up."


def field_of(question: StudyQuestion) -> Any:
    """The field of one question, unbound."""
    if question.kind == COLUMN:
        return COLUMN_FIELDS[question.name]
    label: str = question.label
    said: dict[str, Any] = {"description": question.help}
    if question.kind == "whole":
        return NumberText(label, whole=True, low=0, high=MOST_PEOPLE, **said)
    if question.kind == "number":
        return NumberText(f"{label} ({question.unit})" if question.unit else label, low=question.min,
                          high=question.max, **said)  # fmt: skip
    if question.kind == "share":
        return Share(label, **said)
    if question.kind == "yes-no":
        return YesNo(label, unsure=UNSURE, **said)
    if question.kind == CHOICE:
        choices = [SelectChoice(value, words) for value, words in zip(question.choices, question.labels, strict=True)]
        return Radios(label, choices=[*choices, SelectChoice("", UNSURE)], **said)
    if question.kind == TABLE:
        return Rows(label, columns=question.columns, **said)
    return ShortText(label, **said) if question.kind == "line" else LongText(label, **said)


class StudyForm(TeamForm):
    """One section. What somebody typed while another chose a different design is kept too."""

    questions: tuple[StudyQuestion, ...] = ()

    @classmethod
    def of(cls, part: StudySection, evaluation: Evaluation, **how: Any) -> "StudyForm":
        fits = part.fitting(evaluation.design)
        asked = tuple(each for each in part.questions if each in fits or each.name in request.form) or part.questions
        form = cls.asking(asked, data={each.name: _shown(evaluation, each) for each in asked}, **how)
        if "participants" in form and "analysed_t" in form:
            form.participants.label.text = "How many people were measured at the end, all groups together?"
            form.participants.description = _IN_GROUPS
        return form

    @classmethod
    def asking(cls, questions: tuple[StudyQuestion, ...], **how: Any) -> "StudyForm":
        fields = {each.name: field_of(each) for each in questions}
        form: StudyForm = type("StudyForm", (cls,), {**fields, "questions": questions})(**how)
        return form

    @property
    def asked(self) -> list[tuple[StudyQuestion, Field]]:
        return [(each, self[each.name]) for each in self.questions]

    def answers_of(self, record: Any) -> dict[str, Any]:
        return {each.name: _shown(record, each) for each in self.questions}

    def in_words(self, name: str, value: Any) -> str:
        if value and isinstance(value, list):
            return "\n".join("; ".join(line) for line in value)
        return super().in_words(name, value)


def _shown(record: Any, question: StudyQuestion) -> Any:
    """An answer as its page shows it: a number that follows from the groups is not typed again."""
    value = answer(record, question)
    return None if question.name == "participants" and value == in_results(record.study) else value
