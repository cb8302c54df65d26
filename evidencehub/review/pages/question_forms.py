"""What reviewers, editors and teams type about a question to the team."""

from collections.abc import Sequence

from wtforms import SelectChoice
from wtforms.validators import DataRequired

from evidencehub.review.queries import Report
from evidencehub.review.questions.stepping import MAX_TEXT
from evidencehub.shared.forms import HubForm, LongText, Radios


class AskForm(HubForm):
    text = LongText(
        "Your question to the team", [DataRequired("Write your question")], limit=MAX_TEXT,
        description='For example: "Page 12 says that 14 people left. From which group?"',
    )  # fmt: skip


class NoteForm(HubForm):
    text = LongText(
        "What should the editors know?", [DataRequired("Write what the editors should know")], limit=MAX_TEXT,
        description="For example, that you worry about how people were treated, or that something looks copied.",
    )  # fmt: skip


class SendForm(HubForm):
    text = LongText(
        "The question, as the team and both reviewers will read it",
        [DataRequired("Write the question as the team should read it")], limit=MAX_TEXT,
        description="Take out what shows who asks: a manner of speaking, a field, the step that somebody is at.",
    )  # fmt: skip


class NotNeededForm(HubForm):
    because = LongText(
        "Why is it not needed?", [DataRequired("Say why it is not needed")], limit=MAX_TEXT,
        description="Only the reviewer who asked reads this.",
    )  # fmt: skip


class AnswerForm(HubForm):
    text = LongText("Your answer", [DataRequired("Write your answer")], limit=MAX_TEXT)
    document = Radios("Does it stand in a file that you sent? (optional)", default="")

    def offer(self, files: Sequence[Report]) -> None:
        """The files of the submission, by the names that their team knows."""
        named = [SelectChoice(str(one.document.id), one.name_sent) for one in files]
        self.document.choices = [*named, SelectChoice("", "No, or not in one of them")]
