"""Who grades a case, what each found alone, what was agreed, and what followed from it."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evidencehub.accounts.models import Person
from evidencehub.projects.appeals.models import Appeal
from evidencehub.projects.models import Submission
from evidencehub.review.states import AssignmentState
from evidencehub.shared.constraints import says
from evidencehub.shared.db import Base

_ON_BOTH = ("sqlite", "postgresql")
_AGREED, _ON_APPEAL = "assignment_id IS NULL AND appeal_id IS NULL", "assignment_id IS NULL AND appeal_id IS NOT NULL"
_only_agreed: dict[str, Any] = {f"{dialect}_where": text(_AGREED) for dialect in _ON_BOTH}
_only_on_appeal: dict[str, Any] = {f"{dialect}_where": text(_ON_APPEAL) for dialect in _ON_BOTH}

_UNTIL_DECIDED = "not public before the decision, which is written in another table"
_SAVED_IN_ANOTHER_TAB = "You saved this in another tab at the same moment. Open the page again to see what is kept."
_SETTLED = "Somebody else settled this question just now. Open the case again to see what they wrote."


class Assignment(Base, private=_UNTIL_DECIDED):
    """One reviewer on one case. Which seat somebody has is never shown to the team."""

    __tablename__ = "assignment"
    __table_args__ = (
        UniqueConstraint(
            "submission_id",
            "reviewer_id",
            info=says("Somebody else invited this reviewer to this case just now. Nobody was invited twice."),
        ),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"), index=True)
    # Of a seat that grades anew what the team contests; None: a seat of the case itself.
    appeal_id: Mapped[UUID | None] = mapped_column(ForeignKey("appeal.id", ondelete="CASCADE"), index=True)
    reviewer_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    state: Mapped[AssignmentState] = mapped_column(default=AssignmentState.INVITED)
    machine_check: Mapped[list[dict[str, Any]]] = mapped_column(default=list)  # what was compared, and found
    declaration: Mapped[str] = mapped_column(default="")
    declared_kind: Mapped[str] = mapped_column(String(20), default="", server_default="")  # review.declaring.Kind
    declared_at: Mapped[datetime | None]
    left_because: Mapped[str] = mapped_column(default="", server_default="")  # by whoever ended it; for editors alone
    suggestion: Mapped[str] = mapped_column(default="", server_default="")  # whom to ask instead
    excused_because: Mapped[str] = mapped_column(default="", server_default="")  # from the example; for editors alone
    # Steps of the standard, counted from the first: those that were sent and cannot be changed (once frozen: those that
    # both had to grade), and those that this reviewer was asked to grade whatever they found.
    held_steps: Mapped[int] = mapped_column(default=0, server_default="0")
    asked_steps: Mapped[int] = mapped_column(default=0, server_default="0")
    # What somebody is asked who grades only a part, as ``sheet.as_text`` writes questions and ``sheet.number_as_text``
    # numbers: a third reviewer what the first two differ on, a reviewer on appeal what is contested. Empty: everything.
    only: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    wants_until: Mapped[date | None]  # more time that was asked for and is not answered yet
    wants_because: Mapped[str] = mapped_column(default="", server_default="")
    # Whether anything got worse for people, asked once for the whole case (review/harm.py); "" is not answered.
    harm_seen: Mapped[str] = mapped_column(String(20), default="", server_default="")
    harm_looked_for: Mapped[str] = mapped_column(String(20), default="", server_default="")
    harm_what: Mapped[str] = mapped_column(default="", server_default="")
    half_hours: Mapped[int | None]  # that it took, as the reviewer said when sending
    study_kind: Mapped[str] = mapped_column(String(80), default="", server_default="")  # of what was sent (hours.py)
    assigned_at: Mapped[datetime]
    due_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    frozen_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]  # when a mail last asked for an answer or for the findings
    # Findings that an editor typed for a reviewer who cannot use the site (review/entering.py): who, how they reached
    # the editor, when the reviewer was asked whether they are theirs, and when they said yes.
    entered_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    entered_because: Mapped[str] = mapped_column(default="", server_default="")
    asked_to_confirm_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    submission: Mapped[Submission] = relationship()
    appeal: Mapped[Appeal | None] = relationship()
    reviewer: Mapped[Person] = relationship(foreign_keys=[reviewer_id])
    findings: Mapped[list["Finding"]] = relationship(back_populates="assignment")
    facts: Mapped[list["FactEntry"]] = relationship(back_populates="assignment")
    __mapper_args__ = {"version_id_col": version}

    @property
    def is_third(self) -> bool:
        return bool(self.only) and not self.is_on_appeal

    @property
    def is_on_appeal(self) -> bool:
        return self.appeal_id is not None

    @property
    def grades_everything(self) -> bool:
        return not self.only

    @property
    def is_open(self) -> bool:
        """The case is where this seat is worked on, so it can be taken, left and given to somebody else."""
        if self.appeal is not None:
            return self.appeal.state.is_grading
        case = self.submission.state
        return case.is_settling if self.is_third else case.takes_reviewers


class ScreeningAnswer(Base, private="read by editors alone"):
    """What an editor found at the first look: one check of ``review/screening.toml``."""

    __tablename__ = "screening_answer"
    __table_args__ = (
        UniqueConstraint(
            "submission_id",
            "check",
            info=says("Somebody else filled in the list at the same moment. Open the page again to see what is kept."),
        ),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"))
    check: Mapped[str] = mapped_column(String(40))  # its slug
    answer: Mapped[str] = mapped_column(String(10), default="")  # "yes", "no" or ""
    note: Mapped[str] = mapped_column(default="")
    author_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    at: Mapped[datetime]
    author: Mapped[Person | None] = relationship()


class ConflictRuling(Base, private="who an editor let grade or run a case, and why"):
    """An editor's word that what was found of somebody is no conflict: on a case, or on syntheses of an approach."""

    __tablename__ = "conflict_ruling"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    submission_id: Mapped[UUID | None] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"), index=True)
    project_id: Mapped[UUID | None] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    findings: Mapped[list[str]] = mapped_column(default=list)  # the keys of review.conflicts.Check
    reason: Mapped[str]
    ruled_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    ruled_at: Mapped[datetime]


class Finding(Base, private=_UNTIL_DECIDED):
    """A judgement on one criterion: by one reviewer alone (with ``assignment_id``), or agreed (without).

    With ``appeal_id`` it was agreed on appeal: what stands is without, and is written anew when that is published.
    ``result_key`` names the outcome result it is about, "" where it is about the whole. Frozen findings never change.
    """

    __tablename__ = "finding"
    __table_args__ = (
        UniqueConstraint(
            "submission_id", "assignment_id", "criterion_id", "result_key", info=says(_SAVED_IN_ANOTHER_TAB)
        ),
        # NULLs differ from one another in a unique constraint, so agreed findings need an index of their own.
        Index(
            "uq_finding_agreed",
            "submission_id",
            "criterion_id",
            "result_key",
            unique=True,
            info=says(_SETTLED),
            **_only_agreed,
        ),
        Index(
            "uq_finding_on_appeal",
            "appeal_id",
            "criterion_id",
            "result_key",
            unique=True,
            info=says(_SETTLED),
            **_only_on_appeal,
        ),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"), index=True)
    assignment_id: Mapped[UUID | None] = mapped_column(ForeignKey("assignment.id", ondelete="CASCADE"), index=True)
    appeal_id: Mapped[UUID | None] = mapped_column(ForeignKey("appeal.id", ondelete="CASCADE"))
    criterion_id: Mapped[str] = mapped_column(String(60))
    result_key: Mapped[str] = mapped_column(String(80), default="")
    answer: Mapped[str] = mapped_column(String(40))
    reason: Mapped[str] = mapped_column(default="")
    page: Mapped[str] = mapped_column(String(40), default="")
    author_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    by_majority: Mapped[bool] = mapped_column(default=False, server_default=false())  # two of three said so
    on_appeal: Mapped[bool] = mapped_column(default=False, server_default=false())  # it took an earlier answer's place
    at: Mapped[datetime]
    assignment: Mapped[Assignment | None] = relationship(back_populates="findings")


class FactEntry(Base, private=_UNTIL_DECIDED):
    """A number that decides, typed by a reviewer with its page; never copied from the team.

    Without a value: a third reviewer looked and the report does not say, or an editor left it out.
    """

    __tablename__ = "fact_entry"
    __table_args__ = (
        UniqueConstraint("submission_id", "assignment_id", "name", "result_key", info=says(_SAVED_IN_ANOTHER_TAB)),
        Index(
            "uq_fact_entry_agreed",
            "submission_id",
            "name",
            "result_key",
            unique=True,
            info=says(_SETTLED),
            **_only_agreed,
        ),
        Index(
            "uq_fact_entry_on_appeal",
            "appeal_id",
            "name",
            "result_key",
            unique=True,
            info=says(_SETTLED),
            **_only_on_appeal,
        ),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"), index=True)
    assignment_id: Mapped[UUID | None] = mapped_column(ForeignKey("assignment.id", ondelete="CASCADE"), index=True)
    appeal_id: Mapped[UUID | None] = mapped_column(ForeignKey("appeal.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(60))
    result_key: Mapped[str] = mapped_column(String(80), default="")
    value: Mapped[str] = mapped_column(String(200))
    page: Mapped[str] = mapped_column(String(40), default="")
    because: Mapped[str] = mapped_column(default="", server_default="")  # an editor's reason, where three differ
    author_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    by_majority: Mapped[bool] = mapped_column(default=False, server_default=false())  # two of three read it so
    at: Mapped[datetime]
    assignment: Mapped[Assignment | None] = relationship(back_populates="facts")


class Remark(Base, private="editors and the two reviewers read it, and nobody else ever"):
    """What somebody wrote about one question on which two reviewers differ. With ``assignment_id`` by that reviewer,
    without by an editor, whose first opens the question to the two.
    """

    __tablename__ = "remark"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"), index=True)
    assignment_id: Mapped[UUID | None] = mapped_column(ForeignKey("assignment.id", ondelete="CASCADE"), index=True)
    criterion_id: Mapped[str] = mapped_column(String(60))
    result_key: Mapped[str] = mapped_column(String(80), default="")
    text: Mapped[str]
    gives_way: Mapped[bool] = mapped_column(default=False)  # the reviewer now agrees with the other
    author_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    at: Mapped[datetime]


class TeamHelper(Base, private="who helps whom is between the two; editors read it where reviewers are chosen"):
    """Somebody whom the hub put in touch with a team, to help it."""

    __tablename__ = "team_helper"
    __table_args__ = (UniqueConstraint("person_id", "organisation_id", info=says("They are in touch already.")),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"), index=True)
    since: Mapped[datetime]


class Decision(Base):
    """What followed from the agreed findings. Tiers are derived, never typed; the explanation says how."""

    __tablename__ = "decision"
    __table_args__ = (
        UniqueConstraint(
            "submission_id", info=says("Somebody else decided this case just now. Your press did nothing.")
        ),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"))
    tier: Mapped[str | None] = mapped_column(String(40))
    evidence_tier: Mapped[str | None] = mapped_column(String(40))
    grade: Mapped[dict[str, Any]]  # the engine's whole answer, so that it can be replayed
    strengths: Mapped[str] = mapped_column(default="")
    letter: Mapped[dict[str, Any] | None]  # as it was sent (accreditation.letter); None before letters were kept
    agreed_first: Mapped[int]  # criteria on which both reviewers agreed before talking
    compared: Mapped[int]  # criteria that both answered
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    decided_at: Mapped[datetime]
    submission: Mapped[Submission] = relationship()
