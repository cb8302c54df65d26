"""What a team describes and offers: projects, evaluations with outcome results, documents, and frozen submissions."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, PrimaryKeyConstraint, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evidencehub.accounts.models import Organisation
from evidencehub.projects.document_kinds import DocumentKind
from evidencehub.projects.states import DocumentState, SubmissionState
from evidencehub.shared.constraints import says
from evidencehub.shared.db import Base

# To what a file belongs: a study, its plan, or the plan of a project.
OF_ONE = (
    " + ".join(
        f"(CASE WHEN {each} IS NULL THEN 0 ELSE 1 END)" for each in ("evaluation_id", "plan_study_id", "project_id")
    )
    + " = 1"
)
_DRAFT = "a draft: what is public of it was frozen; evidence from elsewhere announces itself (public.changed)"


class Project(Base, private=_DRAFT):
    """What is done for people. A record from elsewhere has no organisation, and names its ``source``."""

    __tablename__ = "project"
    __table_args__ = (
        UniqueConstraint(
            "slug",
            info=says(
                "A project with this name was added at the same moment. If you pressed twice, it is among your "
                "projects. If not, go back and send the form again."
            ),
        ),
        UniqueConstraint("source", "external_id"),
        Index("ix_project_demo", "demo"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    slug: Mapped[str] = mapped_column(String(200))
    name: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(default="")
    need: Mapped[str] = mapped_column(default="")
    activities: Mapped[str] = mapped_column(default="")
    who_for: Mapped[str] = mapped_column(default="")
    delivery: Mapped[str] = mapped_column(default="")  # what somebody needs to start
    taking_part: Mapped[str] = mapped_column(default="")
    # What TIDieR asks beyond that: projects/described.py.
    materials: Mapped[str] = mapped_column(default="", server_default="")
    provided_by: Mapped[str] = mapped_column(default="", server_default="")
    mode: Mapped[str] = mapped_column(default="", server_default="")
    dose: Mapped[str] = mapped_column(default="", server_default="")
    tailoring: Mapped[str] = mapped_column(default="", server_default="")
    modifications: Mapped[str] = mapped_column(default="", server_default="")
    fidelity_planned: Mapped[str] = mapped_column(default="", server_default="")
    fidelity_found: Mapped[str] = mapped_column(default="", server_default="")
    theory_of_change: Mapped[str] = mapped_column(default="")  # in one text
    # The same step by step: projects/theory/shape.py. {}: not begun.
    theory: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=text("'{}'"))
    assumptions: Mapped[str] = mapped_column(default="")
    evaluation_plan: Mapped[str] = mapped_column(default="")
    cost_per_person_gbp: Mapped[int | None]
    cost_year: Mapped[int | None]
    cost_note: Mapped[str] = mapped_column(default="")
    # What it costs line by line: projects/costs/shape.py. {}: not begun.
    costs: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=text("'{}'"))
    hours_a_week: Mapped[float | None]  # of whoever runs it
    price_gbp: Mapped[int | None]  # pounds, that one person (or who sends them) pays to take part; 0 is free
    still_offered: Mapped[bool | None]  # None: not said
    licence: Mapped[str] = mapped_column(default="", server_default="")  # who may do it, on what terms
    contact: Mapped[str] = mapped_column(default="", server_default="")  # for whoever wants to start
    # Slugs of standards/vocabularies/funding-routes.toml: who paid for it, and who else could.
    paid_for_by: Mapped[list[str]] = mapped_column(default=list, server_default=text("'[]'"))
    could_be_paid_by: Mapped[list[str]] = mapped_column(default=list, server_default=text("'[]'"))
    funding_routes: Mapped[str] = mapped_column(default="", server_default="")  # who pays for it in practice
    populations: Mapped[list[str]] = mapped_column(default=list)
    need_levels: Mapped[list[str]] = mapped_column(default=list)  # slugs of standards/vocabularies/need-levels.toml
    settings: Mapped[list[str]] = mapped_column(default=list)
    outcome_areas: Mapped[list[str]] = mapped_column(default=list)
    age_from: Mapped[int | None]
    age_to: Mapped[int | None]
    place: Mapped[str] = mapped_column(String(200), default="")
    started_year: Mapped[int | None]
    source: Mapped[str | None] = mapped_column(String(40))  # None: submitted here
    external_id: Mapped[str | None] = mapped_column(String(120))
    source_url: Mapped[str] = mapped_column(default="")
    source_ratings: Mapped[list[dict[str, Any]]] = mapped_column(default=list)  # as the source gave them
    source_as_of: Mapped[str] = mapped_column(String(10), default="")  # 2025-08-25, or 2020-04; "" where nobody said
    published_at: Mapped[datetime | None]  # public from then on
    taken_down_at: Mapped[datetime | None]  # nothing of it is public since, until it is put back: takedown/
    demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
    organisation: Mapped[Organisation | None] = relationship()
    evaluations: Mapped[list["Evaluation"]] = relationship(
        back_populates="project", order_by="Evaluation.created_at, Evaluation.id"
    )
    plan_documents: Mapped[list["Document"]] = relationship(
        back_populates="plan_of", order_by="Document.uploaded_at, Document.id"
    )
    submissions: Mapped[list["Submission"]] = relationship(back_populates="project", order_by="Submission.number")
    __mapper_args__ = {"version_id_col": version}


class OldSlug(Base):
    """Where a project used to be found; it redirects for ever."""

    __tablename__ = "old_slug"
    __table_args__ = (
        PrimaryKeyConstraint(
            "slug", info=says("This project got a new address just now. Go back and send the form again.")
        ),
    )
    slug: Mapped[str] = mapped_column(String(200), primary_key=True)
    project_id: Mapped[UUID] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"), index=True)


class Evaluation(Base, private=_DRAFT):
    """A study of a project; a plan is an evaluation not yet done, with no results."""

    __tablename__ = "evaluation"
    __table_args__ = (UniqueConstraint("source", "external_id"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    project_id: Mapped[UUID] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"), index=True)
    title: Mapped[str] = mapped_column(String(300))
    authors: Mapped[list[str]] = mapped_column(default=list)
    year: Mapped[int | None]
    design: Mapped[str] = mapped_column(String(40), default="")  # slug of standards/vocabularies/designs.toml
    participants: Mapped[int | None]  # people measured at follow-up, all arms
    participants_note: Mapped[str] = mapped_column(default="")
    populations: Mapped[list[str]] = mapped_column(default=list)
    settings: Mapped[list[str]] = mapped_column(default=list)
    outcome_areas: Mapped[list[str]] = mapped_column(default=list)  # aimed at, also when nothing was measured yet
    place: Mapped[str] = mapped_column(String(200), default="")
    summary: Mapped[str] = mapped_column(default="")
    methods: Mapped[str] = mapped_column(default="")
    limitations: Mapped[str] = mapped_column(default="")
    independent: Mapped[bool | None]  # the evaluator has no stake in the project
    funder: Mapped[str] = mapped_column(String(200), default="")
    registration: Mapped[str] = mapped_column(String(200), default="")  # a registry and its number, or an address
    started_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    source: Mapped[str | None] = mapped_column(String(40))
    external_id: Mapped[str | None] = mapped_column(String(120))
    source_url: Mapped[str] = mapped_column(default="")
    source_note: Mapped[str] = mapped_column(default="")
    documents_note: Mapped[str] = mapped_column(default="")  # why there is no report to read, where there is none
    # Answers to study-questions.toml by name, also those for another design: projects/study/asked.py. A share is from 0
    # to 1, a table a list of lines, each a list of cells. What was not answered is not there.
    study: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=text("'{}'"))
    # Page or note by item of a list of what a report should say: the team's own, seen by nobody else.
    reporting: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=text("'{}'"))
    # What was published about it, and research that it builds on: projects/references/shape.py.
    publications: Mapped[list[dict[str, Any]]] = mapped_column(default=list, server_default=text("'[]'"))
    literature: Mapped[list[dict[str, Any]]] = mapped_column(default=list, server_default=text("'[]'"))
    reported: Mapped[dict[str, Any]] = mapped_column(default=dict)  # what another body says of it: projects/reported.py
    demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
    project: Mapped[Project] = relationship(back_populates="evaluations")
    results: Mapped[list["OutcomeResult"]] = relationship(
        back_populates="evaluation", order_by="OutcomeResult.position, OutcomeResult.id", cascade="all, delete-orphan"
    )
    documents: Mapped[list["Document"]] = relationship(
        back_populates="evaluation", foreign_keys="Document.evaluation_id",
        order_by="Document.uploaded_at, Document.id",
    )  # fmt: skip
    plan_files: Mapped[list["Document"]] = relationship(
        back_populates="plan_study", foreign_keys="Document.plan_study_id",
        order_by="Document.uploaded_at, Document.id",
    )  # fmt: skip
    __mapper_args__ = {"version_id_col": version}


class OldEvaluation(Base):
    """An evaluation that turned out to be another one; its address leads there for ever."""

    __tablename__ = "old_evaluation"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    evaluation_id: Mapped[UUID] = mapped_column(ForeignKey("evaluation.id", ondelete="CASCADE"), index=True)


class Measure(Base):
    """How an outcome was measured, and whether a higher number means better; None where the source does not say."""

    __tablename__ = "measure"
    __table_args__ = (
        UniqueConstraint("source", "name", "outcome_area"),
        CheckConstraint("higher_is IN ('better', 'worse')", name="higher_is_better_or_worse"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    source: Mapped[str] = mapped_column(String(40), default="")  # "" for those of this hub
    name: Mapped[str] = mapped_column(String(300))
    outcome_area: Mapped[str] = mapped_column(String(60))
    higher_is: Mapped[str | None] = mapped_column(String(10))
    unit: Mapped[str] = mapped_column(String(80), default="")


class OutcomeResult(Base, private=_DRAFT):
    """One outcome, one measure, one contrast, one time point.

    Effects keep the source's sign (intervention minus comparison). A ratio is kept as its natural log, so that 0 is no
    difference for every effect, and is shown as the ratio.
    """

    __tablename__ = "outcome_result"
    __table_args__ = (
        UniqueConstraint("source", "external_id"),
        CheckConstraint("higher_is IN ('better', 'worse')", name="higher_is_better_or_worse"),
        CheckConstraint("contrast IN ('between', 'within')", name="contrast_between_or_within"),
        CheckConstraint("ci_low IS NULL OR ci_high IS NULL OR ci_low <= ci_high", name="interval_in_order"),
        Index("ix_outcome_result_outcome_area", "outcome_area"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    evaluation_id: Mapped[UUID] = mapped_column(ForeignKey("evaluation.id", ondelete="CASCADE"), index=True)
    measure_id: Mapped[UUID | None] = mapped_column(ForeignKey("measure.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    outcome_area: Mapped[str] = mapped_column(String(60))
    outcome: Mapped[str] = mapped_column(String(300))
    outcome_slug: Mapped[str] = mapped_column(String(60), default="")  # of outcomes.toml; "" for words not on file
    measure_name: Mapped[str] = mapped_column(String(300), default="")
    higher_is: Mapped[str | None] = mapped_column(String(10))  # confirmed for this result; None: nobody said
    contrast: Mapped[str] = mapped_column(String(10), default="between")  # between groups | within one, over time
    comparison_note: Mapped[str] = mapped_column(default="")
    is_primary: Mapped[bool | None]  # what the study was made to find out
    is_adjusted: Mapped[bool | None]  # for what groups differed in from the start
    analysis: Mapped[str] = mapped_column(String(20), default="")  # itt (as allotted) | per-protocol
    timepoint: Mapped[str] = mapped_column(String(200), default="")
    followup_months: Mapped[float | None]  # after the project ended
    sample_note: Mapped[str] = mapped_column(default="")
    is_subgroup: Mapped[bool] = mapped_column(default=False)
    is_superseded: Mapped[bool] = mapped_column(default=False)  # its source read the study again; kept, never counted
    unit: Mapped[str] = mapped_column(String(80), default="")
    gives: Mapped[str] = mapped_column(String(20), default="")  # what the report gives: projects/kinds.py; "" elsewhere
    n_total: Mapped[int | None]
    n_t: Mapped[float | None]  # measured both times, within one group
    n_c: Mapped[float | None]
    events_t: Mapped[int | None]  # people with the outcome; after, within one group
    events_c: Mapped[int | None]  # before, within one group
    mean_t: Mapped[float | None]  # after, within one group
    mean_c: Mapped[float | None]  # before, within one group
    sd_t: Mapped[float | None]
    sd_c: Mapped[float | None]
    pre_post_r: Mapped[float | None]  # correlation of before and after, within one group
    outcome_sd: Mapped[float | None]  # of all, beside a regression's coefficient
    test: Mapped[str] = mapped_column(String(10), default="")  # t | f | p
    test_value: Mapped[float | None]  # of t or F
    test_higher: Mapped[str] = mapped_column(String(10), default="")  # t | c: who had more, where the test is silent
    effect: Mapped[float | None]  # a ratio as its natural log
    effect_metric: Mapped[str] = mapped_column(String(20), default="")  # g | md | pp | change | or | rr | hr | irr
    se: Mapped[float | None]  # standard error of the effect as kept: of a ratio's log
    ci_low: Mapped[float | None]  # 95 %; of a ratio as the log
    ci_high: Mapped[float | None]
    p_value: Mapped[float | None]
    p_relation: Mapped[str] = mapped_column(String(2), default="")  # "<" or ">" where the report gives only a limit
    worked_out: Mapped[list[str]] = mapped_column(default=list)  # columns that follow from others, and are not typed
    effect_note: Mapped[str] = mapped_column(default="")  # how they were worked out, or why they could not be
    confirmed: Mapped[list[str]] = mapped_column(default=list)  # doubts about numbers that the team answered, in words
    smallest_worthwhile: Mapped[float | None]  # as the effect is kept: of a ratio the size of its log
    smallest_worthwhile_source: Mapped[str] = mapped_column(default="")
    flag: Mapped[str] = mapped_column(default="")  # why no arrow may be shown
    source: Mapped[str | None] = mapped_column(String(40))
    external_id: Mapped[str | None] = mapped_column(String(120))
    source_values: Mapped[dict[str, Any]] = mapped_column(default=dict)  # the source's row, as given
    evaluation: Mapped[Evaluation] = relationship(back_populates="results")


class Document(Base, private=_DRAFT):
    """A file of an evaluation, of its own plan, or of a project's plan. Its bytes lie in the store under their hash;
    its text in pages of its own."""

    __tablename__ = "document"
    __table_args__ = (CheckConstraint(OF_ONE, name="of_one_owner"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    evaluation_id: Mapped[UUID | None] = mapped_column(ForeignKey("evaluation.id", ondelete="CASCADE"), index=True)
    project_id: Mapped[UUID | None] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"), index=True)
    # The study to whose own plan it belongs, and whether its team wants it public with that: plans/files.py.
    plan_study_id: Mapped[UUID | None] = mapped_column(ForeignKey("evaluation.id", ondelete="CASCADE"), index=True)
    public_with_plan: Mapped[bool] = mapped_column(default=False, server_default=false())
    kind: Mapped[DocumentKind] = mapped_column(default=DocumentKind.REPORT)
    caption: Mapped[str] = mapped_column(String(200), default="")  # what it is, for readers who see no file name
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    file_name: Mapped[str] = mapped_column(String(200))  # cleaned; only ever shown
    media_type: Mapped[str] = mapped_column(String(100))
    size_bytes: Mapped[int]
    state: Mapped[DocumentState] = mapped_column(default=DocumentState.WAITING)
    message: Mapped[str] = mapped_column(default="")
    notes: Mapped[list[str]] = mapped_column(default=list)
    uploaded_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    uploaded_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]  # taken out of the draft; a frozen submission still holds it
    # A table that seems to have a row for each person, and who said that it has none: disclosure/holding.py.
    held_at: Mapped[datetime | None]
    let_at: Mapped[datetime | None]
    let_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    let_because: Mapped[str] = mapped_column(default="", server_default="")
    pictures_unseen: Mapped[int | None]  # that could not be looked at; None: nobody looked, see disclosure/seeing.py
    evaluation: Mapped[Evaluation | None] = relationship(back_populates="documents", foreign_keys=evaluation_id)
    plan_study: Mapped[Evaluation | None] = relationship(back_populates="plan_files", foreign_keys=plan_study_id)
    plan_of: Mapped[Project | None] = relationship(back_populates="plan_documents")
    pages: Mapped[list["DocumentPage"]] = relationship(
        back_populates="document", order_by="DocumentPage.number", cascade="all, delete-orphan"
    )

    @property
    def is_held(self) -> bool:
        """Neither reviewers nor anybody else gets it before somebody has decided."""
        return self.held_at is not None and self.let_at is None

    @property
    def study(self) -> Evaluation | None:
        """Whose it is, or whose plan's."""
        return self.evaluation or self.plan_study

    @property
    def project(self) -> Project:
        if self.study is not None:
            return self.study.project
        assert self.plan_of is not None  # noqa: S101  (one of them is there, by a constraint)
        return self.plan_of


class DocumentPage(Base, private="read by graders"):
    """The text of one page, apart from the record so that redaction can remove it."""

    __tablename__ = "document_page"
    document_id: Mapped[UUID] = mapped_column(ForeignKey("document.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)  # 1 for the first
    text: Mapped[str]
    document: Mapped[Document] = relationship(back_populates="pages")


class FrozenText(Base):
    """What was frozen, by hash. Where something was removed for good since (``redaction/``), so is what is left."""

    __tablename__ = "frozen_text"
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    body: Mapped[dict[str, Any] | None]
    left_sha256: Mapped[str | None] = mapped_column(String(64))  # of what is left; None: all of it

    @property
    def hash_now(self) -> str:
        """Of the text as it has to be today."""
        return self.left_sha256 or self.sha256


class Submission(Base):
    """A frozen bundle offered to one version of one standard: the project's description, 0..n evaluation versions."""

    __tablename__ = "submission"
    __table_args__ = (
        UniqueConstraint(
            "project_id",
            "number",
            info=says("Somebody in your team sent this project just now. Nothing was sent twice."),
        ),
        CheckConstraint("number > 0", name="number_from_1"),
        Index("ix_submission_state", "state"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    project_id: Mapped[UUID] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]  # 1 for the first of this project
    standard_id: Mapped[str] = mapped_column(String(60))
    standard_version: Mapped[str] = mapped_column(String(60))
    state: Mapped[SubmissionState] = mapped_column(default=SubmissionState.DRAFT)
    frozen_sha256: Mapped[str | None] = mapped_column(ForeignKey("frozen_text.sha256"), index=True)
    previous_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("submission.id"), index=True
    )  # revised after a decision
    sent_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    # The editor who runs the case, on whom nothing public hangs; None: nobody does.
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    returned_reason: Mapped[str] = mapped_column(default="")
    rejected_for: Mapped[str] = mapped_column(String(40), default="", server_default="")  # slug of a ground
    # An editor looked at what becomes public of it, and let it; None: nobody did, and nothing of it is public.
    cleared_at: Mapped[datetime | None]
    unlisted: Mapped[bool] = mapped_column(default=False, server_default=false())  # nothing of it is public any more
    # Why it ended before a decision, in the words of whoever ended it; not public.
    ended_because: Mapped[str] = mapped_column(default="", server_default="")
    # Why others grade it than the standard wants, in an editor's words; for editors alone.
    panel_because: Mapped[str] = mapped_column(default="", server_default="")
    response: Mapped[str] = mapped_column(default="", server_default="")  # to what came before; never changed once sent
    # To each thing that was asked then: projects/asked/things.py. Not public, and never changed once sent.
    replies: Mapped[list[dict[str, Any]]] = mapped_column(default=list, server_default=text("'[]'"))
    # What the team states of stories and photographs of single people: projects/consent. Not public, never changed.
    consent: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=text("'{}'"))
    team_reply: Mapped[str] = mapped_column(default="")  # as everybody may read it; "" also while it is held back
    replied_at: Mapped[datetime | None]  # None where there is no reply
    demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    state_since: Mapped[datetime]
    decided_at: Mapped[datetime | None]  # when the letter went out
    # From when everybody sees what was found: while its team has it, when it will be; then, when it was.
    public_from: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    project: Mapped[Project] = relationship(back_populates="submissions")
    frozen: Mapped[FrozenText | None] = relationship()
    evaluation_versions: Mapped[list["EvaluationVersion"]] = relationship(
        back_populates="submission", order_by="EvaluationVersion.position"
    )
    __mapper_args__ = {"version_id_col": version}

    @property
    def is_stub_left(self) -> bool:
        """Its title and plan stay public also where it ends before a decision."""
        return self.cleared_at is not None and not self.unlisted

    @property
    def reply_is_held(self) -> bool:
        """The team replied, and an editor holds the reply back."""
        return self.replied_at is not None and not self.team_reply


class EvaluationVersion(Base):
    """An evaluation as it was when it was sent: what a reviewer sees is this, for ever."""

    __tablename__ = "evaluation_version"
    __table_args__ = (UniqueConstraint("submission_id", "evaluation_id"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"), index=True)
    evaluation_id: Mapped[UUID] = mapped_column(ForeignKey("evaluation.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    frozen_sha256: Mapped[str] = mapped_column(ForeignKey("frozen_text.sha256"), index=True)
    document_ids: Mapped[list[str]] = mapped_column(default=list)
    submission: Mapped[Submission] = relationship(back_populates="evaluation_versions")
    evaluation: Mapped[Evaluation] = relationship()
    frozen: Mapped[FrozenText] = relationship()


_CHOSEN = "Another admin chose standards just now. Open the page again to see what they chose."


class OfferedStandard(Base):
    """A standard that teams may choose. With no row at all, every standard that can be offered is."""

    __tablename__ = "offered_standard"
    __table_args__ = (PrimaryKeyConstraint("standard_id", info=says(_CHOSEN)),)
    standard_id: Mapped[str] = mapped_column(String(60), primary_key=True)


class DefaultStandard(Base):
    """The standard that is proposed: for one outcome area, or for the whole hub where the area is empty."""

    __tablename__ = "default_standard"
    __table_args__ = (PrimaryKeyConstraint("outcome_area", info=says(_CHOSEN)),)
    outcome_area: Mapped[str] = mapped_column(String(60), primary_key=True)  # "" = the whole hub
    standard_id: Mapped[str] = mapped_column(ForeignKey("offered_standard.standard_id", ondelete="CASCADE"), index=True)
