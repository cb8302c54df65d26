"""Forms about facts in findings that a team says are wrong."""

from collections.abc import Mapping

from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired

from evidencehub.review.corrections.queries import Named
from evidencehub.review.corrections.services import MAX_TEXT, Claim
from evidencehub.shared.forms import HubForm, LongText, Radios, Select

_APART = "|"


class FactForm(HubForm):
    finding = Select("In which finding is the fact?", [InputRequired("Choose the finding")])
    wrong = LongText(
        "Which fact is wrong?", [DataRequired("Say what is wrong")], limit=MAX_TEXT,
        description="For example: “It says that 84 people took part.”",
    )  # fmt: skip
    right = LongText(
        "What is right, and where does it stand?", [DataRequired("Say what is right")], limit=MAX_TEXT,
        description="For example: “48 people took part: page 12 of the report.” Name nobody.",
    )  # fmt: skip

    def offer(self, findings: Mapping[tuple[str, str], Named]) -> None:
        offered = [SelectChoice(_APART.join(key), one.label) for key, one in findings.items()]
        self.finding.choices = [SelectChoice("", "Choose"), *offered]

    @property
    def claim(self) -> Claim:
        criterion, _, result = (self.finding.data or "").partition(_APART)
        return Claim((criterion, result), self.wrong.data or "", self.right.data or "")


class AnswerForm(HubForm):
    step = Radios(
        "What becomes of it?", [InputRequired("Choose what becomes of it")],
        choices=[
            SelectChoice("correct", "The fact is wrong: correct it on the record, with the date"),
            SelectChoice("leave", "The fact stands: nothing is changed"),
            SelectChoice("refer", "It would change the finding: that is not decided here"),
        ],
    )  # fmt: skip
    answer = LongText(
        "Your words", [DataRequired("Write what everybody reads, or say why")], limit=MAX_TEXT,
        description="If you correct it, everybody reads this: say what it said and what is right, and name nobody. "
        "Otherwise the team alone reads it: say why.",
    )  # fmt: skip
