"""Forms of reviewing. The grading and the settling form are made for the questions of one page."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wtforms import HiddenField, SelectChoice
from wtforms.validators import DataRequired, InputRequired

from evidencehub.projects.grounds import grounds
from evidencehub.review import seen
from evidencehub.review.cases import MAX_REASON
from evidencehub.review.choosing import Candidate
from evidencehub.review.grading import Entry, Problem, Saved, TypedFact
from evidencehub.review.leaving import MAX_REASON as MAX_LEAVING
from evidencehub.review.models import FactEntry, Finding
from evidencehub.review.sheet import Item, Key
from evidencehub.review.typed_facts import NO, YES
from evidencehub.review.withdrawing import MAX_BECAUSE
from evidencehub.review.wording import answer_label
from evidencehub.shared.forms import Checkboxes, DateParts, HubForm, LongText, Radios, ShortText
from evidencehub.standards.model.standard import FactKind

_OVERTAKEN = "you saved something else here in another tab. Compare the two, then save again"


class ReturnForm(HubForm):
    reason = LongText(
        "What has to change?", [DataRequired("Say what has to change before this can be graded")], limit=MAX_REASON,
        description="The team reads this in their mail. Say what is missing and what would be enough.",
    )  # fmt: skip


class RejectForm(HubForm):
    ground = Radios(
        "On which ground?", [InputRequired("Choose the ground")],
        choices=[SelectChoice(each.slug, each.label) for each in grounds().values()],
    )  # fmt: skip
    because = LongText(
        "Why, in your own words?", [DataRequired("Say why in your own words")], limit=MAX_REASON,
        description="The team reads this in their mail. It is not public.",
    )  # fmt: skip


class WithdrawForm(HubForm):
    because = LongText("Why? (optional)", limit=MAX_BECAUSE, description="Only the editors read this.")


class AssignForm(HubForm):
    reviewers = Checkboxes("Who should grade this?")

    def offer(self, candidates: Iterable[Candidate]) -> None:
        self.reviewers.choices = [
            SelectChoice(str(one.person.id), one.person.name) for one in candidates if not one.blocked
        ]  # fmt: skip


class DeclareForm(HubForm):
    conflict = Radios(
        "Do you know of a conflict of interest?", [InputRequired("Say whether you know of a conflict of interest")],
        choices=[SelectChoice("none", "No, I know of none"), SelectChoice("one", "Yes, or I am not sure")],
    )  # fmt: skip
    what = LongText(
        "If yes: what is it?", limit=2_000,
        description="For example: you work with the authors, you are paid by the organisation, or you are related to "
        "somebody there. Only the editors read this.",
    )  # fmt: skip

    def validate(self, extra_validators: Any = None) -> bool:
        right = super().validate(extra_validators)
        if self.conflict.data == "one" and not self.what.data:
            message = "Say what the conflict is, so that the editors can choose somebody else"
            self.what.errors = [*self.what.errors, message]
            return False
        return bool(right)


class DeclineForm(HubForm):
    """Both may be left empty: a no without a reason is worth more than silence."""

    because = LongText("Why not? (optional)", limit=MAX_LEAVING, description="Only the editors read this.")
    suggestion = LongText(
        "Whom could we ask instead? (optional)", limit=MAX_LEAVING, description="Only the editors read this."
    )


class MoreTimeForm(HubForm):
    until = DateParts("Until when?", [DataRequired("Give the day until which you need")])
    because = LongText("Why? (optional)", limit=MAX_LEAVING, description="Only the editors read this.")


class GiveTimeForm(HubForm):
    until = DateParts("New last day", [DataRequired("Give the new last day")])


class ReplaceForm(HubForm):
    because = LongText(
        "Why does somebody else have to do it?", [DataRequired("Say why somebody else has to do it")],
        limit=MAX_LEAVING, description="Only editors read this.",
    )  # fmt: skip


class ClearForm(HubForm):
    criterion = HiddenField()
    result = HiddenField()
    seen = HiddenField()


class SendForm(HubForm):
    """One press; ``seen`` says what the reviewer had before their eyes."""

    seen = HiddenField()


def _answers(answers: Sequence[str]) -> list[SelectChoice]:
    return [SelectChoice(answer, answer_label(answer)) for answer in answers]


@dataclass(frozen=True)
class Meanwhile:
    """What another tab saved for one question after this page was opened."""

    finding: Finding | None  # None: it was taken back
    numbers: tuple[tuple[FactKind, FactEntry | None], ...]


class GradingForm(HubForm):
    """One page of questions. Fields are named by their place on the page, which is the same for ever.

    ``seen`` has the version of each question when the page was opened: an older tab does not undo a newer one.
    """

    seen = HiddenField()
    items: Sequence[Item] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.meanwhile: dict[int, Meanwhile] = {}  # by place
        if self.is_submitted():
            for place in range(len(self.items)):
                self._forget_unpressed(place)

    def _forget_unpressed(self, place: int) -> None:
        """A browser leaves out a question with no answer chosen; what is saved now is not what was typed here."""
        fields = self.fields_of(place)
        if fields["reason"].raw_data and not fields["answer"].raw_data:
            fields["answer"].data = ""

    def fields_of(self, place: int) -> dict[str, Any]:
        return {part: self[f"q{place}-{part}"] for part in ("answer", "reason", "page")}

    def facts_of(self, place: int) -> list[tuple[FactKind, Any, Any]]:
        return [
            (fact, self[f"q{place}-fact-{fact.name}"], self[f"q{place}-factpage-{fact.name}"])
            for fact in self.items[place].facts
        ]

    def entries(self) -> list[Entry]:
        found = []
        for place, item in enumerate(self.items):
            parts = self.fields_of(place)
            found.append(Entry(item.key, *((parts[part].data or "") for part in ("answer", "reason", "page"))))
        return found

    def typed_facts(self) -> list[TypedFact]:
        return [
            TypedFact((fact.name, item.result_key), value.data or "", page.data or "")
            for place, item in enumerate(self.items)
            for fact, value, page in self.facts_of(place)
        ]

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
        """Put what is saved into the fields of one question."""
        item = self.items[place]
        finding = findings.get(item.key)
        for part, field in self.fields_of(place).items():
            field.data = getattr(finding, part) if finding else ""
        for fact, value, page in self.facts_of(place):
            entry = facts.get((fact.name, item.result_key))
            value.data, page.data = (entry.value, entry.page) if entry else ("", "")

    def show_problems(self, problems: Iterable[Problem]) -> None:
        """Put each on its field, so that the summary links to it."""
        names: dict[tuple[Key, str], str] = {}
        for place, item in enumerate(self.items):
            names |= {(item.key, part): f"q{place}-{part}" for part in ("answer", "reason", "page")}
            for fact in item.facts:
                names[(fact.name, item.result_key), "value"] = f"q{place}-fact-{fact.name}"
                names[(fact.name, item.result_key), "page"] = f"q{place}-factpage-{fact.name}"
        for problem in problems:
            field = self[names[problem.key, problem.part]]
            field.errors = [*field.errors, problem.message]


class AnyText(LongText):
    """Any length: a service says what is too long, and the page keeps it."""

    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(label, limit=1_000_000, **kwargs)


def page_field(label: str) -> ShortText:
    return ShortText(label, limit=1_000, render_kw={"autocomplete": "off"})


def grading_form(items: Sequence[Item], findings: Mapping[Key, Finding], facts: Mapping[Key, FactEntry]) -> GradingForm:
    """The form for one tier, filled with what was saved."""
    fields: dict[str, Any] = {"items": items}
    data: dict[str, Any] = {"seen": seen.versions(items, findings, facts)}
    for place, item in enumerate(items):
        fields[f"q{place}-answer"] = Radios(
            item.criterion.question, choices=_answers(item.answers), validate_choice=False
        )  # fmt: skip
        fields[f"q{place}-reason"] = AnyText("Your reason")
        fields[f"q{place}-page"] = page_field("Page in the report")
        if finding := findings.get(item.key):
            data |= {f"q{place}-{part}": getattr(finding, part) for part in ("answer", "reason", "page")}
        for fact in item.facts:
            fields[f"q{place}-fact-{fact.name}"] = _fact_field(fact)
            fields[f"q{place}-factpage-{fact.name}"] = page_field("Page")
            if entry := facts.get((fact.name, item.result_key)):
                data |= {f"q{place}-fact-{fact.name}": entry.value, f"q{place}-factpage-{fact.name}": entry.page}
    made: GradingForm = type("OnePage", (GradingForm,), fields)(data=data)
    return made


def _fact_field(fact: FactKind) -> Any:
    if fact.kind == "bool":
        said = [SelectChoice(YES, "Yes"), SelectChoice(NO, "No")]
        choices = [*said, SelectChoice("", "The report does not say")]
        return Radios(fact.label, choices=choices, validate_choice=False, default="")
    return ShortText(fact.label, limit=1_000, render_kw={"autocomplete": "off"})
