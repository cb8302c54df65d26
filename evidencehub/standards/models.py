"""What a standard and a vocabulary are made of. Values only; the files in ``standards/`` fill them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from evidencehub.standards.errors import UnknownCriterion
from evidencehub.standards.rules import AtLeast
from evidencehub.standards.suggestions import did_you_mean

ABOUT = ("evidence", "effect", "delivery", "cost", "reporting")
UNITS = ("project", "evaluation", "outcome", "body-of-evidence")
PROVENANCE = ("sourced", "unverified")
FACT_KINDS = ("number", "share", "string", "bool")
ANSWERS = ("met", "partly", "not-met", "n-a", "cannot-tell")
NO_FINDING = "cannot-tell"
NOT_APPLICABLE = "n-a"
# From least to most: the coach puts the shortest way first.
EFFORTS = ("an hour", "an afternoon", "a day", "a few days", "a few weeks", "a term", "a year", "several years")


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing that a tier asks for."""

    id: str
    tier: str
    about: str
    unit: str
    short: str
    question: str  # for reviewers
    team: str  # for teams: what you need to show
    public: str  # for citizens, as a short statement
    guidance: str  # for reviewers: when to say met, partly, not met
    counts_as_evidence: tuple[str, ...]
    effort: str
    what_not_to_do: str
    document: str
    provenance: str
    source: str
    accept: tuple[str, ...] = ("met",)
    answers: tuple[str, ...] = ANSWERS
    not_applicable_for: tuple[str, ...] = ()  # designs for which n-a is a fair answer
    facts: tuple[str, ...] = ()
    implied_by: tuple[str, ...] = ()

    def accepts(self, answer: str) -> bool:
        """Whether an answer satisfies the criterion. ``n-a`` does, where the criterion allows it at all."""
        return answer in self.accept or (answer == NOT_APPLICABLE and bool(self.not_applicable_for))

    @property
    def effort_rank(self) -> int:
        return EFFORTS.index(self.effort)

    @property
    def is_unverified(self) -> bool:
        return self.provenance == "unverified"


@dataclass(frozen=True, slots=True)
class Tier:
    """One step. ``requirement`` is the published rule; ``evidence_requirement`` the same without effect criteria."""

    id: str
    rank: int
    label: str
    name: str
    motto: str
    plain: str
    documents: tuple[str, ...]
    evaluation_expected: str
    about_next: str
    provenance: str
    source: str
    motto_provenance: str
    requirement: AtLeast
    evidence_requirement: AtLeast


@dataclass(frozen=True, slots=True)
class FactKind:
    """A fact that each reviewer types with a page number."""

    name: str
    label: str
    kind: str  # number, share (0 to 1), string or bool
    unit: str
    help: str
    min: float | None = None


@dataclass(frozen=True, slots=True)
class DocumentKind:
    id: str
    label: str
    plain: str


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


@dataclass(frozen=True, eq=False)  # compared by identity: loading is cached, and hashing a whole standard is slow
class Standard:
    """One version of a standard."""

    id: str
    version: str
    title: str
    short_title: str
    owner: str
    summary: str
    note: str
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
    validated: str | None  # who checked our reading, and when; None until academics did
    is_current: bool
    tiers: tuple[Tier, ...]  # lowest first
    criteria: tuple[Criterion, ...]  # in the order of the file
    facts: tuple[FactKind, ...]
    documents: tuple[DocumentKind, ...]
    history: tuple[HistoryNote, ...]
    sources: tuple[Source, ...]
    designs: tuple[str, ...] = field(repr=False)  # slugs that the vocabulary of designs knows

    @property
    def validated_note(self) -> str:
        return self.validated or "Not yet validated by academics."

    @cached_property
    def criteria_by_id(self) -> Mapping[str, Criterion]:
        return {criterion.id: criterion for criterion in self.criteria}

    @cached_property
    def tiers_by_id(self) -> Mapping[str, Tier]:
        return {tier.id: tier for tier in self.tiers}

    @cached_property
    def facts_by_name(self) -> Mapping[str, FactKind]:
        return {fact.name: fact for fact in self.facts}

    @cached_property
    def documents_by_id(self) -> Mapping[str, DocumentKind]:
        return {document.id: document for document in self.documents}

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
