"""Forms of tokens for programs."""

from wtforms import SelectChoice
from wtforms.validators import DataRequired, InputRequired

from evidencehub.accounts.forms import PresentForm
from evidencehub.accounts.programs.keeping import LONGEST_DAYS
from evidencehub.accounts.programs.scopes import Scope
from evidencehub.shared.forms import Checkboxes, NumberText, ShortText


class TokenForm(PresentForm):
    name = ShortText(
        "What is it for?", [DataRequired("Say what it is for")], limit=60,
        description="For example, “Monthly figures from our case system”. Only you see this.",
    )  # fmt: skip
    scopes = Checkboxes(
        "What may it do?", [InputRequired("Choose what it may do")],
        description="It never does more than you may do yourself. Choose as little as the program needs.",
        choices=[SelectChoice(each.value, each.told) for each in Scope],
    )  # fmt: skip
    days = NumberText(
        "For how many days should it work?", [InputRequired("Say for how many days it should work")], whole=True,
        low=1, high=LONGEST_DAYS, default=90, description=f"From 1 to {LONGEST_DAYS}.",
    )  # fmt: skip
