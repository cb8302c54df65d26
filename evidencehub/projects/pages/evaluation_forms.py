"""Forms over an evaluation: its pages, its documents, and sending it. Outcome results have a file of their own."""

from typing import Any, Self

from wtforms import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Optional, ValidationError

from evidencehub.projects import terms
from evidencehub.projects.consent.statement import ASKED, CHOICES, MOST, Consent, stated
from evidencehub.projects.pages.forms import Lines, TeamForm, Terms
from evidencehub.projects.sending import NOT_SAID
from evidencehub.shared import orcid
from evidencehub.shared.errors import Invalid
from evidencehub.shared.forms import (
    Checkboxes,
    DateParts,
    HubForm,
    LongText,
    NumberText,
    Radios,
    ShortText,
    Tick,
)
from evidencehub.standards.files.designs import DesignQuestion


class NewEvaluationForm(HubForm):
    title = ShortText(
        "Title of the evaluation",
        [DataRequired("Enter the title")],
        limit=300,
        description="As it stands on the report. A study that you have not done yet can have a plan here first.",
    )


class AboutForm(TeamForm):
    title = ShortText("Title", [DataRequired("Enter the title")], limit=300)
    authors = Lines(
        "Who did it?", limit=4_000,
        description="One name a line. They must agree to be named. If somebody has an ORCID iD, write it after the "
        "name: it tells people of one name apart.",
    )  # fmt: skip
    year = NumberText("Year of the report", whole=True, low=1900, high=2100)
    started_on = DateParts("First day of the study (optional)", description="For example, 1 9 2024")
    ended_on = DateParts("Last day of the study (optional)", description="For example, 18 7 2025")

    def validate_authors(self, field: Lines) -> None:
        for line in field.data or []:
            if problem := orcid.problem_with(line):
                raise ValidationError(f"{line}: {problem}")


class DesignForm(TeamForm):
    design = Radios(
        "How was it done?",
        description="Choose the nearest. No design is too small: each has its own way up the Standards.",
        validate_choice=False,  # none is chosen until the team knows
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.design.choices = terms.choices("designs")

    def validate_design(self, field: Radios) -> None:
        if field.data and field.data not in {each.value for each in terms.choices("designs")}:
            raise ValidationError("Choose one of these designs")


class DesignAnswerForm(HubForm):
    """One question on the way to a design; its label is the heading of its page."""

    answer = Radios("Your answer", [InputRequired("Choose an answer")])
    question: DesignQuestion

    @classmethod
    def asking(cls, question: DesignQuestion) -> Self:
        form = cls()
        form.question = question
        form.answer.label.text, form.answer.description = question.question, question.help
        form.answer.choices = [SelectChoice(each.slug, each.label) for each in question.answers]
        return form

    def hints(self) -> list[dict[str, dict[str, str]]]:
        return [{"hint": {"text": each.hint}} if each.hint else {} for each in self.question.answers]


class PeopleForm(TeamForm):
    populations = Terms("Who was studied?", "populations", description="Choose all that fit.")
    settings = Terms("Where?", "settings", description="Choose all that fit.")
    place = ShortText("Town, borough or region (optional)")
    outcome_areas = Terms("What did it look at?", "outcome-areas", description="Choose all that fit.")


class DoneForm(TeamForm):
    summary = LongText(
        "What was done and found, in a few sentences?",
        description="Say what happened in this study, also where nothing changed. People read this first.",
    )
    methods = LongText(
        "How was it done? (optional)",
        description="How people were chosen, what was measured and when, how it was worked out.",
    )
    limitations = LongText(
        "What can the study not tell? (optional)",
        description="Being open about limits never lowers a grade by itself.",
    )


EVALUATION_FORMS: dict[str, type[TeamForm]] = {
    "about": AboutForm,
    "design": DesignForm,
    "people": PeopleForm,
    "done": DoneForm,
}


class SendForm(HubForm):
    is_asked_about_people = False  # where stories or photographs of single people may be in what is sent
    evaluations = Checkboxes(
        "Which evaluations do you want graded?", description="Those that you leave out stay in your draft."
    )
    standard = Radios("Which standard?", [InputRequired("Choose the standard")], validate_choice=False)
    consent = Radios(
        "Is a story, a quote or a photograph of one person in it?", [Optional()],
        choices=[SelectChoice(*each) for each in CHOICES.items()],
    )  # fmt: skip
    what = LongText(
        ASKED["what"], limit=MOST,
        description="For example: that their words stand in the report, without their name, and everybody may read it.",
    )  # fmt: skip
    how = LongText(
        ASKED["how"], limit=MOST,
        description="For example: in writing, after we read it out to them. For those under 16 a parent agreed too.",
    )  # fmt: skip
    kept_by = ShortText(
        ASKED["kept_by"], limit=MOST,
        description="For example: our safeguarding lead. Say the role and no names. Never upload the signed forms.",
    )  # fmt: skip
    agreed = Tick(
        "Everyone named in it has agreed, and so has everyone whose story, words or picture is in it",
        [InputRequired("Confirm that everyone named has agreed, and everyone whose story, words or picture is in it")],
    )
    no_names = Tick(
        "There is nothing in it that names people who took part",
        [InputRequired("Confirm that nothing in it names people who took part")],
    )

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid = super().validate(extra_validators)
        try:
            self.consent_said()
        except Invalid as error:
            self.show(error)
            return False
        return bool(is_valid)

    def consent_said(self) -> Consent | None:
        """What is stated; None where nobody asked. :raises Invalid: an answer is missing."""
        if not self.is_asked_about_people:
            return None
        if not self.consent.data:
            raise Invalid(NOT_SAID, {"consent": NOT_SAID})
        return stated(self.consent.data, self.what.data or "", self.how.data or "", self.kept_by.data or "")

    def validate_standard(self, field: Radios) -> None:
        """What is offered may have changed since the page was opened."""
        if field.data not in {choice.value for choice in field.choices}:
            raise ValidationError("What you chose is no longer on offer. Look at the standard again, then send")
