"""The form on which everything that differs is settled: take what one of the two said, or say it in other words."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask import request
from wtforms import HiddenField, SelectChoice

from evidencehub.review import settling
from evidencehub.review.models import FactEntry, Finding
from evidencehub.review.pages.forms import AnyText, page_field
from evidencehub.review.reconciling import Comparison, Difference, FactDifference
from evidencehub.review.settling import LEFT_OUT, OPEN_AGAIN, Outcome, Settled
from evidencehub.review.wording import answer_label
from evidencehub.shared.forms import HubForm, Radios, ShortText

Question = Difference | FactDifference
SIDES = ("a", "b", "c")  # of those who graded it, the third last
OWN, OPEN, OUT = "own", "open", "out"
_OVERTAKEN = "somebody else settled this after you opened the page. Compare the two, then save again"
_OUT_OF_HAND = "this went to a third reviewer after you opened the page, so nothing of what you chose here is kept"


class SettlingForm(HubForm):
    """Fields are named by the place of their question, which is the same for ever.

    ``seen`` says how each question was settled when the page was opened, such as ``1:- 2:0f3a``.
    """

    seen = HiddenField()
    questions: Sequence[Question] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.meanwhile: dict[int, Finding | FactEntry | None] = {}  # by place: how somebody else settled it

    def fields_of(self, question: Question) -> dict[str, Any]:
        parts: tuple[str, ...] = ("choice", "reason")
        if isinstance(question, FactDifference):
            parts = ("choice", "value", "page", *(("because",) if question.needs_a_reason else ()))
        return {part: self[f"q{question.place}-{part}"] for part in parts}

    def typed(self) -> dict[int, Settled]:
        """What is settled here, by place; a question that nobody touched is left out."""
        found = {}
        for question in self.questions:
            choice, *typed = ((field.data or "") for field in self.fields_of(question).values())
            view = dict(zip(SIDES, _views(question), strict=False)).get(choice)
            if choice == OPEN:
                found[question.place] = OPEN_AGAIN
            elif choice == OUT:
                found[question.place] = replace(LEFT_OUT, because=_because(question, typed))
            elif isinstance(view, FactEntry):
                found[question.place] = Settled(view.value, view.page, _because(question, typed))
            elif isinstance(view, Finding):
                found[question.place] = Settled(view.answer, typed[0] or view.reason)
            elif isinstance(question, FactDifference):
                if choice or any(typed):
                    own = typed[0] if choice == OWN else ""
                    found[question.place] = Settled(own, typed[1], _because(question, typed))
            elif choice or typed[0]:
                found[question.place] = Settled(choice, typed[0])
        return found

    def seen_then(self) -> dict[int, str]:
        pairs = (each.partition(":") for each in (self.seen.data or "").split())
        return {int(place): mark for place, _, mark in pairs if place.isdecimal()}

    def show_outcome(self, outcome: Outcome, now: Sequence[Question]) -> None:
        """Show what is wrong, and what somebody else wrote beside what was typed here.

        :param now: the questions as they are settled by now. The next press knows all of that, and may write over it.
        """
        places = {one.place for one in self.questions}
        self.questions = [one for one in now if one.place in places]
        touched = self.typed()
        for question in self.questions:
            fields, place = self.fields_of(question), question.place
            for part, message in outcome.problems.get(place, {}).items():
                # Where none of the ways was chosen, choosing one comes first.
                field = fields[part] if part in fields and fields["choice"].data else fields["choice"]
                field.errors = [*field.errors, message]
            if place in outcome.overtaken:
                self.meanwhile[place] = question.agreed
                why = _OUT_OF_HAND if question.is_out_of_hand else _OVERTAKEN
                fields["choice"].errors = [*fields["choice"].errors, f"{name_of(question)}: {why}"]
            elif place in outcome.kept or place not in touched:
                for part, data in _settled(question).items():
                    fields[part].data = data
        self.seen.data = as_text(settling.marks(self.questions))


def _because(question: Question, typed: Sequence[str]) -> str:
    """:param typed: what stands in the fields of a number after the choice."""
    return typed[2] if isinstance(question, FactDifference) and question.needs_a_reason else ""


def in_hand(comparison: Comparison) -> list[Question]:
    """What is for an editor to settle, and what somebody typed on a page that was opened while more was."""
    asked = {one.place for one in comparison.asked}
    return [one for one in comparison.everything if one.place in asked or _is_typed(one)]


def _is_typed(question: Question) -> bool:
    parts = ("choice", "value", "reason", "because")  # a page alone settles nothing
    return any(request.form.get(f"q{question.place}-{part}", "").strip() for part in parts)


def name_of(question: Question) -> str:
    return question.fact.label if isinstance(question, FactDifference) else question.item.criterion.short


def result_of(question: Question) -> str:
    """The key of the result that it is about."""
    return question.result_key if isinstance(question, FactDifference) else question.item.result_key


def as_text(marks: Mapping[int, str]) -> str:
    return " ".join(f"{place}:{mark}" for place, mark in marks.items())


def settling_form(questions: Sequence[Question]) -> SettlingForm:
    fields: dict[str, Any] = {"questions": questions}
    data: dict[str, Any] = {"seen": as_text(settling.marks(questions))}
    for question in questions:
        start = f"q{question.place}"
        fields[f"{start}-choice"] = Radios("How is it settled?", choices=_choices(question), validate_choice=False)
        if isinstance(question, FactDifference):
            fields[f"{start}-value"] = ShortText("The right value", limit=1_000)
            fields[f"{start}-page"] = page_field("Page in the report")
            if question.needs_a_reason:
                fields[f"{start}-because"] = AnyText("Why?")
        else:
            fields[f"{start}-reason"] = AnyText("Why?")
        if not request.form:  # what a browser leaves out was not chosen, whatever somebody else chose since
            data |= {f"{start}-{part}": value for part, value in _settled(question).items()}
    made: SettlingForm = type("OnePage", (SettlingForm,), fields)(data=data)
    return made


def _choices(question: Question) -> list[SelectChoice]:
    ways = [
        SelectChoice(side, f"As {seat} says: {_said(view)}")
        for side, (seat, view) in zip(SIDES, question.said, strict=False)
        if view is not None and not (isinstance(view, FactEntry) and not view.value)
    ]
    if isinstance(question, FactDifference):
        ways.append(SelectChoice(OWN, "Another value"))
        if question.may_be_left_out:
            ways.append(SelectChoice(OUT, "Leave it out: the report does not say"))
    else:
        said = {view.answer for _, view in question.said if view}
        others = (answer for answer in question.item.answers if answer not in said)
        ways += [SelectChoice(answer, f"None of them: {answer_label(answer)}") for answer in others]
    return ways if question.agreed is None else [*ways, SelectChoice(OPEN, "Open it again")]


def _said(view: Finding | FactEntry) -> str:
    return view.value if isinstance(view, FactEntry) else answer_label(view.answer)


def _settled(question: Question) -> dict[str, str]:
    """What the fields hold for a question as it is settled."""
    agreed = question.agreed
    if agreed is None:
        return {}
    if isinstance(agreed, FactEntry):
        why = {"because": agreed.because} if isinstance(question, FactDifference) and question.needs_a_reason else {}
        if not agreed.value:
            return {"choice": OUT, **why}
        same = _side(question, lambda view: (view.value, view.page) == (agreed.value, agreed.page))
        return {"choice": same, **why} if same else {"choice": OWN, "value": agreed.value, "page": agreed.page, **why}
    if same := _side(question, lambda view: (view.answer, view.reason) == (agreed.answer, agreed.reason)):
        return {"choice": same}
    if same := _side(question, lambda view: view.answer == agreed.answer):
        return {"choice": same, "reason": agreed.reason}
    return {"choice": agreed.answer, "reason": agreed.reason}


def _side(question: Question, is_same: Any) -> str:
    sides = zip(SIDES, _views(question), strict=False)
    return next((side for side, view in sides if view is not None and is_same(view)), "")


def _views(question: Question) -> list[Finding | FactEntry | None]:
    return [view for _, view in question.said]
