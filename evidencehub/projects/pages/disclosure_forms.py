"""Forms of making a document public and of taking it back; the editors' desk has those of its own step."""

from wtforms import HiddenField, SelectChoice
from wtforms.validators import DataRequired, InputRequired

from evidencehub.projects.disclosure.services import MAX_NOTE, Choice
from evidencehub.shared.forms import DateParts, HubForm, LongText, Radios, Tick

TEXT, FILE = "text", "file"
EVERYBODY, ASKING = "everybody", "asking"


class LookedForm(HubForm):
    """What both the team and the editor say before anything is public."""

    note = LongText(
        "What did you decide about what we point out?", limit=MAX_NOTE,
        description="For example: the names on page 2 are the authors, who agreed. Do not write the names again here. "
        "You may leave this empty where we point out nothing.",
    )  # fmt: skip
    looked = Tick(
        "I looked at every page, at its pictures too, and at what is pointed out above",
        [InputRequired("Confirm that you looked at every page")],
    )


class ConfirmForm(LookedForm):
    """``seen`` is the version of what the team chose, as the page shows it."""

    seen = HiddenField(validators=[DataRequired("Open this page again, and look at what everybody gets")])


class AgreeForm(LookedForm):
    who = Radios(
        "Who may have it?", [InputRequired("Choose who may have it")],
        choices=[
            SelectChoice(EVERYBODY, "Everybody"),
            SelectChoice(ASKING, "Those who ask you, one by one"),
        ],
        description="Who asks you says who they are and why. You give it for some time, or say no with a reason. Until "
        "then none of its text is public, and no search finds it.",
    )  # fmt: skip
    what = Radios(
        "What may they have?", [InputRequired("Choose what they may have")],
        choices=[
            SelectChoice(TEXT, "The text that we read from it, page by page"),
            SelectChoice(FILE, "The text, and the file itself"),
        ],
    )  # fmt: skip
    public_from = DateParts(
        "From which day? (optional)",
        description="For example, 27 3 2027. It is public from the beginning of that day. Leave this empty if it "
        "may be public as soon as the findings are and an editor has looked, and if it is only for those who ask.",
    )

    def choice(self) -> Choice:
        return Choice(self.what.data == FILE, self.public_from.data, self.note.data or "", self.who.data == ASKING)


class TakeDownForm(HubForm):
    reason = LongText(
        "Why?", [DataRequired("Say why")], limit=MAX_NOTE,
        description="Your team and the editors can read this. Do not write down what must not be seen.",
    )  # fmt: skip
