"""Forms of accrediting. None of them has a field for a tier."""

from wtforms import HiddenField

from evidencehub.accreditation.services import MAX_TEXT
from evidencehub.shared.forms import HubForm, LongText


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
