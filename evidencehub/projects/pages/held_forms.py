"""What somebody says who has looked at a table that is held; the team's page and the editors' have it alike."""

from werkzeug.datastructures import MultiDict
from wtforms.validators import DataRequired, InputRequired

from evidencehub.projects.disclosure.holding import MAX_WHY
from evidencehub.shared.forms import HubForm, LongText, Tick


class LetThroughForm(HubForm):
    why = LongText(
        "How do you know that no row is a person?", [DataRequired("Say how you know that no row is a person")],
        limit=MAX_WHY,
        description="For example: each row is a school. Team and editors read this. Do not write any name here.",
    )  # fmt: skip
    looked = Tick("I looked at the table", [InputRequired("Confirm that you looked at the table")])


def typed_besides(sent: MultiDict[str, str]) -> bool:
    """Whether a page with finds to mark was sent with words of its other forms."""
    own = {"csrf_token", "aside", "again", "seen"}
    return any(value.strip() for name, value in sent.items(multi=True) if name not in own)
