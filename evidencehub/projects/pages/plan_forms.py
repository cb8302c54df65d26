"""Forms of the plan of a study: an outcome, how and when, what happened since, and sending it."""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any, Self

from wtforms import SelectChoice
from wtforms.validators import DataRequired, InputRequired, ValidationError

from evidencehub.projects import terms
from evidencehub.projects.disclosure.services import MAX_NOTE
from evidencehub.projects.pages.forms import TeamForm, YesNo
from evidencehub.projects.plans.comparing import Line
from evidencehub.projects.plans.models import StudyPlan
from evidencehub.projects.plans.sending import MAX_BECAUSE
from evidencehub.shared.clock import hub_today
from evidencehub.shared.forms import DateParts, HubForm, LongText, NumberText, Select, ShortText


class PlannedOutcomeForm(TeamForm):
    outcome_area = Select("Outcome area", [InputRequired("Choose the outcome area")])
    outcome = ShortText(
        "What will you measure?", [DataRequired("Say what you will measure")], limit=300,
        description='In plain words, such as "Days in school". One thing at a time. '
        "Start typing to see the words that readers look for.",
        render_kw={"list": "outcomes", "autocomplete": "off"},
    )  # fmt: skip
    measure = ShortText(
        "With what? (optional)", limit=300,
        description="The questionnaire, test or record. Start typing to see well-known ones.",
        render_kw={"list": "measures", "autocomplete": "off"},
    )  # fmt: skip
    when = ShortText(
        "When? (optional)", limit=200, description="For example, at the start and six months after the end"
    )
    is_main = YesNo(
        "Is it a main outcome?", [InputRequired("Say whether it is a main outcome")],
        words=("Yes, the study is done to find this out", "No, we look at it as well"),
        description="Most studies have one or two main outcomes.",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.outcome_area.choices = [SelectChoice("", "Choose one"), *terms.choices("outcome-areas")]


class PlanForm(TeamForm):
    starts_on = DateParts("When will the study start?", description="For example, 1 9 2027")
    ends_on = DateParts(
        "When will the last thing be measured?",
        description="For example, 18 7 2028. From the day after, your study counts as overdue until you say that it "
        "ended.",
    )
    reports_on = DateParts("When will the report be there? (optional)", description="For example, 1 12 2028")
    participants = NumberText(
        "How many people will be measured? (optional)", whole=True, low=1, description="In all groups together."
    )
    analysis = LongText(
        "How will you compare the numbers?", limit=5_000,
        description="A few sentences are enough. For example: We compare the average of both groups after a year, and "
        "count everybody in the group they were put in.",
    )  # fmt: skip


class HappenedForm(TeamForm):
    """What became of the study; the first two stand in the evaluation."""

    started_on = DateParts("First day of the study, if it has begun", description="For example, 1 9 2027")
    ended_on = DateParts("Last day of the study, if it has ended", description="For example, 18 7 2028")
    unpublished_because = LongText(
        "If nothing is published yet: why? (optional)", limit=1_000,
        description="It stands in the public list beside your study. For example: We wait for the records of the "
        "schools, which come in March.",
    )  # fmt: skip
    is_stopped = YesNo(
        "Will the study be done to its end?",
        [InputRequired("Say whether it will be done to its end")],
        words=("No, we stopped it", "Yes, or we think so"),
    )
    stopped_because = LongText("If you stopped it: why?", limit=1_000)

    def validate_started_on(self, field: DateParts) -> None:
        if field.data and field.data > hub_today():
            raise ValidationError("This day is still to come. Leave it empty until it has happened")

    validate_ended_on = validate_started_on


class MissingForm(TeamForm):
    """A question for each outcome of the plan that has no result; its field has the outcome's key."""

    record: SimpleNamespace  # what is kept, by the same keys

    @classmethod
    def asking(cls, missing: Sequence[Line], plan: StudyPlan) -> Self:
        kept = {each["key"]: each["unreported_because"] for each in plan.outcomes}
        asked = [line for line in missing if line.key in kept]
        fields = {line.key: LongText(f"{line.outcome}: why is there no result?", limit=1_000) for line in asked}
        record = SimpleNamespace(**{name: kept[name] for name in fields})
        form = type("MissingForm", (cls,), fields)(obj=record)
        form.record = record
        return form


class SendPlanForm(HubForm):
    note = LongText(
        "What did you decide about what we point out in your files?", limit=MAX_NOTE,
        description="For example: the names on page 2 are the authors, who agreed. Do not write the names again here. "
        "Only the editors read this.",
    )  # fmt: skip
    because = LongText(
        "What changed, and why?", limit=MAX_BECAUSE,
        description="It is public, with the date, beside the version before.",
    )  # fmt: skip
