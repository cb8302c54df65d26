"""Who judged how sure we can be of a synthesis, what each found alone, what was agreed, and what it holds for."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evidencehub.accounts.models import Person
from evidencehub.catalogue.outcomes.certainty.states import JudgementState
from evidencehub.catalogue.outcomes.models import SynthesisVersion
from evidencehub.review.states import AssignmentState
from evidencehub.shared.constraints import says
from evidencehub.shared.db import Base

_UNTIL_PUBLISHED = "not public before the judgement is published, which is written in its own table"


class Judgement(Base):
    """Of one dated version of one synthesis, by the questions of one version of GRADE as we read it."""

    __tablename__ = "certainty_judgement"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    version_id: Mapped[UUID] = mapped_column(ForeignKey("synthesis_version.id", ondelete="CASCADE"), index=True)
    standard_version: Mapped[str] = mapped_column(String(40))  # of standards/grade
    state: Mapped[JudgementState] = mapped_column(default=JudgementState.JUDGING)
    level: Mapped[str] = mapped_column(String(20), default="")  # id of a tier, derived when settled; "" before
    asked_at: Mapped[datetime]
    asked_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    due_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]  # when it was settled, published or stopped last
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    row_version: Mapped[int] = mapped_column(default=1)  # of this row, so that two editors do not overwrite each other
    version: Mapped[SynthesisVersion] = relationship()
    seats: Mapped[list["Seat"]] = relationship(
        back_populates="judgement", order_by="(Seat.asked_at, Seat.id)", cascade="all, delete-orphan"
    )
    agreed: Mapped[list["Agreed"]] = relationship(order_by="(Agreed.at, Agreed.id)", cascade="all, delete-orphan")
    __mapper_args__ = {"version_id_col": row_version}


class Seat(Base, private=_UNTIL_PUBLISHED):
    """One person who judges. ``only`` names the questions of a third person; the first two answer all."""

    __tablename__ = "certainty_seat"
    __table_args__ = (
        UniqueConstraint(
            "judgement_id",
            "person_id",
            info=says("Somebody else asked this person just now. Nobody was asked twice."),
        ),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    judgement_id: Mapped[UUID] = mapped_column(ForeignKey("certainty_judgement.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    state: Mapped[AssignmentState] = mapped_column(default=AssignmentState.INVITED)
    only: Mapped[list[str]] = mapped_column(default=list)  # ids of criteria; empty: all of them
    machine_check: Mapped[list[dict[str, Any]]] = mapped_column(default=list)  # what was compared, and found
    declaration: Mapped[str] = mapped_column(default="")
    declared_at: Mapped[datetime | None]
    asked_at: Mapped[datetime]
    answers: Mapped[dict[str, Any]] = mapped_column(default=dict)  # by criterion: {"answer", "reason"}
    saved_at: Mapped[datetime | None]
    is_named: Mapped[bool] = mapped_column(default=False)  # agrees to be named on the public page
    frozen_at: Mapped[datetime | None]
    row_version: Mapped[int] = mapped_column(default=1)  # of this row, so that an older tab does not undo a newer one
    judgement: Mapped[Judgement] = relationship(back_populates="seats")
    person: Mapped[Person] = relationship()
    __mapper_args__ = {"version_id_col": row_version}


class Agreed(Base, private=_UNTIL_PUBLISHED):
    """What holds for one question. ``author_id`` is empty where both said so; else an editor or the third person."""

    __tablename__ = "certainty_agreed"
    __table_args__ = (
        UniqueConstraint(
            "judgement_id", "criterion", info=says("Somebody else settled this just now. Open the page again.")
        ),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    judgement_id: Mapped[UUID] = mapped_column(ForeignKey("certainty_judgement.id", ondelete="CASCADE"), index=True)
    criterion: Mapped[str] = mapped_column(String(40))
    answer: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(default="")
    author_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    at: Mapped[datetime]


class Confirmation(Base):
    """One of those who judged says that nothing that matters has changed with a later version of the synthesis."""

    __tablename__ = "certainty_confirmation"
    __table_args__ = (UniqueConstraint("judgement_id", "version_id", "person_id", info=says("You said so already.")),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    judgement_id: Mapped[UUID] = mapped_column(ForeignKey("certainty_judgement.id", ondelete="CASCADE"), index=True)
    version_id: Mapped[UUID] = mapped_column(ForeignKey("synthesis_version.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    at: Mapped[datetime]
