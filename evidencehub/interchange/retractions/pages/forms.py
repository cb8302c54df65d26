"""The form by which an editor decides about a record that names a paper with notices."""

from wtforms import HiddenField, SelectChoice
from wtforms.validators import InputRequired

from evidencehub.interchange.retractions.models import Outcome
from evidencehub.interchange.retractions.services import MAX_BECAUSE, MAX_NOTE
from evidencehub.shared.forms import HubForm, LongText, Radios


class DecideForm(HubForm):
    digest = HiddenField()
    outcome = Radios(
        "What follows from it?", [InputRequired("Choose what follows from it")],
        choices=[
            SelectChoice(Outcome.NOTHING.value, "Nothing: it makes no difference to this record"),
            SelectChoice(Outcome.NOTE.value, "A note for readers, on this record"),
            SelectChoice(Outcome.ELSEWHERE.value, "Something else was done, such as a hold"),
        ],
    )  # fmt: skip
    note = LongText(
        "What readers are told", limit=MAX_NOTE,
        description="Only for a note. Say in plain words what became of the paper, and what that means for what stands "
        "here. A link to the notice stands with it.",
    )  # fmt: skip
    because = LongText("Why (optional)", limit=MAX_BECAUSE, description="Only editors read it.")
