"""Forms for a project that goes to another organisation."""

from wtforms.validators import DataRequired, Length, Optional

from evidencehub.projects.transfers.services import MAX_REASON
from evidencehub.shared.forms import HubForm, LongText, ShortText


class OfferForm(HubForm):
    taker = ShortText(
        "Which organisation is to run it?",
        [DataRequired("Enter the organisation"), Length(max=300, message="It must be 300 characters or fewer")],
        description="Its name exactly as it is on this hub, or the address of its page here.",
    )  # fmt: skip
    reason = LongText(
        "Why?", [DataRequired("Say why")], limit=MAX_REASON,
        description="Their owners read this. For example, that your charity closes, or that they run it already.",
    )  # fmt: skip


class DeclineForm(HubForm):
    answer = LongText(
        "Why not? (optional)", [Optional()], limit=MAX_REASON, description="The team that offered it reads this.",
    )  # fmt: skip
