"""Forms of a team that is asked for its full report."""

from wtforms import SelectChoice
from wtforms.validators import DataRequired, InputRequired

from evidencehub.projects.on_request.services import LASTS_DAYS, MAX_WHY
from evidencehub.shared.forms import HubForm, LongText, Radios


class GiveForm(HubForm):
    days = Radios(
        "How long may they read it?", [InputRequired("Choose how long they may read it")],
        choices=[SelectChoice(str(days), f"{days} days") for days in LASTS_DAYS],
    )  # fmt: skip


class SayNoForm(HubForm):
    reason = LongText(
        "Why not?", [DataRequired("Say why not")], limit=MAX_WHY,
        description="They read this in a mail. Say what else could help them, or when it will be public.",
    )  # fmt: skip
