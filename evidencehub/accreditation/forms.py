"""Forms of accrediting. None of them has a field for a tier."""

from evidencehub.accreditation.services import MAX_TEXT
from evidencehub.shared.forms import HubForm, LongText


class DecideForm(HubForm):
    strengths = LongText(
        "What was strong? (optional)", limit=MAX_TEXT,
        description="Two or three sentences. They stand in the letter and on the public page. Name nobody.",
    )  # fmt: skip


class ReplyForm(HubForm):
    reply = LongText(
        "Your reply", limit=MAX_TEXT,
        description="You can change it later.",
    )  # fmt: skip
