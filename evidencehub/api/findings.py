"""Who checked a project, and what they found: what its page says of it, as values."""

from typing import Any

from evidencehub.api.said import or_none
from evidencehub.catalogue.marks.gradings import Grading
from evidencehub.catalogue.pages import project_page
from evidencehub.catalogue.pages.project_page import Answered, TierChecked
from evidencehub.projects.public import PublicProject
from evidencehub.shared.db import db


def findings_of(view: PublicProject, grading: Grading | None) -> dict[str, Any] | None:
    """None: it was not graded here, or is not decided, or all of it was removed."""
    if grading is None or view.removed:
        return None
    seen, whole = project_page.checked(db.session, view, grading), grading.of_whole()
    award, decision = grading.accreditation, grading.decision
    return {
        "standard": grading.standard.id,
        "version": grading.standard.version,
        "tier": whole.tier.id if whole.tier else None,
        "evidence_tier": whole.evidence_tier.id if whole.evidence_tier else None,
        "headline": or_none(whole.headline),
        "decided_at": decision.decided_at if decision else None,
        "accreditation": award.number if award else None,
        "award_note": or_none(grading.award_note),
        "appeal_note": or_none(project_page.appealed(db.session, view, grading)),
        "graders": seen.graders,
        "people": list(seen.people),
        "third": or_none(seen.third),
        "agreed_first": seen.agreed_first,
        "compared": seen.compared,
        "round": seen.round,
        "harm": list(seen.harm),
        "questions": [{"text": each.text, "answer": or_none(each.answer)} for each in seen.questions],
        "tiers": [_tier(each) for each in seen.tiers],
        "unasked": [each.id for each in seen.unasked],
    }


def _tier(checked: TierChecked) -> dict[str, Any]:
    return {
        "tier": checked.tier.id,
        "label": checked.tier.label,
        "met": checked.met,
        "findings": [_finding(each) for each in checked.answers],
        "not_asked": [each.id for each in checked.not_asked],
    }


def _finding(found: Answered) -> dict[str, Any]:
    return {
        "criterion": found.criterion.id,
        "question": found.criterion.question,
        "about": or_none(found.about),
        "answer": found.answer,
        "label": found.label,
        "is_met": found.criterion.accepts(found.answer),
        "reason": or_none(found.reason),
        "dissents": list(found.dissents),
        "corrected": [{"text": each.text, "at": each.at} for each in found.corrected],
    }
