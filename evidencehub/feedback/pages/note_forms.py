"""Forms of writing a practice note, and of the editors' desk."""

from wtforms import SelectChoice
from wtforms.validators import DataRequired, InputRequired

from evidencehub.consultation.forms import ROLES
from evidencehub.consultation.models import CommentRole
from evidencehub.feedback.notes.services import MAX_TEXT, Typed
from evidencehub.projects.terms import choices
from evidencehub.shared.forms import EmailText, HubForm, LongText, Radios, Select, Tick


class NoteForm(HubForm):
    did = LongText(
        "What did you do, and with whom?", [DataRequired("Say what you did")], limit=MAX_TEXT,
        description="For example: we ran it for two terms with 12 girls in year 9, in a youth club.",
    )  # fmt: skip
    helped = LongText("What helped? (optional)", limit=MAX_TEXT)
    hindered = LongText("What got in the way? (optional)", limit=MAX_TEXT)
    setting = Select("Where do you work?")
    role = Radios(
        "Which of these fits you best?", [InputRequired("Choose which of these fits you best")],
        choices=[SelectChoice(role.value, words) for role, words in ROLES.items()],
    )  # fmt: skip
    is_concern = Tick("This tells of harm or a risk to somebody")
    email = EmailText(
        "Your email address (optional)",
        description="To tell you whether your note is public. Nobody else uses it, and we forget it after that.",
    )

    def offer(self) -> None:
        self.setting.choices = [SelectChoice("", "I would rather not say"), *choices("settings")]

    def typed(self) -> Typed:
        """What passed the form's own checks."""
        return Typed(
            did=self.did.data,
            role=CommentRole(self.role.data),
            helped=self.helped.data or "",
            hindered=self.hindered.data or "",
            setting=self.setting.data or "",
            is_concern=self.is_concern.data,
            email=self.email.data or "",
        )


class RefuseNoteForm(HubForm):
    reason = LongText(
        "Why can it not be published?", [DataRequired("Say why it cannot be published")], limit=MAX_TEXT,
        description="Who left an address reads this in a mail. Say what would make it publishable.",
    )  # fmt: skip
