"""The forms of one outcome result: what its report gives, then the fields for that, with doubts beside the numbers."""

from collections.abc import Mapping
from math import exp
from typing import Any

from wtforms import HiddenField, SelectChoice
from wtforms.validators import DataRequired, InputRequired

from evidencehub.projects import terms
from evidencehub.projects.figures.doubts import doubts, open_doubts
from evidencehub.projects.figures.kinds import (
    ALWAYS,
    BETWEEN,
    KINDS,
    OF_KINDS,
    RATIOS,
    WITHIN,
    WORDS,
    asked,
)
from evidencehub.projects.figures.refusals import Doubt, refusals
from evidencehub.projects.figures.working_out import is_percent
from evidencehub.projects.pages.forms import TeamForm, YesNo
from evidencehub.projects.pages.result_fields import (
    COMPARES,
    CONTRASTS,
    LOG_ODDS,
    METRICS,
    OF_RATIOS,
    UNSAID,
    Answered,
    KindForm,
    Metric,
    PText,
    Unasked,
    arm,
)  # fmt: skip
from evidencehub.projects.pages.result_typed import LOGGED, PEOPLE, as_log, as_typed, nothing, typed_of
from evidencehub.shared.forms import LongText, NumberText, Radios, Select, ShortText, called
from evidencehub.shared.words import number

_NEEDS = {
    "means": ("mean_t mean_c", "Give both averages, or the difference"),
    "counts": ("n_t events_t n_c events_c", "Give how many people there were in each group, and how many of them"),
    "percentages": ("mean_t mean_c", "Give both percentages, or the difference"),
    "difference": ("effect", "Give the number"),
    "ratio": ("effect", "Give the ratio"),
    "coefficient": ("effect", "Give the coefficient"),
}
# What a field is called where it is not an average of those who took part, by (kind, contrast).
_LABELS: Mapping[tuple[str, str], Mapping[str, str]] = {
    ("means", WITHIN): {
        "n_t": "People measured before and after", "mean_c": "Average before", "mean_t": "Average after",
        "sd_c": "Standard deviation before (optional)", "sd_t": "Standard deviation after (optional)",
        "effect": "The change (optional)",
    },
    ("counts", BETWEEN): {"effect": "The difference of percentages (optional)"},
    ("counts", WITHIN): {
        "n_t": "People measured before and after", "events_c": "People with the outcome before",
        "events_t": "People with the outcome after", "effect": "The change of percentages (optional)",
    },
    ("percentages", BETWEEN): {
        "mean_t": "Percentage of those who took part", "mean_c": "Percentage of the other group",
        "effect": "The difference of percentages (optional)",
    },
    ("percentages", WITHIN): {
        "n_t": "People measured before and after", "mean_c": "Percentage before", "mean_t": "Percentage after",
        "effect": "The change of percentages (optional)",
    },
    ("difference", BETWEEN): {"effect": "The difference"},
    ("difference", WITHIN): {"n_t": "People measured before and after", "effect": "The change, after minus before"},
    ("ratio", BETWEEN): {"effect": "The ratio", "effect_metric": "What kind of ratio is it?"},
    ("coefficient", BETWEEN): {"effect": "The coefficient of taking part"},
}  # fmt: skip
_HINTS = {
    "ratio": "Those who took part to the others. 1 means no difference; 0.70 means 30% lower.",
    "coefficient": "The number b that the regression gives for taking part (1) or not (0).",
}


class ResultForm(TeamForm):
    """Every field that any kind of result has; ``visible`` are those of this one, the others are left alone."""

    contrast, gives = Unasked(COMPARES, choices=list(CONTRASTS)), HiddenField()  # chosen on the page before
    outcome_area = Select("Outcome area", [InputRequired("Choose the outcome area")])
    outcome = ShortText(
        "What was measured?",
        [DataRequired("Say what was measured")],
        limit=300,
        description='In plain words, such as "Days in school". One outcome, measured one way, at one time. '
        "Start typing to see the words that readers look for.",
        render_kw={"list": "outcomes", "autocomplete": "off"},
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
    comparison_note = LongText("Who was in the other group? (optional)", limit=2_000)
    unit = ShortText("What are the numbers in?", limit=80, description='For example "days", "points", "% of sessions".')
    n_t = NumberText("People who took part", whole=True, low=1)
    events_t = NumberText("Of them, people with the outcome", whole=True, low=0)
    mean_t = arm("Their average")
    sd_t = NumberText("Their standard deviation (optional)", low=0)
    n_c = NumberText("People in the other group", whole=True, low=1)
    events_c = NumberText("Of the other group, people with the outcome", whole=True, low=0)
    mean_c = arm("The other group’s average")
    sd_c = NumberText("The other group’s standard deviation (optional)", low=0)
    pre_post_r = NumberText(
        "Correlation of before and after (optional)", low=-1, high=1, description="Few reports give it. From −1 to 1."
    )
    test = Unasked(
        "Which test?",
        choices=[
            SelectChoice("t", "t, of two groups"),
            SelectChoice("f", "F, of two groups"),
            SelectChoice("p", "Only p"),
        ],
    )
    test_value = NumberText("The number of t or F", description="Leave it empty where the report gives only p.")
    test_higher = Unasked(
        "Which group had the higher number?",
        choices=[SelectChoice("t", "Those who took part"), SelectChoice("c", "The other group")],
    )
    effect_metric = Metric("What kind of number is it?", choices=list(METRICS))
    effect = arm(
        "The difference (optional)",
        description="Those who took part minus the others, or after minus before. A minus sign where it went down.",
    )
    se = NumberText("Its standard error (optional)", low=0)
    ci_low = arm("Margin of error: from (optional)", description="The lower end of the 95% confidence interval.")
    ci_high = arm("Margin of error: to (optional)", description="The upper end.")
    p_value = PText("p (optional)", description="As the report has it, such as 0.03 or < 0.001.")
    outcome_sd = NumberText(
        "Standard deviation of the outcome (optional)", low=0, description="Of all people together."
    )
    is_primary = YesNo("Is this what the study was made to find out?", unsure=UNSAID)
    is_adjusted = YesNo("Is the number adjusted for how the groups differed before?", unsure=UNSAID)
    analysis = Unasked(
        "Who was counted?",
        default="",
        choices=[
            SelectChoice("itt", "Everybody, in the group they were put in (intention to treat)"),
            SelectChoice("per-protocol", "Only those who took part as planned (per protocol)"),
            SelectChoice("", UNSAID),
        ],
    )
    timepoint = ShortText(
        "When was it measured? (optional)", description='For example "at the end of the school year".'
    )
    followup_months = NumberText("Months after the project ended (optional)", low=0, high=1_200)
    smallest_worthwhile = NumberText(
        "What is the smallest difference worth having? (optional)",
        description='Only with this can anybody say "little or no difference". Same unit as the difference above.',
    )
    smallest_worthwhile_source = ShortText(
        "Who says so?",
        limit=500,
        description="A study, a guideline, or what you agreed beforehand. Needed where you give that number.",
    )
    confirmed = Answered()

    def __init__(
        self, record: Any = None, *, kind: Mapping[str, Any] | None = None, participants: int | None = None,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        """:param record: the result as it is kept; :param kind: of a new one, ``contrast`` and ``gives``.

        :param participants: people in the whole study.
        """
        super().__init__(data=kind if record is None else as_typed(record), **kwargs)
        self.participants, self.asked_about = participants, list[Doubt]()
        self.contrast.data = self.contrast.data or ""
        self.gives.data = self.gives.data or "means"
        self.outcome_area.choices = [SelectChoice("", "Choose one"), *terms.choices("outcome-areas")]
        self.visible = asked(self.gives.data, self.contrast.data)
        for name, words in _LABELS.get((self.gives.data, self.contrast.data), {}).items():
            field, usual = self._fields[name], called(self._fields[name])
            field.label.text = words
            field.process_errors = [each.replace(usual, called(field), 1) for each in field.process_errors]
        if self.gives.data == "ratio":
            self.effect_metric.choices = list(OF_RATIOS)
            self.smallest_worthwhile.description = (
                'Only with this can anybody say "little or no difference". As a ratio too, such as 0.9.'
            )
        if self.gives.data == "coefficient":
            self.effect_metric.choices = [*METRICS, LOG_ODDS]
        if self.contrast.data == WITHIN:
            self.effect.description = "After minus before. A minus sign where it went down."
        elif self.gives.data in _HINTS:
            self.effect.description = _HINTS[self.gives.data]
        if self.gives.data in {"counts", "percentages"}:
            self.effect_metric.choices = [METRICS[1]]
        self._drop_another_scale()
        for name in self._fields.keys() - set(self.visible):  # another kind's; kept on the page, and not looked at
            self._fields[name].process_errors = []
            if name not in {"csrf_token", "seen", "contrast", "gives", "confirmed"}:
                self._fields[name].validators, self._fields[name].flags.required = [], False
                self._fields[name].validate_choice = False
        if record is not None and not self.is_submitted():
            self.asked_about = doubts(self.answers(), participants)

    def _drop_another_scale(self) -> None:
        """A ratio that was typed before the kind was changed is no difference, and a difference is no ratio."""
        metric, is_ratio = self.effect_metric.data, self.gives.data == "ratio"
        if not metric or metric in {choice.value for choice in self.effect_metric.choices}:
            return
        if is_ratio or metric in RATIOS:
            for name in (*LOGGED, "smallest_worthwhile"):
                self._fields[name].data, self._fields[name].raw_data = None, []

    def answers(self) -> dict[str, Any]:
        """The columns that are typed; those of other kinds are nothing. A ratio becomes its log."""
        typed = super().answers()
        made = {name: typed[name] for name in self.visible}
        made |= {name: nothing(typed[name]) for name in (*ALWAYS, *OF_KINDS) if name not in self.visible}
        made |= {"contrast": typed["contrast"], "gives": typed["gives"]}
        made["higher_is"] = made["higher_is"] or None
        relation, value = made["p_value"] or ("", None)
        made |= {"p_relation": relation, "p_value": value}
        if made["gives"] in {"counts", "percentages"}:
            made["unit"] = PEOPLE
        if made["gives"] == "ratio":
            made |= {name: as_log(made[name]) for name in LOGGED}
        if made["effect"] is None:
            made["effect_metric"] = made["effect_metric"] if made["gives"] == "ratio" else ""
        if made["gives"] == "ratio" and made["smallest_worthwhile"] is not None:
            made["smallest_worthwhile"] = as_log(made["smallest_worthwhile"]) or 0.0
        ticked = set(typed["confirmed"] or ())
        made["confirmed"] = [each.words for each in doubts(made, self.participants) if each.words in ticked]
        return made

    def answers_of(self, record: Any) -> dict[str, Any]:
        made = self.answers().keys()
        values = {name: typed_of(record, name) for name in made}
        return values | ({"effect_metric": ""} if values["effect"] is None and record.gives != "ratio" else {})

    def in_words(self, name: str, value: Any) -> str:
        if self.gives.data == "ratio" and name in LOGGED and value is not None:
            return number(exp(value), 6)
        return super().in_words(name, value)

    def validate(self, extra_validators: Any = None) -> bool:
        fine = bool(super().validate(extra_validators))
        self._kind_fits()
        if not any(self._fields[name].errors for name in self.visible):
            values = self.answers()
            for each in refusals(values):
                _say(self._fields[each.name], each.words)
            self.asked_about = doubts(values, self.participants)
            for each in open_doubts(values, self.participants):
                _say(self._fields[each.name], each.words)
        return fine and not any(field.errors for field in self)

    def _kind_fits(self) -> None:
        """What this kind of result needs, and signs that do not belong to it."""
        if self.contrast.data not in {BETWEEN, WITHIN}:
            _say(self.contrast, "Say what the numbers compare")
        gives = self.gives.data
        names, words = _NEEDS.get(gives, ("", ""))
        missing = [self._fields[name] for name in names.split() if self._fields[name].data is None]
        missing = [field for field in missing if field.short_name in self.visible and not field.errors]
        if missing and (self.effect.data is None or gives == "counts"):
            _say(missing[0], f"{words}. If the report gives no number, choose “{KINDS[WORDS].label}”")
        if gives == "test":
            self._test_fits()
        unit = self.unit.data if "unit" in self.visible else ""  # of another kind it may come along
        in_percent = is_percent({"gives": gives, "unit": unit}) or self.effect_metric.data == "pp"
        for field in self:
            if getattr(field, "has_percent_sign", False) and field.short_name in self.visible and not in_percent:
                words = "leave out the % sign, or say that the numbers are in %"
                if gives == "ratio":
                    words = "write the ratio, where 1 means no difference: 70% is 0.7"
                _say(field, f"{called(field)}: {words}")
        for name in (*LOGGED, "smallest_worthwhile"):
            field, value = self._fields[name], self._fields[name].data
            if gives == "ratio" and value is not None and value <= 0:
                _say(field, f"{called(field)}: a ratio is always above 0. 1 means no difference")
            elif name == "smallest_worthwhile" and value is not None and value <= 0:
                _say(field, f"{called(field)} must be more than 0")
        if self.smallest_worthwhile.data and not self.smallest_worthwhile_source.data and gives != WORDS:
            _say(self.smallest_worthwhile_source, "Say who says that this is the smallest difference worth having")

    def _test_fits(self) -> None:
        test = self.test.data
        if not test:
            _say(self.test, "Choose the test")
        elif test == "p" and self.p_value.data is None and not self.p_value.errors:
            _say(self.p_value, "Give p")
        elif test in {"t", "f"} and self.test_value.data is None and not self.test_value.errors:
            _say(self.test_value, f"Give the number of {'t' if test == 't' else 'F'}")
        if test in {"f", "p"} and not self.test_higher.data:
            _say(self.test_higher, "Say which group had the higher number: the test does not say it")
        value = self.test_value.data or 0
        if test == "f" and value < 0:
            _say(self.test_value, "No F is below 0")
        if test == "t" and value and self.test_higher.data and (value > 0) != (self.test_higher.data == "t"):
            _say(self.test_value, "t is above 0 where those who took part had the higher number. Look at the sign")


CHOICES: Mapping[str, Mapping[str, str]] = {
    **{
        name: {choice.value: str(choice.label) for choice in getattr(ResultForm, name).kwargs["choices"]}
        for name in ("higher_is", "test", "test_higher", "analysis")
    },
    **{
        name: {choice.value: str(choice.label) for choice in getattr(KindForm, name).kwargs["choices"]}
        for name in ("contrast", "gives")
    },
    "effect_metric": {choice.value: str(choice.label) for choice in (*METRICS, *OF_RATIOS)},
}


def question_of(name: str, gives: str, contrast: str) -> str:
    """The question of one answer, as the page of this kind of result asks it."""
    asked_by = KindForm if name in {"contrast", "gives"} else ResultForm
    own = _LABELS.get((gives, contrast), {}).get(name)
    return (own or str(getattr(asked_by, name).args[0])).removesuffix(" (optional)")


def carried(form: ResultForm, sent: Mapping[str, str]) -> list[tuple[str, str]]:
    """What was typed for another kind, so that going back and changing the kind loses nothing."""
    aside = {"csrf_token", "seen", "contrast", "gives", "confirmed", "step", *form.visible}
    return [(name, value) for name, value in sent.items() if name in form._fields and name not in aside and value]


def _say(field: Any, message: str) -> None:
    if message not in field.errors:
        field.errors = [*field.errors, message]
