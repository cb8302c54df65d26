"""What a team plans to find out in one study, and what of it was sent, version by version."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evidencehub.projects.models import Evaluation
from evidencehub.projects.plans.states import PlanState
from evidencehub.shared.constraints import says
from evidencehub.shared.db import Base


class StudyPlan(Base, private="a draft: what of it was sent is a version, in a table of its own"):
    """Of one evaluation, as its team writes it now. What really happened (its dates) stands in the evaluation."""

    __tablename__ = "study_plan"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    evaluation_id: Mapped[UUID] = mapped_column(
        ForeignKey("evaluation.id", ondelete="CASCADE"),
        unique=True,
        info=says("Somebody in your team began this plan just now. Open it again to see what they wrote."),
    )
    outcomes: Mapped[list[dict[str, Any]]] = mapped_column(default=list)  # each as plans/outcomes.py makes it
    analysis: Mapped[str] = mapped_column(default="")
    participants: Mapped[int | None]  # people to be measured, in all groups
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]  # the last day on which something is measured
    reports_on: Mapped[date | None]
    unpublished_because: Mapped[str] = mapped_column(default="")
    is_stopped: Mapped[bool] = mapped_column(default=False)  # it will not be done, or not be finished
    stopped_because: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
    evaluation: Mapped[Evaluation] = relationship()
    versions: Mapped[list["PlanVersion"]] = relationship(
        back_populates="plan", order_by="PlanVersion.sent_at, PlanVersion.id"
    )
    __mapper_args__ = {"version_id_col": version}


class PlanVersion(Base):
    """A plan as it was sent: public, with its number, from the day on which an editor let it."""

    __tablename__ = "plan_version"
    __table_args__ = (
        UniqueConstraint("plan_id", "number"),
        CheckConstraint("number > 0", name="number_from_1"),
        Index("ix_plan_version_state", "state", "is_latest"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    plan_id: Mapped[UUID] = mapped_column(ForeignKey("study_plan.id", ondelete="CASCADE"), index=True)
    state: Mapped[PlanState] = mapped_column(default=PlanState.WAITING)
    number: Mapped[int | None]  # 1 for the first that was public; None: it never was
    is_latest: Mapped[bool] = mapped_column(default=False, server_default=false())  # of those that are public
    title: Mapped[str] = mapped_column(String(300))
    project_name: Mapped[str] = mapped_column(String(200))
    outcomes: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    areas: Mapped[list[str]] = mapped_column(default=list)  # outcome areas of its outcomes
    topics: Mapped[list[str]] = mapped_column(default=list, server_default="[]")  # as plans/finding.py has them
    terms: Mapped[str] = mapped_column(default="", server_default="")  # likewise
    files: Mapped[list[dict[str, Any]]] = mapped_column(default=list, server_default="[]")  # as plans/files.py has them
    design: Mapped[str] = mapped_column(String(40), default="")
    analysis: Mapped[str] = mapped_column(default="")
    participants: Mapped[int | None]
    starts_on: Mapped[date | None]  # as planned, and below as it was
    ends_on: Mapped[date | None]
    reports_on: Mapped[date | None]
    started_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    unpublished_because: Mapped[str] = mapped_column(default="")
    is_stopped: Mapped[bool] = mapped_column(default=False)
    stopped_because: Mapped[str] = mapped_column(default="")
    because: Mapped[str] = mapped_column(default="")  # why it differs from the version before
    sent_at: Mapped[datetime]
    sent_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    first_sent_at: Mapped[datetime | None]  # of the first version that is public; kept at the latest
    public_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]  # the last time that an editor said yes or no
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    refused_because: Mapped[str] = mapped_column(default="")  # for its team
    version: Mapped[int] = mapped_column(default=1)
    plan: Mapped[StudyPlan] = relationship(back_populates="versions")
    __mapper_args__ = {"version_id_col": version}
