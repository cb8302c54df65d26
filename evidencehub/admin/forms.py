"""Forms of the back office."""

from collections.abc import Mapping
from functools import cache

from wtforms import Field, HiddenField, SelectChoice
from wtforms.validators import DataRequired

from evidencehub.accounts.models import ReviewerKind
from evidencehub.projects.pages.forms import fingerprint
from evidencehub.projects.standards_in_use import AREAS, Choice
from evidencehub.shared.forms import Checkboxes, HubForm, LongText, Radios, Select, ShortText, Tick
from evidencehub.shared.maintenance import LONGEST
from evidencehub.standards.files.vocabulary import load_vocabulary

ROLE_LABELS = {
    "is_editor": "Editor: runs cases",
    "is_reviewer": "Reviewer: grades submissions",
    "is_admin": "Admin: gives roles, sees the system",
}
KINDS = {
    ReviewerKind.ACADEMIC: "Academic: works in research",
    ReviewerKind.PRACTITIONER: "Practitioner: works with people, or commissions such work",
}
OVERTAKEN = (
    "Somebody else changed this while you were choosing. What you chose is kept below, and is not saved yet: look at "
    "it again, then save"
)


class RolesForm(HubForm):
    roles = Checkboxes("Roles over the whole hub", choices=[SelectChoice(*each) for each in ROLE_LABELS.items()])
    kind = Radios(
        "If they are a reviewer: of which kind?", validate_choice=False,
        choices=[SelectChoice("", "Not known"), *(SelectChoice(kind.value, label) for kind, label in KINDS.items())],
        description="Some standards want one of each on every case.",
    )  # fmt: skip


class MaintenanceForm(HubForm):
    message = LongText(
        "What should readers know?", [DataRequired("Enter what readers should know")], limit=LONGEST,
        description="Such as: A new release is put in.",
    )  # fmt: skip
    until = ShortText(
        "Until about when? (optional)", limit=20,
        description="A time, such as 14:00, or a day and a time, such as 2026-03-31 14:00.",
    )  # fmt: skip
    read_only = Tick(
        "Take nothing in meanwhile", description="Whoever sends a form gets a page that says so, with what they typed."
    )


class StandardsForm(HubForm):
    """What teams are offered. The service checks every choice, in words; ``seen`` is what stood there before."""

    overtaken = False
    seen = HiddenField()
    offered = Checkboxes("Which standards may teams choose from?", validate_choice=False)
    default = Radios(
        "Which one is proposed first?", validate_choice=False,
        description="Choose one that you offer. A team may take another one.",
    )  # fmt: skip

    @property
    def areas(self) -> list[Field]:
        """One field for each outcome area."""
        return [field for name, field in self._fields.items() if name.startswith(_AREA)]

    def fill(self, choices: Mapping[str, str], choice: Choice, *, shown: Choice) -> None:
        """Offer the standards, and show what stands now.

        :param choices: standard -> label.
        :param choice: what is stored.
        :param shown: the same, with what holds where nobody chose.
        """
        listed = [SelectChoice(value, label) for value, label in choices.items()]
        self.offered.choices = self.default.choices = listed
        for field in self.areas:
            field.choices = [SelectChoice("", "As the default"), *listed]
        if self.is_submitted():
            return
        self.seen.data = fingerprint_of(choice)
        self.offered.data, self.default.data = list(shown.offered), shown.default
        for field in self.areas:
            field.data = choice.by_area.get(field.name.removeprefix(_AREA), "")

    def choice(self) -> Choice:
        """What was chosen."""
        by_area = {field.name.removeprefix(_AREA): field.data for field in self.areas if field.data}
        return Choice(tuple(sorted(set(self.offered.data or ()))), self.default.data or "", by_area)

    def show_overtaken(self, choice: Choice) -> None:
        """Keep what was chosen, and let the next press decide."""
        self.overtaken = True
        self.form_errors.append(OVERTAKEN)
        self.seen.data, self.seen.raw_data = fingerprint_of(choice), None


_AREA = "area_"


@cache
def standards_form() -> type[StandardsForm]:
    """The form with a field for each outcome area of the vocabulary."""
    terms = load_vocabulary(AREAS).terms
    fields = {f"{_AREA}{term.slug}": Select(term.label, default="", validate_choice=False) for term in terms}
    return type("StandardsFormOfThisHub", (StandardsForm,), fields)


def fingerprint_of(choice: Choice) -> str:
    return fingerprint([choice.offered, choice.default, dict(choice.by_area)])
