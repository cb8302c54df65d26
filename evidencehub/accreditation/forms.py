"""Forms of accrediting. None of them has a field for a tier."""

from wtforms import HiddenField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired

from evidencehub.accreditation.holds.grounds import grounds
from evidencehub.accreditation.services import MAX_TEXT
from evidencehub.review.cases import MAX_REASON
from evidencehub.shared.forms import HubForm, LongText, Radios


class DecideForm(HubForm):
    """``seen`` and ``shown`` say what the page rested on when it was opened, and the tier that followed."""

    seen = HiddenField()
    shown = HiddenField()
    strengths = LongText(
        "What was strong? (optional)", limit=MAX_TEXT,
        description="Two or three sentences. They stand in the letter and on the public page. Name nobody.",
    )  # fmt: skip


class ReplyForm(HubForm):
    reply = LongText(
        "Your reply", limit=MAX_TEXT,
        description="You can change it later.",
    )  # fmt: skip


class HoldForm(HubForm):
    ground = Radios(
        "On which ground?", [InputRequired("Choose the ground")],
        choices=[SelectChoice(each.slug, each.label) for each in grounds().values()],
    )  # fmt: skip
    because = LongText(
        "What is the question?", [DataRequired("Say what the question is")], limit=MAX_REASON,
        description="Everybody can read this. Say what has to be found out, and name nobody.",
    )  # fmt: skip


class EndHoldForm(HubForm):
    outcome = Radios(
        "What becomes of it?", [InputRequired("Choose what becomes of it")],
        choices=[
            SelectChoice("release", "Release it: the award stands as before"),
            SelectChoice("revoke", "Withdraw the award: the project shows no Standard any more"),
        ],
    )  # fmt: skip
    reason = LongText(
        "Why?", [DataRequired("Say why")], limit=MAX_REASON,
        description="Everybody can read this. Say what was found out, and name nobody.",
    )  # fmt: skip
