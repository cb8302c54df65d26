"""What a submission earned, for pages, letters and JSON. Values; ``engine`` makes them."""

from dataclasses import dataclass
from typing import Any

from evidencehub.standards import wording
from evidencehub.standards.coach import NextStep, next_step
from evidencehub.standards.inputs import Context
from evidencehub.standards.models import NOT_APPLICABLE, Standard, Tier
from evidencehub.standards.rules import MET, Combined, Judged, leaves


@dataclass(frozen=True, slots=True)
class Unmet:
    criterion: str
    tier: str
    reason: str

    def as_dict(self) -> dict[str, str]:
        return {"criterion": self.criterion, "tier": self.tier, "reason": self.reason}


@dataclass(frozen=True, slots=True)
class PartGrade:
    """The rule run on one context: an outcome, a study without outcomes, or the whole submission."""

    standard: Standard
    context: Context
    verdicts: tuple[Combined, ...]  # one for each tier, lowest first, as published
    evidence_verdicts: tuple[Combined, ...]  # the same without the effect criteria
    reached: int  # how many tiers
    evidence_reached: int

    @property
    def tier(self) -> Tier | None:
        return self.standard.tiers[self.reached - 1] if self.reached else None

    @property
    def evidence_tier(self) -> Tier | None:
        return self.standard.tiers[self.evidence_reached - 1] if self.evidence_reached else None

    def unmet(self, *, evidence: bool = False) -> tuple[Unmet, ...]:
        """What is still open in the next tier; nothing at the top."""
        reached, verdicts = self._of(evidence)
        if reached == len(verdicts):
            return ()
        tier_id = self.standard.tiers[reached].id
        return tuple(
            Unmet(leaf.criterion, tier_id, wording.reason(self.standard, leaf)) for leaf in _open(verdicts[reached])
        )

    def next(self, *, evidence: bool = False) -> NextStep | None:
        """The shortest ways to the next tier; None at the top."""
        reached, verdicts = self._of(evidence)
        if reached == len(verdicts):
            return None
        return next_step(self.standard, self.standard.tiers[reached].id, verdicts[reached])

    def headline(self, *, evidence: bool = False) -> str:
        return wording.headline(self.standard, *self._of(evidence))

    def _of(self, evidence: bool) -> tuple[int, tuple[Combined, ...]]:
        return (self.evidence_reached, self.evidence_verdicts) if evidence else (self.reached, self.verdicts)


@dataclass(frozen=True, slots=True)
class Grade:
    """What a submission earns. ``tier`` and ``evidence_tier`` are those of its best part, each for itself."""

    standard: Standard
    contexts: tuple[PartGrade, ...]  # in the order of the input
    best: PartGrade  # by the published rule
    evidence_best: PartGrade  # by the rule without effect criteria

    @property
    def tier(self) -> Tier | None:
        return self.best.tier

    @property
    def evidence_tier(self) -> Tier | None:
        return self.evidence_best.evidence_tier

    @property
    def parts(self) -> tuple[PartGrade, ...]:
        """The outcomes, each with its own tiers; empty for flat findings."""
        return tuple(part for part in self.contexts if part.context.outcome is not None)

    @property
    def unmet(self) -> tuple[Unmet, ...]:
        return self.best.unmet()

    @property
    def next(self) -> NextStep | None:
        return self.best.next()

    @property
    def evidence_next(self) -> NextStep | None:
        return self.evidence_best.next(evidence=True)

    @property
    def headline(self) -> str:
        """How sure we are, in one line: the evidence tier and how much of the next step is in place."""
        return self.evidence_best.headline(evidence=True)

    @property
    def not_applicable(self) -> tuple[str, ...]:
        """Criteria answered n-a anywhere, counted on the public record."""
        answered = {
            name
            for part in self.contexts
            for name, given in part.context.given.items()
            if given.answer == NOT_APPLICABLE
        }
        return tuple(criterion.id for criterion in self.standard.criteria if criterion.id in answered)

    @property
    def taken_from_others(self) -> tuple[str, ...]:
        """Criteria that nobody answered and that count as met because another was judged: worth asking about."""
        taken = {
            leaf.criterion
            for part in self.contexts
            for verdict in part.verdicts
            for leaf in leaves(verdict)
            if leaf.implied_by
        }
        return tuple(criterion.id for criterion in self.standard.criteria if criterion.id in taken)

    def as_dict(self) -> dict[str, Any]:
        """The JSON of ``standards grade``."""
        step, evidence_step = self.next, self.evidence_next
        return {
            "standard": self.standard.id,
            "version": self.standard.version,
            "route": self.standard.rule,
            "tier": _id(self.tier),
            "evidence_tier": _id(self.evidence_tier),
            "parts": [_part(part) for part in self.parts],
            "unmet": [unmet.as_dict() for unmet in self.unmet],
            "next": step.as_dict() if step else None,
            "explanation": self.explanation(),
            "evidence_next": evidence_step.as_dict() if evidence_step else None,
            "headline": self.headline,
            "steps": self.steps(),
            "outcomes": [_outcome(part) for part in self.contexts if part.context.study is not None],
            "not_applicable": list(self.not_applicable),
            "taken_from_others": list(self.taken_from_others),
        }

    def steps(self) -> list[dict[str, Any]]:
        """For each tier, how much of it is in place, by both rules."""
        return [
            {
                "tier": tier.id,
                "reached": place < self.best.reached,
                "met_count": wording.tally(verdict)[0],
                "needed_count": verdict.needed,
                "evidence_reached": place < self.evidence_best.evidence_reached,
                "evidence_met_count": wording.tally(evidence)[0],
                "evidence_needed_count": evidence.needed,
            }
            for place, (tier, verdict, evidence) in enumerate(
                zip(self.standard.tiers, self.best.verdicts, self.evidence_best.evidence_verdicts, strict=True)
            )
        ]

    def explanation(self) -> list[dict[str, Any]]:
        """For each tier of the best part: a sentence, and the tree of what it needs with the findings that decided."""
        return [
            {
                "tier": tier.id,
                "reached": place < self.best.reached,
                "sentence": wording.tier_sentence(tier, verdict, is_reached=place < self.best.reached),
                **{key: value for key, value in wording.explain(self.standard, verdict).items() if key != "sentence"},
            }
            for place, (tier, verdict) in enumerate(zip(self.standard.tiers, self.best.verdicts, strict=True))
        ]


def _open(verdict: Combined) -> list[Judged]:
    """Criteria not met, in those parts of the requirement that are not met."""
    found: list[Judged] = []
    for part in verdict.parts:
        if part.state != MET:
            found += [part] if isinstance(part, Judged) else _open(part)
    return found


def _part(part: PartGrade) -> dict[str, Any]:
    return {
        "id": part.context.outcome,
        "value": _id(part.tier),
        "rank": part.tier.rank if part.tier else None,
        "study": part.context.study,
        "evidence_tier": _id(part.evidence_tier),
        "evidence_rank": part.evidence_tier.rank if part.evidence_tier else None,
    }


def _outcome(part: PartGrade) -> dict[str, Any]:
    step = part.next()
    return {
        "id": part.context.outcome,
        "study": part.context.study,
        "design": part.context.design,
        "tier": _id(part.tier),
        "evidence_tier": _id(part.evidence_tier),
        "headline": part.headline(evidence=True),
        "unmet": [unmet.as_dict() for unmet in part.unmet()],
        "next": step.as_dict() if step else None,
    }


def _id(tier: Tier | None) -> str | None:
    return tier.id if tier else None
