"""Forms over a team's drafts: what they share, and the pages of a project."""

import hashlib
import json
from typing import Any

from wtforms import HiddenField, SelectChoice
from wtforms.validators import DataRequired, InputRequired

from evidencehub.projects import terms
from evidencehub.shared.forms import Checkboxes, HubForm, LongText, NumberText, Radios, ShortText

_ASIDE = frozenset({"csrf_token", "seen"})
OVERTAKEN = (
    "This page was changed while you were writing, by somebody else or by you in another tab. What you typed is kept "
    "below, and is not saved yet: compare the two, then save"
)


class TeamForm(HubForm):
    """A page of answers. ``seen`` says what they were when it was opened: two people do not undo each other."""

    seen = HiddenField()
    theirs: list[tuple[str, str]]  # (question, their answer) after somebody else was faster

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.theirs = []

    def answers(self) -> dict[str, Any]:
        """What was typed, as the record stores it."""
        return {
            name: _stored(field) for name, field in self._fields.items() if name not in _ASIDE
        }  # fmt: skip

    def answers_of(self, record: Any) -> dict[str, Any]:
        return {name: getattr(record, name) for name in self._fields if name not in _ASIDE}

    def fingerprint(self, record: Any) -> str:
        return fingerprint(self.answers_of(record))

    def in_words(self, _name: str, value: Any) -> str:
        """A saved answer as the reader of the page would have typed it."""
        return _in_words(value)

    def show_overtaken(self, record: Any) -> None:
        """Keep what was typed, show what the other person saved where it differs, and let the next press decide."""
        saved, typed = self.answers_of(record), self.answers()
        self.theirs = [
            (self._fields[name].label.text, self.in_words(name, saved[name]))
            for name in saved
            if name in self._fields and saved[name] != typed[name]
        ]
        self.form_errors.append(OVERTAKEN)
        self.seen.data = self.fingerprint(record)
        self.seen.raw_data = None


def fingerprint(values: Any) -> str:
    return hashlib.sha256(json.dumps(values, sort_keys=True, default=str).encode()).hexdigest()[:20]


def _stored(field: Any) -> Any:
    if hasattr(field, "stored"):
        return field.stored
    return (field.data or "") if isinstance(field, (ShortText, LongText, Radios)) else field.data


def _in_words(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(value) or "Nothing"
    return {True: "Yes", False: "No"}.get(value, str(value)) if value not in (None, "") else "Nothing"


class Terms(Checkboxes):
    """Tick boxes over a vocabulary."""

    def __init__(self, label: str, vocabulary: str, **kwargs: Any) -> None:
        super().__init__(label, choices=terms.choices(vocabulary), **kwargs)


class Lines(LongText):
    """One entry a line; ``stored`` is the list."""

    def process_data(self, value: Any) -> None:
        self.data = "\n".join(value) if isinstance(value, (list, tuple)) else (value or "")

    @property
    def stored(self) -> list[str]:
        return [line for line in (" ".join(line.split()) for line in (self.data or "").splitlines()) if line]


class YesNo(Radios):
    """Yes, no, or no answer; ``stored`` is True, False or None."""

    def __init__(self, label: str, validators: Any = (), *, unsure: str = "", **kwargs: Any) -> None:
        unsure_choice = [SelectChoice("", unsure)] if unsure else []
        yes, no = kwargs.pop("words", ("Yes", "No"))
        super().__init__(
            label, validators, choices=[SelectChoice("yes", yes), SelectChoice("no", no), *unsure_choice], **kwargs
        )

    def process_data(self, value: Any) -> None:
        self.data = {True: "yes", False: "no", None: ""}.get(value, value)

    @property
    def stored(self) -> bool | None:
        return {"yes": True, "no": False}.get(self.data or "")


class NewProjectForm(HubForm):
    organisation_id = Radios("Whose project is it?", [InputRequired("Choose the organisation")])
    name = ShortText(
        "Name of the project",
        [DataRequired("Enter the project's name")],
        description="The name that people know it by.",
    )
    summary = ShortText(
        "What it is, in one sentence", [DataRequired("Say in one sentence what the project is")], limit=300,
        description='For example: "Volunteers walk to school with young people who often miss it."',
    )  # fmt: skip


class NameForm(TeamForm):
    name = ShortText(
        "Name of the project", [DataRequired("Enter the project's name")],
        description="If you change it, the old address still leads here.",
    )  # fmt: skip
    summary = ShortText(
        "What it is, in one sentence",
        limit=300,
        description="It stands under the name wherever people find you. Say who does what with whom.",
    )


class NeedForm(TeamForm):
    need = LongText(
        "What need does the project meet?",
        description="Say what is wrong, for whom, and how you know: a count, a survey, what people told you.",
    )
    need_levels = Terms(
        "Do people have the difficulty already when you take them? (optional)", "need-levels",
        description="Choose all that fit. Workers look for this. It is for your project, whomever one study looked at.",
    )  # fmt: skip
    who_for = LongText(
        "Who is it for?",
        description="Say whom you take and whom it does not suit. Workers read this to see whether it fits.",
    )


class ActivitiesForm(TeamForm):
    activities = LongText(
        "What do you do?",
        description="Say what happens, how often, for how long, and who does it, so that others can picture it.",
    )
    delivery = LongText(
        "What would somebody need to start? (optional)",
        description="Staff, hours, training, a room, money, whom to ring first.",
    )
    taking_part = LongText(
        "What is taking part like? (optional)",
        description="For families and young people. Write it to them, as you would say it.",
    )


class HowToForm(TeamForm):
    """The items of TIDieR that no other page asks, in its order."""

    materials = LongText(
        "What is used? (optional)", description="Booklets, films, games, apps, and where others can get them.",
    )  # fmt: skip
    provided_by = LongText(
        "Who does it, and what were they taught? (optional)",
        description="Their job, what they knew before, and the training that you gave them.",
    )
    mode = LongText(
        "How is it given? (optional)", description="Face to face, by phone or online; to one person or to a group.",
    )  # fmt: skip
    dose = LongText(
        "How often, how long, and for how many weeks? (optional)",
        description="For example: 40 minutes a week for 30 weeks.",
    )
    tailoring = LongText(
        "What is fitted to each person? (optional)", description="What may differ, why, and who decides it.",
    )  # fmt: skip
    modifications = LongText(
        "What did you change since you began? (optional)", description="What, when and why. Others learn from it.",
    )  # fmt: skip
    fidelity_planned = LongText(
        "How do you see to it that it is done as you mean it? (optional)",
        description="Visits, diaries, a list of what must not be left out.",
    )
    fidelity_found = LongText(
        "Was it done as you meant it? (optional)", description="How much of it, and how you know.",
    )  # fmt: skip


class TheoryForm(TeamForm):
    theory_of_change = LongText(
        "Why should it work?",
        description='Go step by step from what you do to what changes: "If …, then …, because …". '
        "This is your theory of change. Reviewers look for each step.",
    )
    assumptions = LongText(
        "What must be true for it to work? (optional)",
        description="Things you count on and cannot control, such as a school that gives you a room.",
    )


class PlanForm(TeamForm):
    evaluation_plan = LongText(
        "How do you find out whether it works?",
        description="Say what you measure, with what questionnaire or record, on whom and when, and with whom you "
        "compare them, if with anybody. This is your evaluation plan. It is made public when you send it.",
    )


class WhoAndWhereForm(TeamForm):
    outcome_areas = Terms("What do you want to change?", "outcome-areas", description="Choose all that you aim at.")
    populations = Terms("Who takes part?", "populations", description="Choose all that fit.")
    age_from = NumberText("Youngest age (optional)", whole=True, low=0, high=120)
    age_to = NumberText("Oldest age (optional)", whole=True, low=0, high=120)
    settings = Terms("Where does it happen?", "settings", description="Choose all that fit.")
    place = ShortText("Town, borough or region (optional)")
    started_year = NumberText("Year it started (optional)", whole=True, low=1900, high=2100)


class CostForm(TeamForm):
    cost_per_person_gbp = NumberText(
        "Cost for one person, in pounds", whole=True, low=0, high=10_000_000, before="£",
        description="All of it divided by the people who took part: pay, rooms, travel, training.",
    )  # fmt: skip
    cost_year = NumberText("Prices of which year?", whole=True, low=1990, high=2100)
    cost_note = LongText(
        "What is in it, and what is not?", description="Also what others give for free, such as a room."
    )
    price_gbp = NumberText(
        "Price to take part, for one person, in pounds (optional)", whole=True, low=0, high=10_000_000, before="£",
        description="What one person pays, or whoever sends them. Enter 0 if it is free.",
    )  # fmt: skip
    hours_a_week = NumberText(
        "Hours a week that it takes to run (optional)", low=0, high=168,
        description="Of one person who runs it, with preparing. Somebody who wants to start needs to know.",
    )  # fmt: skip
    paid_for_by = Terms("Whose money has paid for it? (optional)", "funding-routes", description="Choose all that did.")
    could_be_paid_by = Terms(
        "Whose money could pay for it elsewhere? (optional)", "funding-routes",
        description="For somebody who wants to start. Choose those that you know of, or think likely.",
    )  # fmt: skip
    funding_routes = LongText(
        "Who pays for it in practice, and how can others go about it? (optional)",
        description="The budgets and grants that paid for it where it runs, and what those who pay wanted to know.",
    )  # fmt: skip
    licence = LongText(
        "May others do it, and on what terms? (optional)",
        description="A licence, a fee, or free for all with your name. Also for the materials.",
    )
    still_offered = YesNo("Can it still be had? (optional)", unsure="I would rather not say")
    contact = LongText(
        "Whom can somebody ask who wants to start? (optional)",
        description="It becomes public: an office is better than one person. Reviewers do not see it.",
    )  # fmt: skip


PROJECT_FORMS: dict[str, type[TeamForm]] = {
    "name": NameForm,
    "need": NeedForm,
    "activities": ActivitiesForm,
    "how-to-do-it": HowToForm,
    "theory-of-change": TheoryForm,
    "plan": PlanForm,
    "who-and-where": WhoAndWhereForm,
    "cost": CostForm,
}
