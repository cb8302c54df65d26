"""Forms of commenting, and of the editors' desk."""

from wtforms import SelectChoice
from wtforms.validators import DataRequired, InputRequired

from evidencehub.consultation.models import CommentRole
from evidencehub.consultation.services import MAX_TEXT, Typed
from evidencehub.consultation.subjects import Subject
from evidencehub.shared.forms import HubForm, LongText, Radios, Select, ShortText

NOBODY_NAMED = "Somebody signed in"
ROLES = {
    CommentRole.PRACTITIONER: "I work with people, or in a project",
    CommentRole.ACADEMIC: "I do research, or teach it",
    CommentRole.COMMISSIONER: "I choose services, or pay for them",
    CommentRole.CITIZEN: "I am a member of the public",
    CommentRole.OTHER: "Something else",
}
ROLES_SHOWN = {  # as the page says them after a name
    CommentRole.PRACTITIONER: "who works with people",
    CommentRole.ACADEMIC: "who does research",
    CommentRole.COMMISSIONER: "who chooses or pays for services",
    CommentRole.CITIZEN: "a member of the public",
    CommentRole.OTHER: "",
}


class CommentForm(HubForm):
    part = Select("What is your comment about?", validate_choice=False)  # the service checks it, in words
    text = LongText(
        "Your comment", [DataRequired("Write your comment")], limit=MAX_TEXT,
        description="Say what should change, and why. Please name nobody who took part in a project.",
    )  # fmt: skip
    role = Radios(
        "Which of these fits you best?", [InputRequired("Choose which of these fits you best")],
        choices=[SelectChoice(role.value, words) for role, words in ROLES.items()],
    )  # fmt: skip
    name_shown = ShortText(
        "Name to show beside it (optional)", limit=100,
        description=f"Left empty, the page says “{NOBODY_NAMED}”. Your email address is never shown.",
    )  # fmt: skip

    def typed(self) -> Typed:
        """What passed the form's own checks."""
        return Typed(
            text=self.text.data,
            role=CommentRole(self.role.data),
            part=self.part.data or "",
            name_shown=self.name_shown.data or "",
        )

    def offer(self, subject: Subject, *, chosen: str = "") -> None:
        """List the parts; ``chosen`` comes from a link and counts only until something is sent."""
        self.part.choices = [SelectChoice(part.id, part.label) for part in subject.parts]
        if not self.is_submitted() and chosen in subject.part_ids:
            self.part.data = chosen


class RefuseForm(HubForm):
    reason = LongText(
        "Why can it not be published?", [DataRequired("Say why it cannot be published")], limit=MAX_TEXT,
        description="The author reads this in their mail. Say what would make it publishable.",
    )  # fmt: skip


class AnswerForm(HubForm):
    answer = LongText(
        "Your answer", [DataRequired("Write an answer")], limit=MAX_TEXT,
        description="Everybody can read it, and the author gets it by mail. Say what will change, or why nothing will.",
    )  # fmt: skip
