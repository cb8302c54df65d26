"""Forms of choosing reviewers and of what stands against people."""

from collections.abc import Iterable
from typing import Any

from wtforms import SelectChoice
from wtforms.validators import DataRequired, InputRequired

from evidencehub.review.barred import Barred
from evidencehub.review.choosing import Candidate
from evidencehub.review.declaring import Kind
from evidencehub.review.ruling import MAX_REASON
from evidencehub.shared.forms import Checkboxes, HubForm, LongText, Radios


def overruling_field() -> LongText:
    return LongText(
        "Did we find something about somebody you choose? Say why it is no conflict", limit=MAX_REASON,
        description="For example: they have the name of an author, and are somebody else. It is kept with the case.",
    )  # fmt: skip


class AssignForm(HubForm):
    reviewers = Checkboxes("Who should grade this?")
    overruling = overruling_field()
    exception = LongText(
        "Are they not whom the standard wants? Say why it has to be these", limit=MAX_REASON,
        description="It is kept with the case, for editors.",
    )  # fmt: skip

    def offer(self, candidates: Iterable[Candidate]) -> None:
        self.reviewers.choices = [
            SelectChoice(str(one.person.id), one.person.name) for one in candidates if not one.blocked
        ]  # fmt: skip


class RulingForm(HubForm):
    person = Radios("Who has no conflict of interest?", [InputRequired("Choose somebody")])
    reason = LongText(
        "Why is it no conflict?", [DataRequired("Say why it is no conflict")], limit=MAX_REASON,
        description="For example: the author of this name is somebody else. It is kept with the case.",
    )  # fmt: skip

    def offer(self, found: Iterable[Barred]) -> None:
        self.person.choices = [SelectChoice(str(one.person_id), one.name) for one in found if one.may_rule]


NONE = "none"


class DeclareForm(HubForm):
    conflict = Radios(
        "Do you know of a conflict of interest?", [InputRequired("Say whether you know of a conflict of interest")],
        choices=[SelectChoice(NONE, "No, I know of none"), *(SelectChoice(kind.value, kind.label) for kind in Kind)],
    )  # fmt: skip
    what = LongText(
        "If yes: what is it?", limit=2_000,
        description="Who it is about, and since when. Only the editors read this.",
    )  # fmt: skip

    @property
    def kind(self) -> Kind | None:
        return Kind(self.conflict.data) if self.conflict.data not in {NONE, None} else None

    def validate(self, extra_validators: Any = None) -> bool:
        right = super().validate(extra_validators)
        if right and self.kind and not (self.what.data or "").strip():
            message = "Say what the conflict is, so that the editors can choose somebody else"
            self.what.errors = [*self.what.errors, message]
            return False
        return bool(right)
