"""The shape in which a project and its evaluations are frozen, read by reviewers, shown in public and indexed.

Evidence from elsewhere, which is never frozen, is shown and indexed in the same shape. A class lists each field once:
:mod:`.keeping` fills it from the column of the same name, :mod:`.strictly` writes it and reads it back. What changes
here changes the format: see :mod:`.formats`.

Texts are "" and lists empty where nothing was said; other fields are None.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from evidencehub.projects.costs.shape import NO_COSTS, Costs
from evidencehub.projects.document_kinds import DocumentKind
from evidencehub.projects.references.shape import Reference
from evidencehub.projects.theory.shape import NO_STEPS, Theory

Source = Mapping[str, Any]  # plain JSON: as another body's export gave it, or as study-questions.toml has it


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenResult:
    """One outcome, one measure, one contrast, one time point. ``id`` is how findings and accreditations name it.

    The team types the numbers from its report; ``worked_out`` names those that the hub made of them. ``effect``, its
    interval and ``se`` are those who took part minus the others, or after minus before within one group; they are in
    ``unit``, or as ``effect_metric`` says: ``md`` and ``change`` in ``unit``, ``pp`` percentage points, ``g`` standard
    deviations; ``or``, ``rr``, ``hr`` and ``irr`` are natural logs of the ratio, so that 0 is no difference.
    """

    id: UUID
    outcome_area: str  # slug of standards/vocabularies/outcome-areas.toml
    outcome: str
    outcome_slug: str = ""  # of standards/vocabularies/outcomes.toml; "" where these words were not on file
    measure_name: str = ""
    higher_is: str | None = None  # better | worse, as the team confirmed it for this result
    contrast: str = "between"  # groups; or within one, before and after
    comparison_note: str = ""
    is_primary: bool | None = None  # what the study was made to find out
    is_adjusted: bool | None = None  # for what groups differed in from the start
    analysis: str = ""  # itt | per-protocol
    timepoint: str = ""
    followup_months: float | None = None  # months after the project ended
    sample_note: str = ""  # evidence from elsewhere only
    is_subgroup: bool = False  # evidence from elsewhere only
    is_superseded: bool = False  # its source read the study again; evidence from elsewhere only
    unit: str = ""
    gives: str = ""  # means | counts | percentages | difference | test | ratio | coefficient | words; "" elsewhere
    n_total: int | None = None  # people; evidence from elsewhere only
    n_t: float | None = None  # people who took part; within one group those measured both times
    n_c: float | None = None  # people in the other group
    events_t: int | None = None  # people with the outcome; within one group after
    events_c: int | None = None  # people with the outcome; within one group before
    mean_t: float | None = None  # in ``unit``; within one group after
    mean_c: float | None = None  # in ``unit``; within one group before
    sd_t: float | None = None  # in ``unit``
    sd_c: float | None = None  # in ``unit``
    pre_post_r: float | None = None  # correlation of before and after
    outcome_sd: float | None = None  # in ``unit``; of all, beside a coefficient
    test: str = ""  # t | f | p
    test_value: float | None = None  # of t or F
    test_higher: str = ""  # t | c: who had the higher number, where the test does not say
    effect: float | None = None
    effect_metric: str = ""  # g | md | pp | change | or | rr | hr | irr; "" on a scale that nobody named
    se: float | None = None  # of ``effect``
    ci_low: float | None = None  # of 95 %
    ci_high: float | None = None  # of 95 %
    p_value: float | None = None
    p_relation: str = ""  # "<" or ">" where the report gives only a limit
    worked_out: tuple[str, ...] = ()  # names of fields here that the hub worked out
    effect_note: str = ""  # how, or why it could not
    confirmed: tuple[str, ...] = ()  # doubts that the team answered with "it stands so in the report"
    smallest_worthwhile: float | None = None  # as the effect is kept
    smallest_worthwhile_source: str = ""
    flag: str = ""  # why no arrow may be shown; evidence from elsewhere only
    source_values: Source = field(default_factory=dict)  # its source's row

    @property
    def counts(self) -> bool:
        """As evidence of its own: neither of a part of the group, nor of a reading that its source replaced."""
        return not (self.is_subgroup or self.is_superseded)

    @property
    def is_change(self) -> bool:
        """Before and after in one group: others may have changed too."""
        return self.contrast == "within"

    @property
    def is_on_unnamed_scale(self) -> bool:
        """Its source passes on the study's own figure and does not say what it is in: dollars, days, anything."""
        return self.effect is not None and not self.effect_metric and "effect_from" in self.source_values


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenDocument:
    """A document by its hash. Its name may say who wrote it, so reviewers see a neutral one; its text stays out."""

    id: UUID
    sha256: str
    file_name: str  # "" where it was frozen before names were kept
    media_type: str
    size_bytes: int
    kind: str = DocumentKind.REPORT.value
    caption: str = ""  # what it is, in the team's words

    @property
    def is_named_in_public(self) -> bool:
        return DocumentKind(self.kind).is_named_in_public

    @property
    def told(self) -> str:
        """What it is, for readers who see no file name."""
        label = DocumentKind(self.kind).label
        return f"{label}: {self.caption}" if self.caption else label


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenEvaluation:
    """A study with its results and documents. Slugs are of ``standards/vocabularies``."""

    id: UUID
    title: str
    authors: tuple[str, ...] = ()
    year: int | None = None  # of the report
    design: str = ""  # slug
    participants: int | None = None  # people measured at follow-up, all arms
    participants_note: str = ""  # who dropped out, and why
    populations: tuple[str, ...] = ()  # slugs
    settings: tuple[str, ...] = ()  # slugs
    outcome_areas: tuple[str, ...] = ()  # slugs; aimed at, also where nothing was measured yet
    place: str = ""
    summary: str = ""
    methods: str = ""
    limitations: str = ""
    independent: bool | None = None  # the evaluator has no stake in the project; None: not sure
    funder: str = ""
    registration: str = ""  # a registry and its number, or an address
    started_on: date | None = None
    ended_on: date | None = None
    source: str | None = None  # None: sent to this hub
    external_id: str | None = None
    source_url: str = ""
    source_note: str = ""
    documents_note: str = ""  # why there is no report to read, where there is none
    study: Source = field(default_factory=dict)  # answers that fit the design, by question: projects/study/asked.py
    publications: tuple[Reference, ...] = ()  # about this study
    literature: tuple[Reference, ...] = ()  # by others, that it builds on
    reported: Source = field(default_factory=dict)  # what another body says of it: projects/reported.py
    results: tuple[FrozenResult, ...] = ()
    documents: tuple[FrozenDocument, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenProject:
    """What is done for people, as its team describes it. Slugs are of ``standards/vocabularies``."""

    id: UUID
    slug: str  # its address when it was sent
    name: str
    organisation: str = ""  # its name when this was sent
    summary: str = ""
    need: str = ""
    activities: str = ""
    who_for: str = ""
    delivery: str = ""  # what somebody needs to start
    taking_part: str = ""
    materials: str = ""
    provided_by: str = ""  # and what they were taught
    mode: str = ""  # face to face, by phone, online; alone or in groups
    dose: str = ""  # how often, how long, for how many weeks
    tailoring: str = ""  # what is fitted to each person
    modifications: str = ""  # since it began
    fidelity_planned: str = ""  # how they see to it that it is done as meant
    fidelity_found: str = ""  # whether it was
    theory_of_change: str = ""
    theory: Theory = NO_STEPS  # the same step by step; without steps where the team did not take it apart
    assumptions: str = ""
    evaluation_plan: str = ""
    cost_per_person_gbp: int | None = None  # pounds, in prices of ``cost_year``
    cost_year: int | None = None
    cost_note: str = ""
    costs: Costs = NO_COSTS  # line by line; the figure above stays what the team says itself
    hours_a_week: float | None = None  # of whoever runs it
    price_gbp: int | None = None  # pounds, that one person (or who sends them) pays to take part; 0 is free
    still_offered: bool | None = None  # None: not said
    licence: str = ""  # who may do it, on what terms
    contact: str = ""  # for whoever wants to start
    paid_for_by: tuple[str, ...] = ()  # slugs: whose money paid for it
    could_be_paid_by: tuple[str, ...] = ()  # slugs: whose else could
    funding_routes: str = ""  # the same in the team's words
    populations: tuple[str, ...] = ()  # slugs
    need_levels: tuple[str, ...] = ()  # slugs; none where the team did not say
    settings: tuple[str, ...] = ()  # slugs
    outcome_areas: tuple[str, ...] = ()  # slugs
    age_from: int | None = None  # years
    age_to: int | None = None  # years
    place: str = ""
    started_year: int | None = None
    source: str | None = None  # None: sent to this hub
    external_id: str | None = None
    source_url: str = ""
    source_ratings: tuple[Source, ...] = ()  # as their source gave them
    source_as_of: str = ""  # 2025-08-25, or 2020-04
    plan_documents: tuple[FrozenDocument, ...] = ()
