"""What is asked about a study: sections, each a page, and their questions, from ``standards/vocabularies/studies``."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from evidencehub.shared.paths import standards_dir, vocabularies_dir
from evidencehub.standards.files.designs import STUDIES
from evidencehub.standards.files.toml_source import Key, Table, TomlSource
from evidencehub.standards.files.vocabulary import design_slugs, fact_tables
from evidencehub.standards.model.errors import BadFile
from evidencehub.standards.model.suggestions import did_you_mean

STUDY_QUESTIONS = "study-questions"
_SECTIONS, _QUESTIONS = "sections", "questions"
COLUMN, TABLE, CHOICE = "column", "table", "choice"
KINDS = ("whole", "number", "share", "yes-no", CHOICE, "line", "text", TABLE, COLUMN)
_OF_FACTS = {"bool": "yes-no", "string": "line", "share": "share", "number": "number"}
_COUNTED = ("people", "settings", "sites", "groups", "reviews", "year")  # units of whole numbers
_SECTION = {"slug": Key(str), "title": Key(str), "hint": Key(str), "designs": Key(list)}
_QUESTION = {
    "name": Key(str),
    "section": Key(str),
    "kind": Key(str, required=False, choices=KINDS),
    "label": Key(str, required=False),
    "help": Key(str, required=False),
    "min": Key(float, required=False),
    "max": Key(float, required=False),
    "designs": Key(list, required=False),
    "gives": Key(list, required=False),
    "choices": Key(list, required=False),
    "labels": Key(list, required=False),
    "columns": Key(list, required=False),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyQuestion:
    name: str
    section: str
    kind: str  # one of KINDS
    label: str = ""  # "" for a column, which has its words in its form
    help: str = ""
    unit: str = ""
    min: float | None = None
    max: float | None = None
    designs: tuple[str, ...] = ()  # none: all of its section
    gives: frozenset[str] = frozenset()  # facts that its answer gives away
    choices: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()  # of the choices
    columns: tuple[str, ...] = ()  # of a table


@dataclass(frozen=True, slots=True, kw_only=True)
class StudySection:
    slug: str
    title: str
    hint: str
    designs: tuple[str, ...]
    questions: tuple[StudyQuestion, ...]

    def fitting(self, design: str) -> tuple[StudyQuestion, ...]:
        """The questions that fit a design; none where the section does not."""
        if design not in self.designs:
            return ()
        return tuple(each for each in self.questions if not each.designs or design in each.designs)


@dataclass(frozen=True, eq=False)
class StudyForm:
    sections: tuple[StudySection, ...]

    @cached_property
    def by_slug(self) -> Mapping[str, StudySection]:
        return {each.slug: each for each in self.sections}

    @cached_property
    def questions(self) -> Mapping[str, StudyQuestion]:
        """By name, without the columns."""
        every = (question for section in self.sections for question in section.questions)
        return {each.name: each for each in every if each.kind != COLUMN}

    def fitting(self, design: str) -> tuple[StudySection, ...]:
        return tuple(each for each in self.sections if each.fitting(design))


def load_study_form(root: Path | None = None) -> StudyForm:
    """:raises BadFile: the file cannot be used."""
    return _load(root or standards_dir())


@cache
def _load(root: Path) -> StudyForm:
    source = read_study_questions(vocabularies_dir(root) / STUDIES / f"{STUDY_QUESTIONS}.toml")
    if source.problems:
        raise BadFile(source.problems)
    facts = {str(each["name"]): each for each in fact_tables(root)}
    questions = [_question(values, facts.get(values["name"])) for values in source.data[_QUESTIONS]]
    return StudyForm(tuple(_section(values, questions) for values in source.data[_SECTIONS]))


def _section(values: Table, questions: Iterable[StudyQuestion]) -> StudySection:
    own = tuple(each for each in questions if each.section == values["slug"])
    return StudySection(**{**values, "designs": tuple(values["designs"])}, questions=own)


def _question(values: Table, fact: Table | None) -> StudyQuestion:
    """With what its fact says of it, where it is one."""
    made: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in values.items()}
    made["gives"] = frozenset(values.get("gives", ()))
    if fact and "kind" not in values:
        unit, kind = str(fact["unit"]), _OF_FACTS[str(fact["kind"])]
        counted = kind == "number" and unit in _COUNTED
        made |= {
            "kind": "whole" if counted else kind, "label": fact["label"], "help": fact["help"], "min": fact.get("min"),
            "max": 1 if unit.endswith("from 0 to 1") else None, "gives": made["gives"] | {values["name"]},
            "unit": "" if counted or kind != "number" else unit,
        }  # fmt: skip
    return StudyQuestion(**made)


def fact_label(name: str, root: Path | None = None) -> str:
    """What a fact of the shared vocabulary is called."""
    return next(str(each["label"]) for each in fact_tables(root or standards_dir()) if each["name"] == name)


def read_study_questions(path: Path) -> TomlSource:
    """Read the file and note every problem in it."""
    source = TomlSource.read(path)
    if source.problems:
        return source
    rest = {key: value for key, value in source.data.items() if key not in {_SECTIONS, _QUESTIONS}}
    source.check_keys({"id": Key(str), "label": Key(str)}, rest)
    sections, questions = source.tables(_SECTIONS, _SECTION), source.tables(_QUESTIONS, _QUESTION)
    source.check_unique(_SECTIONS, "slug", sections)
    source.check_unique(_QUESTIONS, "name", questions)
    root = path.parent.parent.parent
    known = {"section": [str(each.get("slug")) for each in sections], "designs": list(design_slugs(root))}
    known["gives"] = [str(each.get("name")) for each in fact_tables(root)]
    for table, entries in ((_SECTIONS, sections), (_QUESTIONS, questions)):
        for index, each in enumerate(entries):
            for key in known.keys() & each.keys():
                for word in each[key] if isinstance(each[key], list) else [each[key]]:
                    if word not in known[key]:
                        source.add(f'"{key}": there is no "{word}"{did_you_mean(word, known[key])}', table, index, key)
    for index, each in enumerate(questions):
        if complaint := _incomplete(each, known["gives"]):
            source.add(complaint, _QUESTIONS, index)
    return source


def _incomplete(question: Table, facts: Sequence[str]) -> str:
    kind = question.get("kind")
    if kind is None:
        return (
            "" if str(question.get("name")) in facts else "a question that is no fact needs a kind, a label and a help"
        )
    if kind != COLUMN and not (question.get("label") and question.get("help")):
        return "a question that is no fact needs a label and a help"
    if (kind == CHOICE and len(question.get("choices", ())) != len(question.get("labels", ()))) or (
        kind == CHOICE and not question.get("choices")
    ):
        return "a choice needs choices, and a label for each"
    if kind == TABLE and not question.get("columns"):
        return "a table needs columns"
    return ""
