"""The form of one page of grading, made for its questions.

Fields are named by the place of their question on the page, which is the same for ever. Where a question is asked of
several outcomes, fields with ``g`` hold what is the same for all, and those with ``q`` what an outcome has of its own.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wtforms import HiddenField

from evidencehub.review import estimates, seen
from evidencehub.review.grading import Entry, Problem, TypedFact
from evidencehub.review.models import FactEntry, Finding
from evidencehub.review.page_saving import Saved
from evidencehub.review.pages.grading_fields import (
    IN_A_LINE,
    NOTHING,
    SAID,
    as_estimate,
    fact_fields,
    filled,
    said_fields,
    said_of,
    typed_of,
)
from evidencehub.review.sheet import Item, Key
from evidencehub.review.together import Group, Typed, grouped, spread
from evidencehub.shared.errors import Invalid
from evidencehub.shared.forms import HubForm
from evidencehub.standards.model.standard import FactKind

_OVERTAKEN = "you saved something else here in another tab. Compare the two, then save again"


@dataclass(frozen=True)
class Meanwhile:
    """What another tab saved for one question after this page was opened."""

    finding: Finding | None  # None: it was taken back
    numbers: tuple[tuple[FactKind, FactEntry | None], ...]


class GradingForm(HubForm):
    """One page of questions.

    ``seen`` has the version of each question when the page was opened: an older tab does not undo a newer one.
    """

    seen = HiddenField()
    items: Sequence[Item] = ()
    groups: Sequence[Group] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.meanwhile: dict[int, Meanwhile] = {}  # by place
        if self.is_submitted():
            for name in (*(f"q{place}" for place in range(len(self.items))), *self._commons()):
                self._forget_unpressed(name)

    def _commons(self) -> list[str]:
        return [f"g{group.first}" for group in self.groups if group.is_together]

    def _forget_unpressed(self, name: str) -> None:
        """A browser leaves out a question with no answer chosen; what is saved now is not what was typed here."""
        answer, reason = self[f"{name}-answer"], self[f"{name}-reason"]
        if reason.raw_data and not answer.raw_data:
            answer.data = ""

    def fields_of(self, place: int, kind: str = "q") -> dict[str, Any]:
        return {part: self[f"{kind}{place}-{part}"] for part in SAID}

    def facts_of(self, place: int, kind: str = "q") -> list[tuple[FactKind, Any, Any]]:
        """The numbers that are typed one by one, with value and page; for all outcomes, those that may be the same."""
        return [
            (fact, self[f"{kind}{place}-fact-{fact.name}"], self[f"{kind}{place}-factpage-{fact.name}"])
            for fact in self.items[place].facts
            if f"{kind}{place}-fact-{fact.name}" in self
        ]

    def estimate_of(self, place: int) -> tuple[Any, Any] | None:
        """The effect with its interval, typed in one line, and its page; None where it is not asked here."""
        name = f"q{place}-estimate"
        return (self[name], self[f"{name}-page"]) if name in self else None

    def is_open(self, place: int) -> bool:
        """Whether what is folded for an outcome is to be seen at once: something was typed there, or is not right."""
        own = [*self.fields_of(place).values(), *(each for _, *both in self.facts_of(place) for each in both)]
        return place in self.meanwhile or any(field.data or field.errors for field in own)

    def shows_outcomes(self, group: Group) -> bool:
        """Whether each outcome stands there unfolded: a number is asked of it, or an answer is closed to it."""
        return any(self.estimate_of(place) for place in group.places) or any(item.note for item in group.items)

    def has_exceptions(self, group: Group) -> bool:
        return any(self.is_open(place) for place in group.places)

    def entries(self) -> list[Entry]:
        found: list[Entry] = []
        for group in self.groups:
            own = [_data(self.fields_of(place).values()) for place in group.places]
            common = _data(self.fields_of(group.first, "g").values()) if group.is_together else NOTHING
            found += [
                Entry(item.key, *said) for item, said in zip(group.items, spread(common, own), strict=True)
            ]  # fmt: skip
        return found

    def typed_facts(self) -> list[TypedFact]:
        found = []
        for group in self.groups:
            common = self._facts_for_all(group)
            for place, item in zip(group.places, group.items, strict=True):
                own = {fact.name: _data(both) for fact, *both in self.facts_of(place)} | self._estimate(place)
                for name, typed in own.items():
                    (given,) = spread(_data(common.get(name, ())) or ("", ""), [typed])
                    found.append(TypedFact((name, item.result_key), *given))
        return found

    def _facts_for_all(self, group: Group) -> dict[str, list[Any]]:
        """Value and page of the numbers that may be the same for all, by name."""
        return {fact.name: both for fact, *both in self.facts_of(group.first, "g")} if group.is_together else {}

    def _estimate(self, place: int) -> dict[str, Typed]:
        """Value and page of each number in the line of an effect; nothing where it cannot be read (``misread``)."""
        both = self.estimate_of(place)
        if both is None:
            return {}
        typed, page = _data(both)
        try:
            values = estimates.taken_apart(typed)
        except Invalid:
            return {}
        if page and not values:
            values = {"effect_size": ""}
        return {name: (values.get(name, ""), page if name in values else "") for name in estimates.NAMES}

    def misread(self) -> list[Problem]:
        """The lines with an effect that are not in a shape that can be read."""
        found = []
        for place, item in enumerate(self.items):
            if both := self.estimate_of(place):
                try:
                    estimates.taken_apart(both[0].data or "")
                except Invalid as error:
                    found.append(Problem(("effect_size", item.result_key), "value", f"Effect: {error}"))
        return found

    def seen_then(self) -> dict[Key, str]:
        return seen.by_key(self.items, self.seen.data or "")

    def show_saved(self, saved: Saved, findings: Mapping[Key, Finding], facts: Mapping[Key, FactEntry]) -> None:
        """Show what became of a press that was not whole: errors, and what another tab saved beside what was typed.

        The next press knows all that is shown here, and so may write over it.
        """
        self.show_problems(saved.problems)
        places = {item.key: place for place, item in enumerate(self.items)}
        for item in saved.kept:
            self._fill(places[item.key], findings, facts)
        for item in saved.overtaken:
            place = places[item.key]
            numbers = tuple((fact, facts.get((fact.name, item.result_key))) for fact in item.facts)
            self.meanwhile[place] = Meanwhile(findings.get(item.key), numbers)
            answer = self[f"q{place}-answer"]
            answer.errors = [*answer.errors, f"{item.criterion.short}: {_OVERTAKEN}"]
        self.seen.data = seen.versions(self.items, findings, facts)

    def _fill(self, place: int, findings: Mapping[Key, Finding], facts: Mapping[Key, FactEntry]) -> None:
        """Put what is saved into the fields of one question, as its own."""
        item = self.items[place]
        for part, said in zip(SAID, said_of(findings.get(item.key)), strict=True):
            self[f"q{place}-{part}"].data = said
        for fact, value, page in self.facts_of(place):
            value.data, page.data = typed_of(facts.get((fact.name, item.result_key)))
        if both := self.estimate_of(place):
            both[0].data, both[1].data = as_estimate(item, facts)

    def show_problems(self, problems: Iterable[Problem]) -> None:
        """Put each on the field where it is to be mended, so that the summary links to it."""
        fields: dict[tuple[Key, str], tuple[Any, str]] = {}
        for group in self.groups:
            for place, item in zip(group.places, group.items, strict=True):
                fields |= self._fields_for_problems(group, place, item)
        for problem in problems:
            field, about = fields[problem.key, problem.part]
            said = problem.message
            if "-estimate" in field.name:  # called by the name that stands beside it
                said = f"{IN_A_LINE}: {said.partition(': ')[2] or said}"
            message = f"{about}: {said}" if about else said
            if message not in field.errors:
                field.errors = [*field.errors, message]

    def _fields_for_problems(self, group: Group, place: int, item: Item) -> dict[tuple[Key, str], tuple[Any, str]]:
        """By key and part: the field, and which outcome it is about where several are asked."""
        about = item.about if group.is_together else ""
        own = self.fields_of(place)
        is_common = group.is_together and not any(_data(own.values()))
        found: dict[tuple[Key, str], tuple[Any, str]] = {}
        for part, field in own.items():
            closed = part == "answer" and self[f"g{group.first}-answer"].data if is_common else ""
            if is_common and not closed:
                found[item.key, part] = self[f"g{group.first}-{part}"], ""
            else:
                found[item.key, part] = field, about
        common = self._facts_for_all(group)
        for fact, *both in self.facts_of(place):
            is_own = fact.name not in common or any(_data(both))
            for part, field in zip(("value", "page"), both if is_own else common[fact.name], strict=True):
                found[(fact.name, item.result_key), part] = field, about if is_own else ""
        if line := self.estimate_of(place):
            for name in estimates.NAMES:
                for part, field in zip(("value", "page"), line, strict=True):
                    found[(name, item.result_key), part] = field, about
        return found


def _data(fields: Iterable[Any]) -> Typed:
    return tuple(field.data or "" for field in fields)


def grading_form(items: Sequence[Item], findings: Mapping[Key, Finding], facts: Mapping[Key, FactEntry]) -> GradingForm:
    """The form for one page, filled with what was saved."""
    groups = grouped(items)
    fields: dict[str, Any] = {"items": items, "groups": groups}
    data: dict[str, Any] = {"seen": seen.versions(items, findings, facts)}
    for group in groups:
        for place, item in zip(group.places, group.items, strict=True):
            fields |= said_fields(f"q{place}", item, item.answers)
            fields |= fact_fields(f"q{place}", item, item.facts)
        if group.is_together:
            first = group.items[0]
            fields |= said_fields(f"g{group.first}", first, group.answers)
            may_be_same = [fact for fact in first.facts if fact.about != "effect"]
            fields |= fact_fields(f"g{group.first}", first, may_be_same)
        data |= filled(group, findings, facts)
    made: GradingForm = type("OnePage", (GradingForm,), fields)(data=data)
    return made
