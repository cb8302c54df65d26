"""The form of "try it" as its page shows it: questions, studies, what was typed, what is wrong with it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from evidencehub.guide.trying import address as trying
from evidencehub.guide.trying.address import Address
from evidencehub.guide.trying.facts import FactField
from evidencehub.standards.engine.testing import FactValue
from evidencehub.standards.files.vocabulary import Term, load_vocabulary
from evidencehub.standards.model.rule_parts import Route
from evidencehub.standards.model.standard import Criterion, Standard

NOT_STATED = "not-stated"


@dataclass(frozen=True, slots=True)
class Question:
    """One question as the form asks it."""

    name: str
    criterion: Criterion  # in the words of the route
    options: tuple[tuple[str, str], ...]  # the last one is "cannot tell yet"
    value: str  # "" for "cannot tell yet"
    error: str
    facts: tuple[FactField, ...]
    given_above: tuple[str, ...]  # labels of facts that another question asks for already
    proposed: str  # the answer taken from the kind of study, as long as none is given
    decided: str  # the answer that the kind of study settles: nothing is asked
    also_looked_for: tuple[str, ...]  # facts that reviewers will want, and that decide nothing

    @property
    def has_own_scale(self) -> bool:
        return "met" not in self.criterion.answers

    @property
    def is_answered(self) -> bool:
        """By its visitor, by a number, or by the kind of study."""
        return bool(self.value or self.proposed or self.decided or any(fact.value for fact in self.facts))


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    plain: str
    questions: tuple[Question, ...]
    facts: tuple[FactField, ...] = ()  # what the rule wants to know beside its questions

    @property
    def answered(self) -> int:
        return sum(question.is_answered for question in self.questions)

    @property
    def has_errors(self) -> bool:
        facts = (*self.facts, *(fact for question in self.questions for fact in question.facts))
        return any(question.error for question in self.questions) or any(fact.error for fact in facts)

    def holds(self, names: Iterable[str]) -> bool:
        return not {question.name for question in self.questions}.isdisjoint(names)


@dataclass(frozen=True, slots=True)
class StudyForm:
    """What is asked of one study; the only one, where a standard looks at one."""

    number: int
    prefix: str
    title: str
    kind: str  # slug of its design; "" until it is chosen
    kind_error: str
    route: Route | None
    name: str
    who: str
    who_options: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    has_errors: bool

    @property
    def kind_name(self) -> str:
        return f"{self.prefix}{trying.KIND}"

    @property
    def kind_label(self) -> str:
        return load_vocabulary("designs").term(self.kind).label if self.kind else ""


@dataclass(frozen=True, slots=True)
class TryForm:
    standard: Standard
    address: Address
    asks_for_kind: bool
    kinds: tuple[Term, ...]
    many: bool
    project: tuple[Section, ...]  # asked once, of the project
    studies: tuple[StudyForm, ...]
    together: tuple[Section, ...]  # asked once, of all studies together
    cost: FactField | None
    errors: Mapping[str, str]
    kept: tuple[tuple[str, str], ...]  # answers to what is not asked of this kind of study, kept and not counted
    unknown: tuple[str, ...]  # names in the address that mean nothing
    findings: Mapping[str, Mapping[str, str]]
    facts: Mapping[str, Mapping[str, FactValue]]

    @property
    def questions(self) -> tuple[Question, ...]:
        """All of them, in the order of the page."""
        studies = (section for study in self.studies for section in study.sections)
        return tuple(question for part in (self.project, studies, self.together) for each in part
                     for question in each.questions)  # fmt: skip

    @property
    def is_started(self) -> bool:
        """Whether the questions can be shown: the kind of the first study is known, or does not matter."""
        return not self.asks_for_kind or bool(self.studies[0].kind)

    @property
    def is_answered(self) -> bool:
        return any(self.findings.values()) or any(self.facts.values())

    @property
    def error_list(self) -> list[dict[str, str]]:
        return [{"text": text, "href": f"#{field_id(name)}"} for name, text in self.errors.items()]


def field_id(name: str) -> str:
    return f"q-{name}"
