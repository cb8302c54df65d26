"""The forms of what a project costs line by line: one line, and how many people all of them are for."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any
from uuid import UUID

from wtforms import SelectChoice
from wtforms.validators import DataRequired, InputRequired, ValidationError

from evidencehub.projects.costs.editing import GONE
from evidencehub.projects.costs.keeping import costs_of
from evidencehub.projects.costs.kinds import CURRENCIES, KINDS, UNITS
from evidencehub.projects.models import Project
from evidencehub.projects.pages.forms import TeamForm
from evidencehub.shared.errors import NotFound
from evidencehub.shared.forms import NumberText, Radios, Select, ShortText
from evidencehub.shared.words import FEWEST

MOST_MONEY = 10_000_000  # of any currency, on one line
_SIGNS = {currency.before.strip(): code for code, currency in CURRENCIES.items()} | {"$": ""}
Said = Mapping[str, Any]


class Amount(NumberText):
    """Money, with the sign of its currency or without; ``sign`` is the one that was typed, or ""."""

    sign = ""

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = valuelist[0].strip() if valuelist else ""
        self.sign = self.before = next((sign for sign in sorted(_SIGNS, key=len) if typed.startswith(sign)), "")
        super().process_formdata([typed])
        if self.data is not None and abs(self.data * 100 - round(self.data * 100)) > 1e-6:
            raise ValueError("The amount must have two figures after the point, such as 12.50, or none")


class LineForm(TeamForm):
    """One line of cost."""

    what = ShortText(
        "What is it?", [DataRequired("Say what it is")], description="For example: One worker, two days a week.",
    )  # fmt: skip
    kind = Radios(
        "What kind of cost is it?", [InputRequired("Choose the kind of cost")],
        choices=[SelectChoice(kind.slug, kind.label) for kind in KINDS.values()],
    )  # fmt: skip
    amount = Amount(
        "Amount", [InputRequired("Enter how much it is, or 0 if it is free")], low=0, high=MOST_MONEY,
        description="Enter 0 if it is given for free.",
    )  # fmt: skip
    currency = Select(
        "In which money?", choices=[SelectChoice(code, f"{each.label} ({code})") for code, each in CURRENCIES.items()]
    )
    per = Radios(
        "How often is it paid?", [InputRequired("Choose how often it is paid")],
        choices=[SelectChoice(slug, label) for slug, (label, _) in UNITS.items()],
    )  # fmt: skip
    price_year = NumberText(
        "Year of the prices", [InputRequired("Enter the year of the price")], whole=True, low=1990, high=2100,
    )  # fmt: skip
    paid_by = ShortText(
        "Who pays, or paid? (optional)",
        description="It becomes public: name an organisation or a fund, not one person. Reviewers see it only where "
        "they say whether they have a conflict of interest.",
    )  # fmt: skip

    def __init__(self, project: Project, key: UUID | None = None, **how: Any) -> None:
        """:param key: of the line; None for one that is not there yet."""
        self.key = key
        super().__init__(data=_answers(project, key), **how)

    def validate_amount(self, field: Amount) -> None:
        if (code := _SIGNS.get(field.sign)) and code != self.currency.data:
            meant = CURRENCIES[code].label
            raise ValidationError(f"You typed {field.sign} and chose other money. Choose {meant}, or leave it out")

    def answers_of(self, record: Any) -> dict[str, Any]:
        return _answers(record, self.key)

    def in_words(self, name: str, value: Any) -> str:
        if name in {"kind", "per", "currency"}:
            return {each.value: str(each.label) for each in self._fields[name].choices}.get(value, str(value))
        return f"{value:,.2f}" if name == "amount" else super().in_words(name, value)

    @property
    def said(self) -> dict[str, Any]:
        """The answers as a line holds them."""
        typed = self.answers()
        return {"hundredths": round(typed.pop("amount") * 100), **typed}


def _answers(project: Project, key: UUID | None) -> dict[str, Any]:
    """:raises NotFound: somebody removed it."""
    costs = costs_of(project)
    if key is None:
        last = costs.lines[-1] if costs.lines else None
        return {"currency": last.currency, "price_year": last.price_year} if last else {"currency": "GBP"}
    line = costs.line(key)
    if line is None:
        raise NotFound(GONE)
    found = asdict(line)
    del found["id"]
    return {"amount": found.pop("hundredths") / 100, **found}


class PeopleForm(TeamForm):
    """How many take part in a year, for what all lines come to."""

    people = NumberText(
        "People who take part in a year (optional)", whole=True, low=FEWEST, high=10_000_000,
        description=f"For the money that you list. Leave it empty if they are fewer than {FEWEST}: such a small number "
        "is not made public.",
    )  # fmt: skip
    groups = NumberText(
        "Groups in a year (optional)", whole=True, low=1, high=1_000_000,
        description="Only if you list something that is paid for each group.",
    )  # fmt: skip

    def __init__(self, project: Project, **how: Any) -> None:
        super().__init__(data=self.answers_of(project), **how)

    def answers_of(self, record: Any) -> dict[str, Any]:
        costs = costs_of(record)
        return {"people": costs.people, "groups": costs.groups}
