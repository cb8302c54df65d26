"""How the shown submissions were graded: the tier of each outcome result, read for many projects at once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from evidencehub.accreditation.models import Accreditation
from evidencehub.accreditation.queries import standing_in_words
from evidencehub.projects.public import PublicProject
from evidencehub.review.models import Decision
from evidencehub.standards.files.loading import load_standard
from evidencehub.standards.model.standard import Standard, Tier


@dataclass(frozen=True)
class Step:
    """What one outcome result, one study or the whole reached: by the published rule, and without effect criteria."""

    tier: Tier | None = None
    evidence_tier: Tier | None = None
    headline: str = ""  # "Standard 2 of 5, with 4 of 8 of the next step in place."

    @property
    def rank(self) -> int:
        return _rank(self.evidence_tier)

    @property
    def is_held_back(self) -> bool:
        """The published rule also asks for a positive effect, and so gives less than the evidence earns."""
        return self.rank > _rank(self.tier)


def _rank(tier: Tier | None) -> int:
    return tier.place if tier else 0  # "found not effective" ranks below no step


NOTHING = Step()


@dataclass(frozen=True)
class Grading:
    """The decision on what is shown. Tiers never leak: each outcome result has its own, and a study has one apart."""

    standard: Standard
    whole: Step
    by_result: Mapping[str, Step]
    by_study: Mapping[str, Step]
    decision: Decision | None
    accreditation: Accreditation | None

    @property
    def is_standing(self) -> bool:
        """False while an accreditation is on hold or when it was withdrawn: then no step is shown."""
        return self.accreditation is None or self.accreditation.state.stands

    @property
    def award_note(self) -> str:
        """What is said of the award beside the marks; "" where nothing has to be added."""
        award = self.accreditation
        return "" if award is None or award.is_as_graded else standing_in_words(award)

    @property
    def award_in_short(self) -> str:
        """The same beside each mark; the ground of a hold is said once, at the top of the page."""
        award = self.accreditation
        return award.state.told.public.meaning if award and award.state.is_on_hold else self.award_note

    def of_whole(self) -> Step:
        return self.whole if self.is_standing else NOTHING

    def of_result(self, result_id: str) -> Step:
        if not self.is_standing:
            return NOTHING
        if result_id in self.by_result:
            return self.by_result[result_id]
        # An award that names no outcomes is about the whole; one that names some says nothing of the others.
        return NOTHING if self.by_result else self.whole

    def of_study(self, evaluation_id: str) -> Step:
        """For a study without outcome results."""
        if not self.is_standing:
            return NOTHING
        if evaluation_id in self.by_study:
            return self.by_study[evaluation_id]
        return NOTHING if self.by_study or self.by_result else self.whole


def gradings(session: Session, views: Iterable[PublicProject]) -> dict[UUID, Grading]:
    """The grading of each view at stage ``graded``, by project id; a constant number of queries."""
    graded = [view for view in views if view.stage == "graded" and view.submission is not None]
    submissions = {view.submission.id: view for view in graded if view.submission}
    query = select(Accreditation).where(Accreditation.submission_id.in_(submissions))
    query = query.order_by(Accreditation.accredited_at, Accreditation.number)  # after an appeal the later one counts
    earned = session.scalars(query.options(selectinload(Accreditation.outcomes), joinedload(Accreditation.submission)))
    accreditations = {each.submission_id: each for each in earned}
    made = session.scalars(select(Decision).where(Decision.submission_id.in_(submissions)))
    decisions = {each.submission_id: each for each in made}
    return {view.id: _grading(view, accreditations.get(key), decisions.get(key)) for key, view in submissions.items()}


def _grading(view: PublicProject, accreditation: Accreditation | None, decision: Decision | None) -> Grading:
    assert view.submission is not None  # noqa: S101  chosen so above
    standard = load_standard(view.submission.standard_id, view.submission.standard_version)
    parts: list[dict[str, Any]] = decision.grade.get("outcomes", []) if decision else []
    by_result = {str(part["id"]): _part(standard, part) for part in parts if part.get("id")}
    by_study = {str(part["study"]): _part(standard, part) for part in parts if not part.get("id") and part.get("study")}
    headline = decision.grade.get("headline", "") if decision else ""
    holder = accreditation or decision
    whole = _step(standard, holder.tier, holder.evidence_tier, headline) if holder else NOTHING
    if accreditation:
        covered = {
            str(one.result_id): _step(
                standard, one.tier, one.evidence_tier, by_result.get(str(one.result_id), NOTHING).headline
            )
            for one in accreditation.outcomes
        }
        by_result = covered
    return Grading(standard, whole, by_result, by_study, decision, accreditation)


def _part(standard: Standard, part: Mapping[str, Any]) -> Step:
    return _step(standard, part.get("tier"), part.get("evidence_tier"), str(part.get("headline", "")))


def _step(standard: Standard, tier: str | None, evidence_tier: str | None, headline: str) -> Step:
    known = standard.tiers_by_id
    return Step(known.get(tier or ""), known.get(evidence_tier or ""), headline)
