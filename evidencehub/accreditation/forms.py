"""Forms of accrediting. None of them has a field for a tier."""

from wtforms import HiddenField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired

from evidencehub.accreditation.holds.grounds import grounds
from evidencehub.accreditation.letter import own_words
from evidencehub.accreditation.renewals.sending import DELIVERED, RESULTS, Word
from evidencehub.accreditation.renewals.sending import MAX_TEXT as MAX_WORDS
from evidencehub.accreditation.services import MAX_TEXT
from evidencehub.review.cases import MAX_REASON
from evidencehub.shared.forms import CountedText, HubForm, LongText, Radios


class DecideForm(HubForm):
    """``seen`` and ``shown`` say what the page rested on when it was opened, and the tier that followed."""

    seen = HiddenField()
    shown = HiddenField()
    strengths = LongText(
        "What was strong? (optional)", limit=MAX_TEXT,
        description="Two or three sentences. They stand in the letter and on the public page. Name nobody.",
    )  # fmt: skip
    own_words = LongText(
        "Your own words to the team (optional)", limit=own_words.MAX_TEXT,
        description="They stand in the letter, marked as yours and as no part of the finding, and not on public pages. "
        "Say nothing of who graded it.",
    )  # fmt: skip


class ConcludeForm(HubForm):
    """``seen`` says what the page rested on when it was opened."""

    seen = HiddenField()


class ReplyForm(HubForm):
    reply = CountedText(
        "Your reply", limit=MAX_TEXT,
        description="Plain text that everybody can read. Name nobody: no reviewer, no colleague, no family. You can "
        "change it later.",
    )  # fmt: skip


class HoldReplyForm(HubForm):
    seen = HiddenField()
    because = LongText(
        "Whom does it name?", [DataRequired("Say whom it names")], limit=MAX_REASON,
        description="The team reads this. You can hold a reply back on this ground alone: it names somebody.",
    )  # fmt: skip


class HoldForm(HubForm):
    ground = Radios(
        "On which ground?", [InputRequired("Choose the ground")],
        choices=[SelectChoice(each.slug, each.label) for each in grounds().values()],
    )  # fmt: skip
    because = LongText(
        "What is the question?", [DataRequired("Say what the question is")], limit=MAX_REASON,
        description="Everybody can read this. Say what has to be found out, and name nobody.",
    )  # fmt: skip


class RenewForm(HubForm):
    """A service says what is missing."""

    changed = LongText(
        "What has changed since it was graded?", limit=MAX_WORDS,
        description="Such as who it is for, where, who delivers it. If nothing did, write that.",
    )  # fmt: skip
    delivered = Radios(
        "Is it still delivered as you described it?", validate_choice=False,
        choices=[SelectChoice(value, label) for value, label in DELIVERED.items()],
    )  # fmt: skip
    results = Radios(
        "Are there new results?", validate_choice=False,
        choices=[SelectChoice(value, label) for value, label in RESULTS.items()],
        description="Of any new study or measurement, good or bad. They count only once you send them in full.",
    )  # fmt: skip
    results_what = LongText(
        "If yes: which?", limit=MAX_WORDS, description="What was measured, when, and what came out."
    )

    @property
    def word(self) -> Word:
        typed = (self.changed, self.delivered, self.results, self.results_what)
        return Word(*(field.data or "" for field in typed))


class AnswerRenewalForm(HubForm):
    outcome = Radios(
        "What is your answer?", [InputRequired("Choose your answer")],
        choices=[
            SelectChoice("accept", "Renew it on the team’s word"),
            SelectChoice("whole", "The project has to be sent in full, and graded again"),
        ],
    )  # fmt: skip
    reason = LongText(
        "If it has to be sent in full: why?", limit=MAX_REASON, description="The team reads this in their mail.",
    )  # fmt: skip


class EndHoldForm(HubForm):
    outcome = Radios(
        "What becomes of it?", [InputRequired("Choose what becomes of it")],
        choices=[
            SelectChoice("release", "Release it: the award stands as before"),
            SelectChoice("revoke", "Withdraw the award: the project shows no Standard any more"),
        ],
    )  # fmt: skip
    reason = LongText(
        "Why?", [DataRequired("Say why")], limit=MAX_REASON,
        description="Everybody can read this. Say what was found out, and name nobody.",
    )  # fmt: skip
