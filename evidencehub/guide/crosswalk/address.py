"""What the address of the crosswalk holds: answers about a project and its studies, typed by anybody, stored nowhere.

``theory-of-change=yes&1.kind=rct&1.groups-alike=partly&1.attrition_overall=12%`` is an answer about the project, then
what is known of the first study. The address is read as that of "try it" is. Only the questions differ: here each is
one that standards share, so that it is asked once for all of them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from evidencehub.guide.crosswalk.topics import Asked, Topic, asked_for
from evidencehub.guide.trying import address as trying
from evidencehub.guide.trying.address import Address
from evidencehub.guide.trying.facts import CannotRead, FactField, read_fact
from evidencehub.guide.trying.facts import field as fact_field
from evidencehub.standards.files.vocabulary import Term, load_vocabulary
from evidencehub.standards.model.standard import FactKind, Standard

SHOW = "show"  # the button that asks for the result, also when nothing was answered
UNSURE = "unsure"
OPTIONS = (("yes", "Yes"), ("partly", "Partly"), ("no", "No"), (UNSURE, "Not sure"))
_ANSWERS = {"yes": "met", "partly": "partly", "no": "not-met"}
_OTHERS = "others"  # the people of a study are in none of those before it


@dataclass(frozen=True, slots=True)
class QuestionField:
    name: str
    term: Term
    value: str
    error: str


@dataclass(frozen=True, slots=True)
class TopicForm:
    id: str
    title: str
    questions: tuple[QuestionField, ...]
    facts: tuple[FactField, ...]

    @property
    def fields(self) -> tuple[QuestionField | FactField, ...]:
        return (*self.questions, *self.facts)

    @property
    def answered(self) -> int:
        return sum(bool(each.value) for each in self.fields)

    @property
    def has_errors(self) -> bool:
        return any(each.error for each in self.fields)

    def holds(self, names: Iterable[str]) -> bool:
        return not {each.name for each in self.fields}.isdisjoint(names)


@dataclass(frozen=True, slots=True)
class StudyForm:
    number: int
    kind: str  # slug of its design; "" until it is chosen
    kind_error: str
    who: str
    who_error: str
    who_options: tuple[tuple[str, str], ...]  # none for the first study
    topics: tuple[TopicForm, ...]

    @property
    def prefix(self) -> str:
        return f"{self.number}."


@dataclass(frozen=True, slots=True)
class CrossingForm:
    address: Address
    kinds: tuple[Term, ...]
    project: tuple[TopicForm, ...]
    studies: tuple[StudyForm, ...]
    errors: Mapping[str, str]  # by name of the field
    data: Mapping[str, Any]  # for ``crosswalk``

    @property
    def is_answered(self) -> bool:
        return bool(self.data)


def read(standards: tuple[Standard, ...], arguments: Iterable[tuple[str, str]]) -> tuple[Address, bool]:
    """Return what the address holds, and whether somebody pressed the button that asks for the result."""
    pairs = list(arguments)
    counts_studies = next(standard for standard in standards if trying.asks_of_each_study(standard))
    address = trying.read(counts_studies, [pair for pair in pairs if pair[0] != SHOW])
    # Once the studies before it are taken away, "other people than in those" means nothing any more.
    values = {name: value for name, value in address.values.items() if name != f"1.{trying.WHO}"}
    return replace(address, values=values), any(name == SHOW for name, _ in pairs)


def make_form(standards: tuple[Standard, ...], address: Address) -> CrossingForm:
    """Return the form with everything that the address holds, each value that cannot be read with its error."""
    return _Maker(asked_for(standards), address).form()


@dataclass(slots=True)
class _Maker:
    asked: Asked
    address: Address
    errors: dict[str, str] = field(default_factory=dict)

    def form(self) -> CrossingForm:
        findings: dict[str, str] = {}
        project = tuple(self.topic(topic, "", findings, {}) for topic in self.asked.project)
        studies, told = [], []
        samples: dict[int, str | None] = {}
        for number in range(1, self.address.studies + 1):
            study, data = self.study(number)
            studies.append(study)
            samples[number] = _sample(study, samples)
            if data:
                told.append({"id": str(number), "sample_id": samples[number], **data})
        data = {key: value for key, value in (("findings", findings), ("studies", told)) if value}
        return CrossingForm(
            self.address, load_vocabulary("designs").terms, project, tuple(studies), self.errors, data
        )  # fmt: skip

    def study(self, number: int) -> tuple[StudyForm, dict[str, Any]]:
        prefix = f"{number}."
        kinds = load_vocabulary("designs").by_slug
        kind, kind_error = self.choice(f"{prefix}{trying.KIND}", kinds, f"{self.where(prefix)}How it was studied")
        who_options = _who_options(number)
        who, who_error = self.choice(f"{prefix}{trying.WHO}", dict(who_options), f"{self.where(prefix)}Who was in it")
        findings: dict[str, str] = {}
        facts: dict[str, Any] = {}
        topics = tuple(self.topic(topic, prefix, findings, facts) for topic in self.asked.study)
        told = (("design", kind), ("findings", findings), ("facts", facts))
        data = {key: value for key, value in told if value}
        return StudyForm(number, kind, kind_error, who, who_error, who_options, topics), data

    def topic(self, topic: Topic, prefix: str, findings: dict[str, str], facts: dict[str, Any]) -> TopicForm:
        questions = []
        for term in topic.questions:
            name = f"{prefix}{term.slug}"
            value, error = self.choice(name, dict(OPTIONS), f"{self.where(prefix)}{term.label}")
            if value in _ANSWERS:
                findings[term.slug] = _ANSWERS[value]
            questions.append(QuestionField(name, term, value, error))
        fields = tuple(self.fact(fact, prefix, facts) for fact in topic.facts)
        return TopicForm(f"{topic.id}{f'-{prefix[:-1]}' if prefix else ''}", topic.title, tuple(questions), fields)

    def choice(self, name: str, options: Mapping[str, Any], label: str) -> tuple[str, str]:
        typed = self.address.get(name)
        if not typed or typed in options:
            return typed, ""
        self.errors[name] = f"{label}: “{typed}” is not one of the answers. Choose one of those on the page"
        return "", self.errors[name]

    def fact(self, fact: FactKind, prefix: str, facts: dict[str, Any]) -> FactField:
        name = f"{prefix}{fact.name}"
        typed, error = self.address.get(name), ""
        if typed:
            try:
                facts[fact.name] = read_fact(fact, typed)
            except CannotRead as refused:
                error = self.errors[name] = f"{self.where(prefix)}{refused}"
        return fact_field(fact, name, typed, error)

    def where(self, prefix: str) -> str:
        """Which study an error is about, where there are several."""
        return f"Study {prefix[:-1]}. " if prefix and self.address.studies > 1 else ""


def _who_options(number: int) -> tuple[tuple[str, str], ...]:
    if number == 1:
        return ()
    same = [(str(earlier), f"The same people as in study {earlier}") for earlier in range(1, number)]
    return ((_OTHERS, "Other people than in the studies before"), *same)


def _sample(study: StudyForm, earlier: Mapping[int, str | None]) -> str | None:
    """Whose study it is, for standards that count studies of different people; None where nobody said."""
    if study.number == 1 or study.who == _OTHERS:
        return str(study.number)
    return earlier[int(study.who)] if study.who else None
