"""What a submission earned, for pages, letters and JSON. Values; ``engine`` makes them."""

from dataclasses import dataclass
from typing import Any

from evidencehub.shared.words import capitalize_first
from evidencehub.standards.engine.combining import Situation
from evidencehub.standards.engine.inputs import Context
from evidencehub.standards.engine.rules.ruling import Ruling, lowest_place, next_place
from evidencehub.standards.engine.verdicts import MET, Combined, Judged, JudgedById, leaves, open_in
from evidencehub.standards.grading import explaining
from evidencehub.standards.grading.coach import NextStep, next_step
from evidencehub.standards.grading.improving import improvement, without_detours
from evidencehub.standards.grading.names import PLAIN, Names
from evidencehub.standards.grading.once import Told
from evidencehub.standards.grading.studied import mixes, studied_words
from evidencehub.standards.model.rule_parts import CostBand, Rating
from evidencehub.standards.model.standard import NOT_APPLICABLE, Standard, Tier

EVERY_DESIGN = "every-design"  # the route of a standard that has only one


@dataclass(frozen=True, slots=True)
class Unmet:
    criterion: str
    tier: str
    reason: str

    def as_dict(self) -> dict[str, str]:
        return {"criterion": self.criterion, "tier": self.tier, "reason": self.reason}


@dataclass(frozen=True, slots=True)
class SummaryGrade:
    """What the standard says of all studies of one domain together."""

    domain: str | None
    rating: Rating | None  # None when it cannot be told yet
    possible: tuple[str, ...]
    verdicts: tuple[tuple[Rating, Combined], ...]


@dataclass(frozen=True, slots=True)
class PartGrade:
    """The rule run on one context: an outcome, a study without outcomes, or the whole submission."""

    standard: Standard
    context: Context
    ruling: Ruling  # as published
    evidence_ruling: Ruling  # the same without the effect criteria
    judged: JudgedById
    situation: Situation

    @property
    def tier(self) -> Tier | None:
        return self.ruling.tier

    @property
    def evidence_tier(self) -> Tier | None:
        return self.evidence_ruling.tier

    @property
    def verdicts(self) -> tuple[Combined, ...]:
        return self.ruling.verdicts

    @property
    def evidence_verdicts(self) -> tuple[Combined, ...]:
        return self.evidence_ruling.verdicts

    @property
    def reached(self) -> int:
        """How many steps of the scale."""
        return self._reached(self.ruling)

    @property
    def evidence_reached(self) -> int:
        return self._reached(self.evidence_ruling)

    def unmet(self, *, evidence: bool = False) -> tuple[Unmet, ...]:
        """What is still open before the next tier, or what keeps a score from being higher; nothing at the top."""
        ruling = self._of(evidence)
        place = next_place(self.standard, ruling)
        if ruling.scores:
            low = [each for score in ruling.scores for each in self.standard.criteria_in_group(score.group)]
            return tuple(
                self._unmet(each.id, each.group) for each in low if each.scored and self.judged[each.id].state != MET
            )
        if place is None:
            return ()
        tier_id = self.standard.tiers[place].id
        if ruling.verdicts:
            found = open_in(ruling.verdicts[place])
        else:
            open_trail = [step.verdict for step in ruling.trail if step.verdict is not None]
            found = [leaf for verdict in open_trail for leaf in open_in(verdict)]
        return tuple(Unmet(leaf.criterion, tier_id, self._why(leaf)) for leaf in found)

    def next(self, *, evidence: bool = False) -> NextStep | None:
        """The shortest ways to the next tier; None at the top, or where there is no overall tier."""
        ruling = self._of(evidence)
        place = next_place(self.standard, ruling)
        if place is None or ruling.scores:
            return None
        if ruling.verdicts:
            step = next_step(self.standard, self.standard.tiers[place].id, ruling.verdicts[place])
            return step if evidence else without_detours(self.standard, self.situation, step)
        return improvement(self.standard, self.situation, self.standard.tiers[place], evidence=evidence)

    def headline(self, *, evidence: bool = False) -> str:
        ruling = self._of(evidence)
        if self.standard.rule == "cumulative_gate":
            return explaining.headline(self.standard, self._reached(ruling), ruling.verdicts)
        if evidence and ruling.tier is not None and mixes(self.standard):
            return f"{studied_words(self.standard, ruling.tier)}."
        return explaining.result_line(self.standard, ruling.tier, ruling.possible)

    def _why(self, leaf: Judged) -> str:
        reason = explaining.reason(self.standard, leaf)
        return f"No study may have this, and one does. {reason}" if leaf.state == MET else reason

    def _unmet(self, criterion_id: str, place: str) -> Unmet:
        return Unmet(criterion_id, place, explaining.reason(self.standard, self.judged[criterion_id]))

    def _reached(self, ruling: Ruling) -> int:
        return self.standard.tiers.index(ruling.tier) + 1 if ruling.tier and ruling.tier.rank is not None else 0

    def _of(self, evidence: bool) -> Ruling:
        return self.evidence_ruling if evidence else self.ruling


@dataclass(frozen=True, slots=True)
class Grade:
    """What a submission earns. ``tier`` and ``evidence_tier`` are those of its best part, each for itself."""

    standard: Standard
    contexts: tuple[PartGrade, ...]  # in the order of the input
    best: PartGrade  # by the published rule
    evidence_best: PartGrade  # by the rule without effect criteria
    summaries: tuple[SummaryGrade, ...] = ()
    contradictions: tuple[str, ...] = ()  # answers for the whole and for studies that differ

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
    def route(self) -> str:
        """The way through the standard that the best part took, by its design."""
        return self.best.context.route or EVERY_DESIGN

    @property
    def possible(self) -> tuple[str, ...]:
        """Tiers that it could still be when what is missing is known.

        The best part counts, and another part may turn out to be the best; so no tier below what one is sure of.
        """
        if len(self.contexts) == 1:
            return self.best.ruling.possible
        rulings = [part.ruling for part in self.contexts]
        least = max(lowest_place(self.standard, ruling) for ruling in rulings)
        open_ = {name for ruling in rulings for name in ruling.possible}
        order = self.standard.order or tuple(tier.id for tier in self.standard.tiers)
        return tuple(name for name in order if name in open_ and self.standard.tiers_by_id[name].place >= least)

    @property
    def flags(self) -> tuple[str, ...]:
        """What the published rule leaves to reviewers, and where answers contradict each other."""
        return (*self.best.ruling.flags, *self.disagreements, *self.found_against)

    @property
    def found_against(self) -> tuple[str, ...]:
        """What was found not to work, or to do harm, in outcomes that the best one would hide."""
        return tuple(
            f"{capitalize_first(part.context.where)}: {part.tier.title}. {part.tier.what_was_found}"
            for part in self.contexts
            if part is not self.best and part.tier is not None and part.tier.found
        )

    @property
    def disagreements(self) -> tuple[str, ...]:
        """Where answers for the whole, and those of its studies or their numbers, contradict each other."""
        return (*self.contradictions, *self._against_pooled())

    def _against_pooled(self) -> tuple[str, ...]:
        """Where somebody answered for all studies together what they themselves say otherwise."""
        found = {
            leaf.criterion: leaf
            for verdict in self.best.verdicts
            for leaf in leaves(verdict)
            if leaf.pool is not None and leaf.level != "pool"
        }
        return tuple(
            f"{name} {self.standard.criterion(name).short}: answered {leaf.answer} for the whole, and the studies "
            f"pooled say {leaf.pool.state}. The whole counts."
            for name, leaf in found.items()
            if leaf.pool is not None
        )

    @property
    def cost_band(self) -> CostBand | None:
        """Beside the tier, never part of it."""
        cost = self.best.context.facts.get("unit_cost_gbp")
        if cost is None or isinstance(cost, str):
            return None
        return next((band for band in self.standard.cost_bands if band.holds(float(cost))), None)

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
        taken = {name for part in self.contexts for name, judged in part.judged.items() if judged.implied_by}
        return tuple(criterion.id for criterion in self.standard.criteria if criterion.id in taken)

    def as_dict(self) -> dict[str, Any]:
        """The JSON of ``standards grade``. What is told of a study once is not told again."""
        step, evidence_step = self.next, self.evidence_next
        explanation, summaries = self.explanation(), [_summary(self.standard, summary) for summary in self.summaries]
        told = Told()
        return {
            "standard": self.standard.id,
            "version": self.standard.version,
            "route": self.route,
            "tier": _id(self.tier),
            "evidence_tier": _id(self.evidence_tier),
            "parts": self.parts_as_dicts(),
            "unmet": [unmet.as_dict() for unmet in self.unmet],
            "next": step.as_dict() if step else None,
            "explanation": [told.once(each) for each in explanation],
            "rule": self.standard.rule,
            "possible": list(self.possible),
            "flags": list(self.flags),
            "summaries": [
                {**each, "explanation": [told.once(rating) for rating in each["explanation"]]} for each in summaries
            ],
            "cost": {"band": self.cost_band.id, "label": self.cost_band.label} if self.cost_band else None,
            "evidence_next": evidence_step.as_dict() if evidence_step else None,
            "headline": self.headline,
            "steps": self.steps(),
            "outcomes": [_outcome(part) for part in self.contexts if part.context.study is not None],
            "not_applicable": list(self.not_applicable),
            "taken_from_others": list(self.taken_from_others),
        }

    def parts_as_dicts(self) -> list[dict[str, Any]]:
        """The outcomes with their tiers; in parallel scores the groups with their totals."""
        if self.best.ruling.scores:
            return _scores(self.standard, self.best.ruling)
        return [_part(part) for part in self.parts]

    def steps(self) -> list[dict[str, Any]]:
        """For each tier of a ladder, how much of it is in place, by both rules."""
        if not self.standard.is_ladder:
            return []
        return [
            {
                "tier": tier.id,
                "reached": place < self.best.reached,
                "met_count": explaining.tally(verdict)[0],
                "needed_count": verdict.needed,
                "evidence_reached": place < self.evidence_best.evidence_reached,
                "evidence_met_count": explaining.tally(evidence)[0],
                "evidence_needed_count": evidence.needed,
            }
            for place, (tier, verdict, evidence) in enumerate(
                zip(self.standard.tiers, self.best.verdicts, self.evidence_best.evidence_verdicts, strict=True)
            )
        ]

    def explanation(self, names: Names = PLAIN) -> list[dict[str, Any]]:
        """How the best part came to its result, with what it speaks of called by ``names``.

        For each tier of a ladder: a sentence, and the tree of what it needs with what decided. For other rules: each
        step on the way, or the score of each group.
        """
        ruling = self.best.ruling
        done: dict[int, dict[str, Any]] = {}
        if ruling.verdicts:
            return [self._explained_tier(place, done, names) for place in range(len(ruling.verdicts))]
        if ruling.scores:
            return [_explained_group(self.best, score, names) for score in _scores(self.standard, ruling)]
        return [
            {
                "step": step.id,
                "label": step.label,
                "state": step.state,
                "sentence": step.sentence,
                "parts": [explaining.explain(self.standard, step.verdict, names=names)] if step.verdict else [],
            }
            for step in ruling.trail
        ]

    def _explained_tier(self, place: int, done: dict[int, dict[str, Any]], names: Names) -> dict[str, Any]:
        tier, verdict = self.standard.tiers[place], self.best.verdicts[place]
        if self.standard.rule == "cumulative_gate":
            is_reached = place < self.best.reached
            sentence = explaining.tier_sentence(tier, verdict, is_reached=is_reached)
        else:
            is_reached = verdict.state == MET and not tier.floor
            met, needed = explaining.tally(verdict)
            sentence = f"{tier.label}, {tier.name}: {met} of {needed} needed are met."
            if tier.floor:
                is_reached = self.tier is tier
                sentence = f"{tier.label}, {tier.name}: given when nothing above it is met."
        tree = explaining.explain(self.standard, verdict, done, names)
        return {
            "tier": tier.id,
            "reached": is_reached,
            "sentence": sentence,
            **{key: value for key, value in tree.items() if key != "sentence"},
        }


def _explained_group(part: PartGrade, score: dict[str, Any], names: Names) -> dict[str, Any]:
    asked = part.standard.criteria_in_group(score["id"])
    band = part.standard.tiers_by_id[score["value"]].label if score["value"] else "cannot tell yet"
    low, high = score["score"]
    total = f"{low:g}" if low == high else f"{low:g} to {high:g}"
    return {
        "group": score["id"],
        "label": score["label"],
        "state": "score",
        "sentence": f"{score['label']}: {total} points, {band}.",
        "parts": [explaining.explain(part.standard, part.judged[criterion.id], names=names) for criterion in asked],
    }


def _scores(standard: Standard, ruling: Ruling) -> list[dict[str, Any]]:
    labels = {group.id: group.label for group in standard.groups}
    return [
        {
            "id": score.group,
            "value": _id(score.band),
            "rank": score.band.rank if score.band else None,
            "label": labels[score.group],
            "score": [score.lowest, score.highest],
        }
        for score in ruling.scores
    ]


def _summary(standard: Standard, summary: SummaryGrade) -> dict[str, Any]:
    done: dict[int, dict[str, Any]] = {}
    return {
        "domain": summary.domain,
        "rating": summary.rating.id if summary.rating else None,
        "label": summary.rating.label if summary.rating else "Cannot tell yet",
        "possible": list(summary.possible),
        "explanation": [
            {"rating": rating.id, "label": rating.label, **explaining.explain(standard, verdict, done)}
            for rating, verdict in summary.verdicts
        ],
    }


def _part(part: PartGrade) -> dict[str, Any]:
    return {
        "id": part.context.outcome,
        "value": _id(part.tier),
        "rank": part.tier.rank if part.tier else None,
        "found": (part.tier.found or None) if part.tier else None,
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
        "route": part.context.route or EVERY_DESIGN,
        "tier": _id(part.tier),
        "evidence_tier": _id(part.evidence_tier),
        "headline": part.headline(evidence=True),
        "unmet": [unmet.as_dict() for unmet in part.unmet()],
        "next": step.as_dict() if step else None,
    }


def _id(tier: Tier | None) -> str | None:
    return tier.id if tier else None
