"""What a credential says of an accreditation, by Open Badges 3.0: which project earned which step, on what evidence.

The subject is the project by its public page, an organisation's work and no person. Each step of a standard is one
achievement, so that all who have it have the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from evidencehub.accreditation.credentials.issuer import Issuer
from evidencehub.accreditation.credentials.signing import BADGES, CREDENTIALS, at
from evidencehub.accreditation.credentials.status import PURPOSES, entry
from evidencehub.accreditation.credentials.told import JUDGES, Told
from evidencehub.accreditation.models import Accreditation
from evidencehub.standards.files.loading import load_standard
from evidencehub.standards.model.standard import Standard, Tier


@dataclass(frozen=True)
class Addresses:
    """Where what a credential speaks of can be seen; services know none."""

    credential: str
    record: str
    project: str
    badge: str
    standard: str  # of the version
    lists: Mapping[str, str]  # by purpose


def credential(accreditation: Accreditation, told: Told, *, issuer: Issuer, where: Addresses) -> dict[str, Any]:
    """The credential as it waits to be signed; of one that stands, and is not invented."""
    standard = load_standard(accreditation.standard_id, accreditation.standard_version)
    tier = standard.tiers_by_id[accreditation.evidence_tier or accreditation.tier or ""]
    reached = ". ".join(filter(None, [f"{told.level}: {told.name}", told.found, told.published]))
    made: dict[str, Any] = {
        "@context": [CREDENTIALS, BADGES],
        "id": where.credential,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": f"{told.project}: {told.level}",
        "description": f"{reached}. {told.standard}. {JUDGES}",
        "image": {"id": where.badge, "type": "Image", "caption": f"Badge of accreditation {told.number}"},
        "issuer": {"id": issuer.did, "type": ["Profile"], "name": issuer.name, "url": issuer.address},
        "validFrom": at(accreditation.accredited_at),
        "credentialSubject": {
            "id": where.project,
            "type": ["AchievementSubject"],
            "narrative": f"{told.project}, accreditation {told.number}. {reached}.",
            "achievement": achievement(standard, tier, where.standard),
        },
        "evidence": [
            {
                "id": where.record,
                "type": ["Evidence"],
                "name": f"Record of accreditation {told.number}",
                "narrative": _by_outcome(accreditation, standard),
                "genre": "Public record of a review",
            }
        ],
        "credentialStatus": [entry(told.number, purpose, where.lists[purpose]) for purpose in PURPOSES],
    }
    if accreditation.valid_until:
        made["validUntil"] = at(accreditation.valid_until)
    return made


def achievement(standard: Standard, tier: Tier, address: str) -> dict[str, Any]:
    """One step of one version; its criteria are those of the step and of all below it."""
    below = [each.id for each in standard.ranked_tiers if each.place <= tier.place]
    return {
        "id": f"{address}#tier-{tier.id}",
        "type": ["Achievement"],
        "achievementType": "QualityAssuranceCredential",
        "name": f"{standard.short_title}, {tier.title}",
        "description": f"{tier.plain} {standard.title}, version {standard.version}.",
        "criteria": {"id": address, "narrative": f"{standard.summary} {standard.note}".strip()},
        "alignment": [
            {
                "type": ["Alignment"],
                "targetCode": criterion.id,
                "targetName": criterion.short,
                "targetDescription": criterion.public,
                "targetFramework": f"{standard.title}, version {standard.version}",
                "targetType": "CFRubricCriterion",
                "targetUrl": f"{address}#{criterion.id}",
            }
            for criterion in standard.criteria
            if criterion.tier in below and criterion.about != "effect"
        ],
    }


def _by_outcome(accreditation: Accreditation, standard: Standard) -> str:
    """The step of each outcome: one never holds for another."""
    known = standard.tiers_by_id
    steps = [known[each.evidence_tier].label if each.evidence_tier else "no step" for each in accreditation.outcomes]
    names = [str(each.frozen_result.get("outcome", "")) for each in accreditation.outcomes]
    told = [f"{name}: {step}" for name, step in zip(names, steps, strict=True)]
    return f"By outcome, how well it was studied. {'. '.join(told)}." if told else "No outcome was measured yet."
