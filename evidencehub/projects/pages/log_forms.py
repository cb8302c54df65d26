"""Forms of a learning log: an entry, and sending it."""

from typing import Any
from uuid import UUID

from wtforms import SelectChoice
from wtforms.validators import InputRequired, ValidationError

from evidencehub.projects.learning.writing import MAX_TEXT
from evidencehub.projects.models import Project
from evidencehub.projects.pages.forms import TeamForm, YesNo
from evidencehub.shared.clock import hub_today
from evidencehub.shared.forms import DateParts, HubForm, LongText, Select, Tick

WHOLE = "The whole project"


class StudySelect(Select):
    """A study, or none for the whole project; ``stored`` is its id or None."""

    def process_data(self, value: Any) -> None:
        self.data = "" if value is None else str(value)

    @property
    def stored(self) -> UUID | None:
        return UUID(self.data) if self.data else None


class LogEntryForm(TeamForm):
    learned_on = DateParts(
        "Day that it is about", description="For example, 27 3 2026. If it is about some weeks, enter the last day."
    )
    evaluation_id = StudySelect("What is it about?")
    learned = LongText(
        "What did you learn?", limit=MAX_TEXT,
        description="An interim result, something that went wrong, what people told you. Name nobody who takes part, "
        "and no group of fewer than five people.",
    )  # fmt: skip
    changed = LongText("What did you change? (optional)", limit=MAX_TEXT)
    because = LongText("Why did you change it? (optional)", limit=MAX_TEXT)
    is_for_all = YesNo(
        "Shall others read it?", [InputRequired("Say whether others shall read it")],
        words=("Yes, everybody, once an editor has read it", "No, only our team"),
        description="You see first what everybody would read. Nobody grades it.",
    )  # fmt: skip

    def __init__(self, project: Project, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._titles = {each.id: each.title for each in project.evaluations}
        studies = [SelectChoice(str(key), title) for key, title in self._titles.items()]
        self.evaluation_id.choices = [SelectChoice("", WHOLE), *studies]

    def in_words(self, name: str, value: Any) -> str:
        if name == "evaluation_id":
            return self._titles.get(value, WHOLE)
        return super().in_words(name, value)

    def validate_learned_on(self, field: DateParts) -> None:
        if not any(field.parts):
            raise ValidationError("Enter the day that it is about")
        if field.data and not field.process_errors and field.data > hub_today():
            raise ValidationError("This day is still to come. Write down what you know by now")

    def validate_learned(self, field: LongText) -> None:
        if not (field.data or self.changed.data):
            raise ValidationError("Say what you learned, or below what you changed")


class SendEntryForm(HubForm):
    agreed = Tick(
        "There is nothing in it that names people who took part, and my team agrees that everybody may read it",
        [InputRequired("Confirm that nothing names people, and that your team agrees")],
    )
