"""Forms of judging how sure we can be; the one to judge with is made for the questions of one seat."""

from collections.abc import Iterable, Sequence
from typing import Any

from wtforms import HiddenField, SelectChoice
from wtforms.validators import DataRequired, InputRequired

from evidencehub.catalogue.outcomes.certainty.asking import Candidate
from evidencehub.catalogue.outcomes.certainty.judging import MAX_REASON, Answer, asked, given
from evidencehub.catalogue.outcomes.certainty.models import Seat
from evidencehub.catalogue.outcomes.certainty.questions import answers, points
from evidencehub.catalogue.outcomes.certainty.settling import Settled
from evidencehub.review.pages.choosing_forms import overruling_field
from evidencehub.review.wording import answer_label
from evidencehub.shared.forms import Checkboxes, HubForm, LongText, Radios, Tick
from evidencehub.standards.model.standard import Criterion

_STEPS = {-2: "two steps down", -1: "one step down", 0: "no step", 1: "one step up", 2: "two steps up"}


def answer_in_words(question: Criterion, answer: str) -> str:
    """ "Serious (one step down)"."""
    return f"{answer_label(answer)} ({_STEPS[points(question, answer)]})"


def _choices(question: Criterion, among: Sequence[str]) -> list[SelectChoice]:
    return [SelectChoice(answer, answer_in_words(question, answer)) for answer in among]


class AskForm(HubForm):
    people = Checkboxes("Who should judge this?")
    overruling = overruling_field()

    def offer(self, candidates: Iterable[Candidate]) -> None:
        self.people.choices = [
            SelectChoice(str(each.person.id), each.person.name) for each in candidates if not each.blocked
        ]  # fmt: skip


class JudgeForm(HubForm):
    """Fields are named by the place of their question; ``seen`` is the version of what was saved."""

    seen = HiddenField()
    is_named = Tick("My name may stand on the public page")
    questions: Sequence[Criterion] = ()

    def fields_of(self, place: int) -> tuple[Any, Any]:
        return self[f"q{place}-answer"], self[f"q{place}-reason"]

    def said(self) -> dict[str, Answer]:
        found = {}
        for place, question in enumerate(self.questions):
            answer, reason = self.fields_of(place)
            found[question.id] = Answer(answer.data or "", reason.data or "")
        return found

    def show_problems(self, problems: dict[str, str]) -> None:
        for place, question in enumerate(self.questions):
            if question.id in problems:
                answer, reason = self.fields_of(place)
                field = reason if answer.data and "reason" in problems[question.id] else answer
                field.errors = [*field.errors, problems[question.id]]


def judge_form(seat: Seat) -> JudgeForm:
    """Filled with what was saved."""
    questions, saved = asked(seat), given(seat)
    fields: dict[str, Any] = {"questions": questions}
    data: dict[str, Any] = {"seen": str(seat.row_version), "is_named": seat.is_named}
    for place, question in enumerate(questions):
        fields[f"q{place}-answer"] = Radios(
            question.question, choices=_choices(question, answers(question)), validate_choice=False
        )
        fields[f"q{place}-reason"] = LongText("Your reason", limit=MAX_REASON)
        if one := saved.get(question.id):
            data |= {f"q{place}-answer": one.answer, f"q{place}-reason": one.reason}
    made: JudgeForm = type("OneSeat", (JudgeForm,), fields)(data=data)
    return made


class SettleForm(HubForm):
    answer = Radios("What holds?", [InputRequired("Choose the answer that holds")])
    reason = LongText(
        "Why?", [DataRequired("Say why")], limit=MAX_REASON, description="Everybody can read this. Name nobody."
    )


def settle_form(one: Settled) -> SettleForm:
    form = SettleForm(data={"answer": one.agreed.answer, "reason": one.agreed.reason} if one.agreed else {})
    form.answer.choices = _choices(one.question, one.choices)
    return form
