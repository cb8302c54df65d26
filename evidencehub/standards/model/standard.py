"""What a standard is made of. Values only; the files in ``standards/`` fill them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from evidencehub.standards.model.errors import UnknownCriterion
from evidencehub.standards.model.nodes import (
    AtLeast,
    Counting,
    Need,
    Node,
    OfDesign,
    PooledEffect,
    Pooling,
    Test,
    WeightShare,
    walk,
)
from evidencehub.standards.model.rule_parts import Bands, CostBand, Group, Route, Score, Step, Summary, Table
from evidencehub.standards.model.suggestions import did_you_mean

ABOUT = ("evidence", "effect", "delivery", "cost", "reporting")
UNITS = ("project", "evaluation", "outcome", "body-of-evidence")
PROVENANCE = ("sourced", "unverified", "ours")
FACT_KINDS = ("number", "share", "string", "bool")
ANSWERS = ("met", "partly", "not-met", "n-a", "cannot-tell")
NO_FINDING = "cannot-tell"
NOT_SCORED = "not-scored"  # of a column: this kind of study is none that the scale can score
NO_INFORMATION = "no-information"  # of a column: the report was read, and does not tell
UNSCORED = (NOT_SCORED, NO_INFORMATION)
LAST_YEAR = 2100  # of a report or of prices; 20240 is a slip of the hand
NOT_APPLICABLE = "n-a"
# What was found, in a label that ranks below having no step at all: it was tested, and how that came out.
FOUND: Mapping[str, str] = {
    "no-effect": "It was tested and did not work: more than no evidence, and below every other result.",
    "harm": "It was tested and did harm: more than no evidence, and below every other result.",
}
_BELOW_NONE = {"no-effect": -1, "harm": -2}
STATUSES = ("published", "draft")
DISPLAYS = ("steps", "padlocks", "levels", "rubric", "certainty", "labels", "risk")
USES = ("accreditation", "crosswalk")
LADDERS = ("cumulative_gate", "best_of_plus_counts")  # rules whose tiers each have a requirement of their own
# From least to most: the coach puts the shortest way first.
EFFORTS = ("an hour", "an afternoon", "a day", "a few days", "a few weeks", "a term", "a year", "several years")


def is_number(answer: str) -> bool:
    """Whether an answer is its own worth in a score: "3", "-1"."""
    digits = answer.removeprefix("-")
    return digits.isascii() and digits.isdigit()


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing that a standard asks for."""

    id: str
    tier: str  # "" where criteria stand in groups
    about: str
    unit: str
    short: str
    question: str  # for reviewers
    team: str  # for teams: what you need to show
    public: str  # for citizens, as a short statement
    guidance: str  # for reviewers: when to say met, partly, not met
    counts_as_evidence: tuple[str, ...]
    effort: str  # "" when the standard does not say
    what_not_to_do: str
    document: str
    provenance: str
    source: str
    accept: tuple[str, ...] = ("met",)
    answers: tuple[str, ...] = ANSWERS
    not_applicable_for: tuple[str, ...] = ()  # designs for which n-a is a fair answer
    facts: tuple[str, ...] = ()
    implied_by: tuple[str, ...] = ()
    group: str = ""
    template: str = ""  # a skeleton that a team can copy and fill in
    concept: str = ""  # the same question in other standards
    routes: tuple[str, ...] = ()  # routes on which it is asked; none named = all
    scored: bool = True  # False: asked and shown, not counted
    points: Mapping[str, float] = field(default_factory=dict, hash=False)
    test: Test | None = None
    judged_too: bool = False  # facts tell only a part of what is asked: a finding of "not met" stands beside them
    bands: Bands | None = None
    by_design: Mapping[str, str] = field(default_factory=dict, hash=False)

    def accepts(self, answer: str) -> bool:
        """Whether an answer satisfies the criterion. ``n-a`` does, where the criterion allows it at all."""
        return answer in self.accept or (answer == NOT_APPLICABLE and bool(self.not_applicable_for))

    def points_for(self, answer: str) -> float:
        """What an answer is worth in a score: as the standard says, else the answer read as a number."""
        return self.points[answer] if answer in self.points else float(answer)

    def has_points(self, answer: str) -> bool:
        """Whether an answer is worth something in a score."""
        return answer in self.points or is_number(answer)

    @property
    def scored_answers(self) -> tuple[str, ...]:
        """The answers that are worth something in a score."""
        return tuple(answer for answer in self.answers if answer not in (NO_FINDING, NOT_APPLICABLE, *UNSCORED))

    @property
    def is_decided_by_facts(self) -> bool:
        """Whether facts or the design of the study can decide it."""
        return self.test is not None or self.bands is not None or bool(self.by_design)

    @property
    def effort_rank(self) -> int:
        return EFFORTS.index(self.effort) if self.effort else len(EFFORTS) // 2

    @property
    def is_unverified(self) -> bool:
        """Whether it was not found in a published text: known in general, or added by us."""
        return self.provenance != "sourced"

    @property
    def is_ours(self) -> bool:
        return self.provenance == "ours"


@dataclass(frozen=True, slots=True)
class Tier:
    """One step or label. ``evidence_requirement`` is the published one without the effect criteria."""

    id: str
    rank: int | None  # 1 is the weakest; None for a label outside the scale, such as "found not effective"
    label: str
    name: str
    plain: str
    motto: str = ""
    documents: tuple[str, ...] = ()
    evaluation_expected: str = ""
    about_next: str = ""
    provenance: str = "unverified"
    source: str = ""
    motto_provenance: str = "unverified"
    score: float | None = None
    lowest_total: float | None = None  # parallel scores: the totals that give this band
    highest_total: float | None = None
    floor: bool = False  # given when everything above is definitely not met
    found: str = ""  # one of FOUND, of a label without a rank
    requirement: AtLeast = field(default=AtLeast(0, ()), repr=False)
    evidence_requirement: AtLeast = field(default=AtLeast(0, ()), repr=False)
    by_route: Mapping[str, tuple[AtLeast, AtLeast]] = field(default_factory=dict, repr=False, hash=False)

    @property
    def place(self) -> int:
        """The rank; 0 for a label that says nothing of the kind, and below 0 for what was found not to work."""
        return self.rank if self.rank is not None else _BELOW_NONE.get(self.found, 0)

    @property
    def what_was_found(self) -> str:
        """A sentence for a label below every step; "" for any other."""
        return FOUND.get(self.found, "")

    @property
    def title(self) -> str:
        """ "Standard 2: Indication of impact"; the name alone where it says all that the label does."""
        if set(self.label.lower().split()) <= set(self.name.lower().split()):
            return self.name
        return f"{self.label}: {self.name}"

    def requirement_on(self, route: str | None, *, evidence: bool) -> AtLeast:
        """What this tier asks for on a route: by the published rule, or without the effect criteria."""
        if route and self.by_route:
            return self.by_route[route][1 if evidence else 0]
        return self.evidence_requirement if evidence else self.requirement


@dataclass(frozen=True, slots=True)
class FactKind:
    """A fact that each reviewer types with a page number."""

    name: str
    label: str
    kind: str  # number, share (0 to 1), string or bool
    unit: str
    help: str
    min: float | None = None
    about: str = "evidence"
    choices: tuple[str, ...] = ()

    @property
    def limits(self) -> tuple[float | None, float | None]:
        """The least and the most that a number can be; None: no limit."""
        if self.unit.endswith("from 0 to 1"):
            return 0, 1
        return self.min, LAST_YEAR if self.unit == "year" else None


@dataclass(frozen=True, slots=True)
class DocumentKind:
    id: str
    label: str
    plain: str


@dataclass(frozen=True, slots=True)
class Panel:
    """Who reviews for one tier."""

    tier: str
    academic: int = 0
    practitioner: int = 0
    provenance: str = "unverified"
    source: str = ""


@dataclass(frozen=True, slots=True)
class Validation:
    """Somebody from the field checked our reading."""

    by: str
    on: str
    interests: str
    dissent: str


@dataclass(frozen=True, slots=True)
class HistoryNote:
    year: str
    text: str
    provenance: str
    source: str


@dataclass(frozen=True, slots=True)
class Source:
    id: str
    citation: str
    url: str


@dataclass(frozen=True, eq=False, repr=False)  # compared by identity: loading is cached, and hashing is slow
class Standard:
    """One version of a standard."""

    id: str
    version: str
    title: str
    short_title: str
    owner: str
    summary: str
    note: str
    use: str  # accreditation, or crosswalk: our reading of another body's rule
    version_note: str
    facts_note: str
    rule: str
    direction: str
    unit: str
    answers: tuple[str, ...]
    reviewers: int
    blinding: str
    valid_for_months: int | None
    valid_for_months_note: str
    status: str
    supersedes: str
    comments_until: str
    display: str
    runs_on_whole: bool  # once over all studies together, not once for each outcome
    is_current: bool
    tiers: tuple[Tier, ...]  # weakest first, labels outside the scale last
    order: tuple[str, ...]  # best_of_plus_counts: the order in which tiers are looked at
    groups: tuple[Group, ...]
    criteria: tuple[Criterion, ...]  # in the order of the file
    routes: tuple[Route, ...]
    wordings: Mapping[tuple[str, str], Criterion]  # (criterion, route): as asked there
    start: str
    steps: tuple[Step, ...]
    score: Score | None
    summary_rule: Summary | None
    tables: Mapping[str, Table]
    cost_bands: tuple[CostBand, ...]
    facts: tuple[FactKind, ...]  # those that reviewers type
    known_facts: Mapping[str, FactKind]  # and every other of the shared vocabulary
    documents: tuple[DocumentKind, ...]
    panels: tuple[Panel, ...]
    validations: tuple[Validation, ...]
    history: tuple[HistoryNote, ...]
    sources: tuple[Source, ...]
    designs: tuple[str, ...]  # slugs that the vocabulary of designs knows

    def __repr__(self) -> str:
        return f"<Standard {self.id}@{self.version}>"

    @property
    def is_draft(self) -> bool:
        return self.status == "draft"

    @property
    def is_ladder(self) -> bool:
        return self.rule in LADDERS

    @property
    def can_accredit(self) -> bool:
        """Whether the desk of reviewers can grade by it: steps, and the five answers."""
        return self.rule == "cumulative_gate" and not self.groups and self.answers == ANSWERS

    @property
    def validated_note(self) -> str:
        if not self.validations:
            return "Not yet validated by academics."
        return " ".join(
            f"Checked by {each.by} on {each.on}. Interests: {each.interests}. Dissent: {each.dissent}."
            for each in self.validations
        )

    @cached_property
    def verified_share(self) -> float:
        """Share of the criteria whose source was found, from 0 to 1."""
        return sum(not criterion.is_unverified for criterion in self.criteria) / len(self.criteria)

    @cached_property
    def ranked_tiers(self) -> tuple[Tier, ...]:
        return tuple(tier for tier in self.tiers if tier.rank is not None)

    @cached_property
    def score_range(self) -> tuple[float, float]:
        """The lowest and the highest score that a tier stands for."""
        scores = [float(tier.score) for tier in self.tiers if tier.score is not None]
        return min(scores), max(scores)

    @cached_property
    def worths(self) -> Mapping[str, Mapping[str, tuple[float, float]]]:
        """What each answer to a criterion is worth in a score; without one, from the least to the most it could be.

        Criteria whose answers are worth nothing in a score are left out.
        """
        found = {}
        for criterion in self.criteria:
            if all(criterion.has_points(answer) for answer in criterion.scored_answers):
                points = {answer: criterion.points_for(answer) for answer in criterion.scored_answers}
                worth = {answer: (value, value) for answer, value in points.items()}
                open_ = min(points.values(), default=0.0), max(points.values(), default=0.0)
                found[criterion.id] = {**worth, NO_FINDING: open_, NOT_APPLICABLE: (0.0, 0.0)}
        return found

    @cached_property
    def criteria_by_id(self) -> Mapping[str, Criterion]:
        return {criterion.id: criterion for criterion in self.criteria}

    @cached_property
    def tiers_by_id(self) -> Mapping[str, Tier]:
        return {tier.id: tier for tier in self.tiers}

    @cached_property
    def has_effect_criteria(self) -> bool:
        return any(criterion.about == "effect" for criterion in self.criteria)

    @cached_property
    def counts_studies(self) -> bool:
        """Whether any requirement looks over several studies, beyond the one it is run on."""
        trees = [tier.requirement for tier in self.tiers] + [step.ask for step in self.steps]
        return any(isinstance(node, Counting | Pooling) for tree in trees for node in walk(tree))

    @cached_property
    def asked_of_whole(self) -> frozenset[str]:
        """Criteria that the tiers ask of the whole, and not of each study that is counted."""

        def outside(node: Node) -> list[str]:
            if isinstance(node, AtLeast):
                return [name for part in node.parts for name in outside(part)]
            return [node.criterion] if isinstance(node, Need | PooledEffect | WeightShare) else []

        return frozenset(name for tier in self.tiers for name in outside(tier.requirement))

    @cached_property
    def decided_by_numbers(self) -> frozenset[str]:
        """Criteria that facts decide and the design of the study does not."""
        return frozenset(
            criterion.id
            for criterion in self.criteria
            if not criterion.by_design
            and (criterion.bands or (criterion.test and not any(isinstance(n, OfDesign) for n in walk(criterion.test))))
        )

    @cached_property
    def implied_criteria(self) -> tuple[Criterion, ...]:
        return tuple(criterion for criterion in self.criteria if criterion.implied_by)

    @cached_property
    def facts_by_name(self) -> Mapping[str, FactKind]:
        return {fact.name: fact for fact in self.facts}

    @cached_property
    def documents_by_id(self) -> Mapping[str, DocumentKind]:
        return {document.id: document for document in self.documents}

    @cached_property
    def steps_by_id(self) -> Mapping[str, Step]:
        return {step.id: step for step in self.steps}

    @cached_property
    def routes_by_id(self) -> Mapping[str, Route]:
        return {route.id: route for route in self.routes}

    @cached_property
    def _route_by_design(self) -> Mapping[str | None, str]:
        return {design: route.id for route in self.routes for design in route.designs}

    @cached_property
    def _other_route(self) -> str | None:
        return next((route.id for route in self.routes if not route.designs), None)

    def route_for(self, design: str | None) -> str | None:
        """The route that a study of this design takes; None where the standard has no routes."""
        return self._route_by_design.get(design, self._other_route)

    def asked_on(self, criterion: Criterion, route: str | None) -> bool:
        return route is None or not criterion.routes or route in criterion.routes

    def worded(self, criterion: Criterion, route: str | None) -> Criterion:
        """The criterion in the words of a route."""
        return self.wordings.get((criterion.id, route), criterion) if route else criterion

    def criterion(self, criterion_id: str) -> Criterion:
        """:raises UnknownCriterion: this version has no such criterion."""
        try:
            return self.criteria_by_id[criterion_id]
        except KeyError:
            hint = did_you_mean(criterion_id, self.criteria_by_id)
            message = f'{self.id}@{self.version} has no criterion "{criterion_id}"{hint}'
            raise UnknownCriterion(message) from None

    def criteria_of(self, tier_id: str) -> tuple[Criterion, ...]:
        return tuple(criterion for criterion in self.criteria if criterion.tier == tier_id)

    def criteria_in_group(self, group_id: str) -> tuple[Criterion, ...]:
        return tuple(criterion for criterion in self.criteria if criterion.group == group_id)
