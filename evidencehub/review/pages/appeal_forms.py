"""What a team and an editor type about an appeal."""

from collections.abc import Iterable

from wtforms import SelectChoice
from wtforms.validators import DataRequired, InputRequired

from evidencehub.projects.appeals.grounds import grounds
from evidencehub.review.appeals.making import Contestable, Wanted
from evidencehub.review.appeals.stepping import MAX_TEXT
from evidencehub.review.wording import answer_label
from evidencehub.shared.forms import Checkboxes, HubForm, LongText, Radios


class AppealForm(HubForm):
    ground = Radios(
        "On which ground?", [InputRequired("Choose the ground")],
        choices=[SelectChoice(each.slug, each.label) for each in grounds().values()],
    )  # fmt: skip
    contested = Checkboxes(
        "Which answers should be looked at again?",
        [InputRequired("Choose at least one answer that should be looked at again")],
    )
    because = LongText(
        "Why?", [DataRequired("Say why")], limit=MAX_TEXT,
        description="Say for each answer what is wrong, and where in the report it stands. Editors read this. The new "
        "reviewers do not, so that they judge for themselves, and it is not public.",
    )  # fmt: skip

    @property
    def wanted(self) -> Wanted:
        return Wanted(self.ground.data or "", self.contested.data or [], self.because.data or "")

    def offer(self, answers: Iterable[Contestable]) -> None:
        """What was not found to be met stands first: it is what a team most often contests."""
        by_answer = sorted(answers, key=lambda each: each.finding.answer == "met")
        self.contested.choices = [SelectChoice(each.value, _in_words(each)) for each in by_answer]


def _in_words(each: Contestable) -> str:
    about = f", for {each.item.about}" if each.item.about else ""
    return f"{each.item.criterion.short}{about}: {answer_label(each.finding.answer).lower()}"


class RefuseForm(HubForm):
    because = LongText(
        "Why does it give no ground?", [DataRequired("Say why it gives no ground")], limit=MAX_TEXT,
        description="The team reads this in their mail and on their page. It is not public.",
    )  # fmt: skip
