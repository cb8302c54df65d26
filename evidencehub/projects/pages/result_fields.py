"""What the forms of results are made of: what is asked first, fields of their own, and what is chosen from."""

from typing import Any

from govuk_frontend_wtf.wtforms_widgets import GovTextInput
from wtforms import Field, SelectChoice, StringField
from wtforms.validators import InputRequired

from evidencehub.projects.figures.kinds import BETWEEN, KINDS, RATIOS, WITHIN
from evidencehub.shared.forms import HubForm, NumberText, Radios, Select, called
from evidencehub.shared.numbers import NotOneNumber, read_p

COMPARES = "What do the numbers compare?"
CONTRASTS = (
    SelectChoice(BETWEEN, "Two groups: those who took part, and others"),
    SelectChoice(WITHIN, "One group: before, and after"),
)
UNSAID = "The report does not say"
METRICS = (
    SelectChoice("md", "In the same unit as the averages"),
    SelectChoice("pp", "Percentage points"),
    SelectChoice("g", "A standardised effect size (d or g)"),
)
LOG_ODDS = SelectChoice("or", "Log odds, from a logistic regression")
OF_RATIOS = tuple(SelectChoice(slug, name.capitalize()) for slug, name in RATIOS.items())


class KindForm(HubForm):
    """What is compared, and what the report gives: asked first, since the rest of the page hangs on it."""

    contrast = Radios(
        COMPARES,
        [InputRequired("Say what the numbers compare")],
        choices=list(CONTRASTS),
        description="A change in one group is shown as change only: others may have changed too.",
    )
    gives = Radios(
        "What does your report give?",
        [InputRequired("Choose what your report gives")],
        choices=[SelectChoice(kind.slug, kind.label) for kind in KINDS.values()],
        description="If it gives several, choose the one that is highest in this list.",
    )

    def validate(self, extra_validators: Any = None) -> bool:
        fine = bool(super().validate(extra_validators))
        kind = KINDS.get(self.gives.data or "")
        if fine and kind is not None and not kind.is_for(self.contrast.data):
            words = f"“{kind.label}” is for two groups. For one group before and after, choose another"
            self.gives.errors = [*self.gives.errors, words]
            return False
        return fine


class PText(StringField):
    """A p-value: "0.03", or a limit such as "p < .001"; ``data`` is (relation, value) or None."""

    widget = GovTextInput()

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else " ".join([*filter(None, [self.data[0]]), f"{self.data[1]:.10g}"])

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        if raw := (valuelist[0].strip() if valuelist else ""):
            try:
                self.data = read_p(raw)
            except NotOneNumber as error:
                raise ValueError(f"{called(self)}: {error}") from None


class Answered(Field):
    """Questions about numbers that were answered with "it stands so in the report", in their own words."""

    def _value(self) -> str:
        return ""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = list(valuelist)


class Unasked(Radios):
    """A choice that may be left open."""

    def pre_validate(self, form: Any) -> None:
        if self.data:
            super().pre_validate(form)


class Metric(Select):
    """What an effect is in: where nothing was chosen, the first that this kind of result allows."""

    def pre_validate(self, form: Any) -> None:
        if self.data:
            super().pre_validate(form)

    @property
    def stored(self) -> str:
        return str(self.data or self.choices[0].value)


def arm(label: str, **more: Any) -> NumberText:
    return NumberText(label, percent=True, **more)
