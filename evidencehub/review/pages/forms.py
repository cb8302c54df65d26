"""Forms of reviewing, but those that are made for the questions of one page."""

from collections.abc import Mapping
from typing import Any

from wtforms import HiddenField, SelectChoice
from wtforms.validators import DataRequired, InputRequired

from evidencehub.projects.grounds import grounds
from evidencehub.review import harm, hours
from evidencehub.review.cases import MAX_REASON
from evidencehub.review.leaving import MAX_REASON as MAX_LEAVING
from evidencehub.review.withdrawing import MAX_BECAUSE
from evidencehub.shared.forms import DateParts, HubForm, LongText, Radios, Select, ShortText

MOST_SHOWN = 20  # half hours to choose from


def _choices(labels: Mapping[str, str]) -> list[SelectChoice]:
    return [SelectChoice(value, label) for value, label in labels.items()]


def _whole_or_none(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() else None


class AnyText(LongText):
    """Any length: a service says what is too long, and the page keeps it."""

    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(label, limit=1_000_000, **kwargs)


class ReturnForm(HubForm):
    reason = LongText(
        "What has to change?", [DataRequired("Say what has to change before this can be graded")], limit=MAX_REASON,
        description="The team reads this in their mail. Say what is missing and what would be enough.",
    )  # fmt: skip


class RejectForm(HubForm):
    ground = Radios(
        "On which ground?", [InputRequired("Choose the ground")],
        choices=[SelectChoice(each.slug, each.label) for each in grounds().values()],
    )  # fmt: skip
    because = LongText(
        "Why, in your own words?", [DataRequired("Say why in your own words")], limit=MAX_REASON,
        description="The team reads this in their mail. It is not public.",
    )  # fmt: skip


class HandOverForm(HubForm):
    to = Radios("Who should run it?", [InputRequired("Choose who should run it")])


class WithdrawForm(HubForm):
    because = LongText("Why? (optional)", limit=MAX_BECAUSE, description="Only the editors read this.")


class DeclineForm(HubForm):
    """Both may be left empty: a no without a reason is worth more than silence."""

    because = LongText("Why not? (optional)", limit=MAX_LEAVING, description="Only the editors read this.")
    suggestion = LongText(
        "Whom could we ask instead? (optional)", limit=MAX_LEAVING, description="Only the editors read this."
    )


class MoreTimeForm(HubForm):
    until = DateParts("Until when?", [DataRequired("Give the day until which you need")])
    because = LongText("Why? (optional)", limit=MAX_LEAVING, description="Only the editors read this.")


class GiveTimeForm(HubForm):
    until = DateParts("New last day", [DataRequired("Give the new last day")])


class ExcuseForm(HubForm):
    because = LongText(
        "Why need they not grade the example?", [DataRequired("Say why they need not grade the example")],
        limit=MAX_LEAVING, description="For example: they have graded by these standards elsewhere.",
    )  # fmt: skip


class EnterForm(HubForm):
    because = LongText(
        "How did the findings reach you?", [DataRequired("Say how the findings reached you")], limit=MAX_LEAVING,
        description="For example: by mail on 3 May, because they cannot sign in from where they are. The reviewer "
        "reads this.",
    )  # fmt: skip


class ConfirmForm(HubForm):
    """The reviewer's yes; ``seen`` says what they had before their eyes."""

    seen = HiddenField()


class NotMineForm(HubForm):
    because = LongText("What is wrong?", [DataRequired("Say what is wrong")], limit=MAX_LEAVING)


class ReplaceForm(HubForm):
    because = LongText(
        "Why does somebody else have to do it?", [DataRequired("Say why somebody else has to do it")],
        limit=MAX_LEAVING, description="Only editors read this.",
    )  # fmt: skip


class ClearForm(HubForm):
    criterion = HiddenField()
    result = HiddenField()
    seen = HiddenField()


class HarmForm(HubForm):
    """About the whole case. A service says what is missing."""

    seen = Radios(
        "Did anything get worse for people?", choices=_choices(harm.SEEN), validate_choice=False,
        description="On any outcome, for anybody: those who took part, those compared with them, or others.",
    )  # fmt: skip
    looked_for = Radios(
        "Was harm looked for?", choices=_choices(harm.LOOKED_FOR), validate_choice=False,
        description="For example, the study asked about it, counted complaints, or tested each outcome both ways.",
    )  # fmt: skip
    what = AnyText(
        "If yes: what got worse, for whom, and on which page does it stand?",
        description="The team and the public read this. Name nobody.",
    )  # fmt: skip


class SendForm(HubForm):
    """One press; ``seen`` says what the reviewer had before their eyes."""

    seen = HiddenField()
    half_hours = Select(
        "About how long did this take you? (optional)", coerce=_whole_or_none, validate_choice=False,
        choices=[SelectChoice("", "I do not want to say"),
                 *(SelectChoice(str(each), hours.in_hours(each)) for each in range(1, MOST_SHOWN + 1))],
        description="Reading and grading together. Who is asked to grade a case like this is told what others needed.",
    )  # fmt: skip


def page_field(label: str) -> ShortText:
    return ShortText(label, limit=1_000, render_kw={"autocomplete": "off"})
