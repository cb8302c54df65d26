"""Forms of reporting a mistake, and of the editors' desk."""

from wtforms import SelectChoice
from wtforms.validators import DataRequired, InputRequired

from evidencehub.feedback.mistakes.services import MAX_CORRECTION, MAX_TEXT
from evidencehub.shared.forms import EmailText, HubForm, LongText, Radios

CORRECT, ANSWER, SET_ASIDE = "correct", "answer", "set-aside"


class MistakeForm(HubForm):
    text = LongText(
        "What is wrong or out of date?", [DataRequired("Say what is wrong")], limit=MAX_TEXT,
        description="Say where it stands, what it says and what it should say. A link or the name of a report helps. "
        "Please name nobody who took part in a project.",
    )  # fmt: skip
    email = EmailText(
        "Email address (optional)",
        description="We use it to send you our answer, and then delete it from the report.",
    )


class DecideForm(HubForm):
    act = Radios(
        "What came of it?", [InputRequired("Choose what came of it")],
        choices=[
            SelectChoice(CORRECT, "It was wrong: the page says so, and what is right"),
            SelectChoice(ANSWER, "Nothing changes"),
            SelectChoice(SET_ASIDE, "It is no report of a mistake: close it without an answer"),
        ],
    )  # fmt: skip
    said = LongText(
        "What the page says was corrected", limit=MAX_CORRECTION,
        description="Only where something was wrong. What it was, and what is right, in a sentence or two. It stands "
        "in the history of the page, with today’s date. What a team sent stays as it was sent.",
    )  # fmt: skip
    answer = LongText(
        "Your answer to whoever reported it", limit=MAX_TEXT,
        description="They get it by mail if they left an address, and else find it with their reference.",
    )  # fmt: skip
