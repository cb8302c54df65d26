"""The form of the first look: two fields for each check, made from the data."""

from collections.abc import Mapping
from typing import Any

from wtforms import HiddenField, SelectChoice
from wtforms.validators import Optional

from evidencehub.review.models import ScreeningAnswer
from evidencehub.review.screening import MAX_NOTE, NO, YES, Said, checks, seen_of
from evidencehub.shared.forms import HubForm, LongText, Radios


def form_for(kept: Mapping[str, ScreeningAnswer]) -> HubForm:
    """With what is on file in it, where nothing was typed."""
    fields: dict[str, Any] = {"seen": HiddenField()}
    for check in checks().values():
        fields[check.slug] = Radios(
            check.question, [Optional()], description=check.help,
            choices=[SelectChoice(YES, "Yes"), SelectChoice(NO, "No")],
        )  # fmt: skip
        fields[f"{check.slug}-note"] = LongText(f"Note on {check.about} (optional)", limit=MAX_NOTE)
    data: dict[str, str] = {"seen": seen_of(kept)}
    for slug, row in kept.items():
        data |= {slug: row.answer, f"{slug}-note": row.note}
    made: HubForm = type("FirstLookForm", (HubForm,), fields)(data=data)
    return made


def said_in(form: HubForm) -> dict[str, Said]:
    return {
        slug: Said(form[slug].data or "", (form[f"{slug}-note"].data or "").strip()) for slug in checks()
    }  # fmt: skip
