"""Forms of offering help, looking for it, asking to be put in touch, and the editors' desk."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from wtforms import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Optional

from evidencehub.brokerage.kinds import kinds
from evidencehub.brokerage.models import Side
from evidencehub.brokerage.services import MAX_TEXT, Typed
from evidencehub.consultation.forms import ROLES
from evidencehub.consultation.models import CommentRole
from evidencehub.projects.models import Project
from evidencehub.shared.forms import Checkboxes, HubForm, LongText, NumberText, Radios, Select, ShortText
from evidencehub.standards.files.vocabulary import load_vocabulary

MOST_HOURS = 500
YES, NO = "yes", "no"
_TEXTS = {
    Side.OFFER: ("What can you help with?", "For example: I have run six trials in schools, and can look over a plan."),
    Side.REQUEST: ("What do you look for?", "For example: we look for somebody to help us find a comparison group."),
}
_HOURS = {Side.OFFER: "How many hours can you give?", Side.REQUEST: "About how many hours of help do you need?"}


class NoticeForm(HubForm):
    project = Select("Which project is it for?")
    kinds = Checkboxes("What kind of help is it?", [InputRequired("Choose what kind of help it is")])
    text = LongText("", [DataRequired("Say it in your own words")], limit=MAX_TEXT)
    hours = NumberText("", [Optional()], whole=True, low=1, high=MOST_HOURS)
    outcome_area = Select("What is it about?")
    place = ShortText("Where? (optional)", limit=200, description="A town or a region. Leave it empty for anywhere.")
    role = Radios(
        "Which of these fits you best?", [InputRequired("Choose which of these fits you best")],
        choices=[SelectChoice(role.value, words) for role, words in ROLES.items()],
    )  # fmt: skip

    def offer(self, side: Side, projects: Sequence[Project], chosen: Mapping[str, str]) -> None:
        """Ask what fits the side; what a link names is chosen until something is sent."""
        self.kinds.choices = [SelectChoice(kind.slug, kind.label) for kind in kinds().values()]
        areas = load_vocabulary("outcome-areas")
        self.outcome_area.choices = [
            SelectChoice("", "Any outcome"),
            *(SelectChoice(t.slug, t.label) for t in areas.terms),
        ]
        self.text.label.text, example = _TEXTS[side]
        self.text.description = f"{example} Everybody can read it. Please name nobody."
        self.hours.label.text = f"{_HOURS[side]} (optional)"
        if side is Side.OFFER:
            del self.project
        else:
            self.project.choices = [SelectChoice(str(each.id), each.name) for each in projects]
            del self.role
        if not self.is_submitted():
            self._choose(projects, chosen)

    def _choose(self, projects: Sequence[Project], chosen: Mapping[str, str]) -> None:
        kind = chosen.get("kind", "")
        self.kinds.data = [kind] if kind in kinds() else []
        self.outcome_area.data = ""
        project = next((each for each in projects if str(each.id) == chosen.get("project")), None)
        if project is not None and "project" in self:
            self.project.data = str(project.id)
            self.outcome_area.data = project.outcome_areas[0] if len(project.outcome_areas) == 1 else ""

    def project_among(self, projects: Sequence[Project]) -> Project | None:
        wanted = self.project.data if "project" in self else None
        return next((each for each in projects if str(each.id) == wanted), None)

    def typed(self, side: Side) -> Typed:
        """What passed the form's own checks."""
        role = CommentRole(self.role.data) if "role" in self else CommentRole.PRACTITIONER
        return Typed(
            side, self.kinds.data or [], self.text.data, role, self.outcome_area.data or "", self.place.data or "",
            None if self.hours.data is None else int(self.hours.data),
        )  # fmt: skip


class ContactForm(HubForm):
    project = Select("Which project is it for?")
    text = LongText(
        "What should they know?", [DataRequired("Say what it is about")], limit=MAX_TEXT,
        description="They read this before they say yes or no. Please do not write your name or your address.",
    )  # fmt: skip

    def offer(self, projects: Sequence[Project], *, asks_project: bool) -> None:
        if asks_project:
            self.project.choices = [SelectChoice(str(each.id), each.name) for each in projects]
        else:
            del self.project

    def project_among(self, projects: Sequence[Project]) -> Project | None:
        wanted = UUID(self.project.data) if "project" in self and self.project.data else None
        return next((each for each in projects if each.id == wanted), None)


class AnswerForm(HubForm):
    answer = Radios(
        "Do you want to be put in touch?", [InputRequired("Say yes or no")],
        choices=[
            SelectChoice(YES, "Yes: give each of us the other’s name and email address"),
            SelectChoice(NO, "No: tell them that I cannot do it at present"),
        ],
    )  # fmt: skip


class ReportForm(HubForm):
    text = LongText(
        "What is wrong with it?", [DataRequired("Say what is wrong with it")], limit=MAX_TEXT,
        description="Editors alone read this. For example: it names somebody, it sells something, it is an insult.",
    )  # fmt: skip


class RefuseForm(HubForm):
    reason = LongText(
        "Why can it not be published?", [DataRequired("Say why it cannot be published")], limit=MAX_TEXT,
        description="Whoever wrote it reads this in a mail. Say what would make it publishable.",
    )  # fmt: skip
