"""The form of one outcome result, and the doubts it raises about numbers that cannot all be right."""

from typing import Any

from wtforms import SelectChoice
from wtforms.validators import DataRequired, InputRequired

from evidencehub.projects import terms
from evidencehub.projects.pages.forms import TeamForm
from evidencehub.shared.forms import LongText, NumberText, Radios, Select, ShortText


class ResultForm(TeamForm):
    outcome_area = Select("Outcome area", [InputRequired("Choose the outcome area")])
    outcome = ShortText(
        "What was measured?",
        [DataRequired("Say what was measured")],
        limit=300,
        description='In plain words, such as "Days in school". One outcome, measured one way, at one time.',
    )
    measure_name = ShortText(
        "With what? (optional)",
        limit=300,
        description="The questionnaire, test or record. Start typing to see well-known ones.",
        render_kw={"list": "measures", "autocomplete": "off"},
    )
    higher_is = Radios(
        "Does a higher number mean better?",
        [InputRequired("Say whether a higher number means better")],
        choices=[SelectChoice("better", "Yes, higher is better"), SelectChoice("worse", "No, lower is better")],
        description="More days in school is better; more days missed is worse. A mistake here turns a result round.",
    )
    contrast = Radios(
        "What do the numbers compare?",
        [InputRequired("Say what the numbers compare")],
        choices=[
            SelectChoice("between", "Two groups: those who took part, and others"),
            SelectChoice("within", "One group: before, and after"),
        ],
        description="A change in one group is shown as change only: others may have changed too.",
    )
    comparison_note = LongText("Who was in the other group? (optional)", limit=2_000)
    unit = ShortText("What are the numbers in?", limit=80, description='For example "days", "points", "% of pupils".')
    n_t = NumberText("People who took part", whole=True, low=0)
    mean_t = NumberText("Their average or percentage")
    sd_t = NumberText("Their standard deviation (optional)", low=0)
    n_c = NumberText("People in the other group", whole=True, low=0)
    mean_c = NumberText("Their average or percentage")
    sd_c = NumberText("Their standard deviation (optional)", low=0)
    effect = NumberText(
        "The difference (or the change)",
        description="Those who took part minus the others, or after minus before. A minus sign where it went down.",
    )
    effect_metric = Select(
        "What kind of number is it?",
        choices=[
            SelectChoice("md", "In the same unit as the averages"),
            SelectChoice("pp", "Percentage points"),
            SelectChoice("g", "A standardised effect size (d or g)"),
        ],
    )
    ci_low = NumberText("Margin of error: from", description="The lower end of the 95% confidence interval.")
    ci_high = NumberText("Margin of error: to", description="The upper end.")
    timepoint = ShortText(
        "When was it measured? (optional)", description='For example "at the end of the school year".'
    )
    followup_months = NumberText("Months after the project ended (optional)", low=0, high=1_200)
    smallest_worthwhile = NumberText(
        "What is the smallest difference worth having? (optional)",
        low=0,
        description='Only with this can anybody say "little or no difference". Same unit as the difference above.',
    )
    smallest_worthwhile_source = ShortText(
        "Who says so? (optional)", limit=500, description="A study, a guideline, or what you agreed beforehand."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.outcome_area.choices = [SelectChoice("", "Choose one"), *terms.choices("outcome-areas")]

    def answers(self) -> dict[str, Any]:
        answers = super().answers()
        answers["higher_is"] = answers["higher_is"] or None
        if answers["contrast"] == "within" and answers["effect_metric"] in {"md", "pp"}:
            answers["effect_metric"] = "change"
        if answers["effect"] is None and answers["mean_t"] is None:
            answers["effect_metric"] = ""
        return answers

    def validate(self, extra_validators: Any = None) -> bool:
        fine = super().validate(extra_validators)
        return not self._doubts() and bool(fine)

    def _doubts(self) -> bool:
        """Numbers that cannot all be right: said beside the number, so that a slip of the sign is found now."""
        low, high, effect = self.ci_low.data, self.ci_high.data, self.effect.data
        treated, other = self.mean_t.data, self.mean_c.data
        before = sum(len(field.errors) for field in self)
        if low is not None and high is not None and low > high:
            _say(self.ci_high, "The upper end of the margin must not be below the lower end")
        elif effect is not None and low is not None and high is not None and not low <= effect <= high:
            _say(self.effect, "The difference must lie inside its margin of error. Look at the minus signs")
        if (low is None) != (high is None) and not self.ci_low.errors and not self.ci_high.errors:
            _say(self.ci_high if high is None else self.ci_low, "Give both ends of the margin of error, or neither")
        if effect is not None and treated is not None and other is not None and effect * (treated - other) < 0:
            _say(self.effect, "The difference and the two averages point opposite ways. Look at the minus sign")
        if self.smallest_worthwhile.data == 0:
            _say(self.smallest_worthwhile, "The smallest difference worth having must be more than 0")
        return sum(len(field.errors) for field in self) > before


def _say(field: Any, message: str) -> None:
    field.errors = [*field.errors, message]
