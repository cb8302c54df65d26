"""What a team says so that its award is renewed without another grading, and what became of it."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evidencehub.accreditation.models import Accreditation
from evidencehub.accreditation.renewals.states import RenewalState
from evidencehub.shared.constraints import says
from evidencehub.shared.db import Base

_waiting: dict[str, Any] = {f"{dialect}_where": text("state = 'waiting'") for dialect in ("sqlite", "postgresql")}


class Renewal(Base):
    __tablename__ = "renewal"
    __table_args__ = (
        Index(
            "uq_renewal_waiting",
            "accreditation_id",
            unique=True,
            info=says("Somebody else in your team sent this just now. It was sent once."),
            **_waiting,
        ),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    accreditation_id: Mapped[UUID] = mapped_column(ForeignKey("accreditation.id", ondelete="CASCADE"), index=True)
    state: Mapped[RenewalState] = mapped_column(default=RenewalState.WAITING)
    changed: Mapped[str] = mapped_column(Text)  # since it was graded, in the team's words
    delivered: Mapped[str] = mapped_column(String(20))  # of renewals.sending.DELIVERED
    results: Mapped[str] = mapped_column(String(20))  # of renewals.sending.RESULTS
    results_what: Mapped[str] = mapped_column(Text, default="")  # which new results there are
    sent_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    sent_at: Mapped[datetime]
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    answered_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(Text, default="")  # why the whole is needed; the team reads it
    version: Mapped[int] = mapped_column(default=1)
    accreditation: Mapped[Accreditation] = relationship()
    __mapper_args__ = {"version_id_col": version}
