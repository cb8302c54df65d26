"""What an editor says of something that a team sends without a case: yes, or no with a reason; or no conflict."""

from wtforms import HiddenField, SelectChoice
from wtforms.validators import DataRequired, InputRequired

from evidencehub.projects.disclosure.services import MAX_NOTE
from evidencehub.projects.learning.sending import MAX_BECAUSE
from evidencehub.review.ruling import MAX_REASON
from evidencehub.shared.forms import HubForm, LongText, Radios

YES, NO = "yes", "no"


class LookForm(HubForm):
    """``seen`` is the version of what the team sent, as the page shows it."""

    seen = HiddenField(validators=[DataRequired("Open this page again, and read what everybody would get")])
    act = Radios(
        "May everybody read it?", [InputRequired("Say whether everybody may read it")],
        choices=[SelectChoice(YES, "Yes, it is public at once"), SelectChoice(NO, "No, it goes back to the team")],
        description="Look for names, for blame of somebody, and for what other people own. It need not be a good plan.",
    )  # fmt: skip
    because = LongText(
        "If not: what has to change?", limit=MAX_BECAUSE, description="The team gets your words by mail."
    )


class PlanLookForm(LookForm):
    note = LongText(
        "If yes: what did you decide about what we point out in the files?", limit=MAX_NOTE,
        description="For example: the names on page 2 are the authors, who agreed. Do not write the names again here.",
    )  # fmt: skip


class EntryLookForm(LookForm):
    act = Radios(
        "May everybody read it?", [InputRequired("Say whether everybody may read it")],
        choices=[
            SelectChoice(YES, "Yes, it is public at once, as written by the team and not graded"),
            SelectChoice(NO, "No, it goes back to the team"),
        ],
        description="Look for names, small numbers of people, blame of somebody, and words of a report that is not "
        "public. It need not be good news, and you grade nothing.",
    )  # fmt: skip


class NoConflictForm(HubForm):
    reason = LongText(
        "Why is it no conflict?", [DataRequired("Say why it is no conflict")], limit=MAX_REASON,
        description="For example: we have the same name, and I know nobody in the team. It is kept with your name.",
    )  # fmt: skip
