"""The blueprint of the public pages, and what their templates need; its views stand in the modules beside it."""

from typing import Any

from flask import Blueprint, current_app

from evidencehub.accreditation.models import Accreditation
from evidencehub.catalogue.sources import source_of
from evidencehub.projects.terms import label
from evidencehub.standards.loading import load_standard

bp = Blueprint("catalogue", __name__)


@bp.context_processor
def _helpers() -> dict[str, Any]:
    return {
        "base_url": current_app.config["SETTINGS"].base_url,
        "tier_label": tier_label,
        "source_of": source_of,
        "term_label": label,
    }


@bp.app_template_filter("counted")
def counted(count: int, one: str, many: str) -> str:
    """ "1 study", "1,200 studies"."""
    return f"{count:,} {one if count == 1 else many}"


@bp.app_template_filter("capitalize_first")
def capitalize_first(text: str) -> str:
    """Only the first letter changes: names further on keep their capitals."""
    return text[:1].upper() + text[1:]


@bp.app_template_filter("lower_first")
def lower_first(text: str) -> str:
    """For a label inside a sentence; one that begins with an abbreviation stays as it is."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


@bp.app_template_filter("without_none")
def without_none(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None}


def tier_label(accreditation: Accreditation) -> str:
    """ "Standard 3" of the rule without effect criteria, by which the hub says how sure it is."""
    standard = load_standard(accreditation.standard_id, accreditation.standard_version)
    tier = standard.tiers_by_id.get(accreditation.evidence_tier or "")
    return tier.label if tier else ""
