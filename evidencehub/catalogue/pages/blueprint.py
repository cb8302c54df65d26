"""The blueprint of the public pages, and what their templates need; its views stand in the modules beside it."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint

from evidencehub.accreditation.models import Accreditation
from evidencehub.projects.outcomes import place_of
from evidencehub.projects.sources import source_of
from evidencehub.projects.terms import known_measure, label, labels
from evidencehub.shared.words import lower_first
from evidencehub.standards.files.loading import load_standard

bp = Blueprint("catalogue", __name__)


@bp.context_processor
def _helpers() -> dict[str, Any]:
    return {
        "tier_label": tier_label,
        "source_of": source_of,
        "place_of": place_of,
        "known_measure": known_measure,
        "term_label": label,
        "term_labels": listed,
    }


def listed(vocabulary: str, slugs: Sequence[str]) -> str:
    """ "Young people aged 12 to 15, girls and women": labels as one line begins with a capital and goes on without."""
    first, *others = labels(vocabulary, list(slugs))
    return ", ".join([first, *map(lower_first, others)])


def tier_label(accreditation: Accreditation) -> str:
    """ "Standard 3" of the rule without effect criteria, by which the hub says how sure it is."""
    standard = load_standard(accreditation.standard_id, accreditation.standard_version)
    tier = standard.tiers_by_id.get(accreditation.evidence_tier or "")
    return tier.label if tier else ""
