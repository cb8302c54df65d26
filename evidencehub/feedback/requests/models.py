"""“I need evidence on …”: what somebody looks for and did not find."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evidencehub.consultation.models import CommentRole
from evidencehub.feedback.requests.states import RequestState
from evidencehub.shared.db import Base


class EvidenceRequest(Base):
    """One request. What was written lies apart in :class:`EvidenceRequestWords`; this record names nobody.

    Who asks needs no account.
    """

    __tablename__ = "evidence_request"
    __table_args__ = (Index("ix_evidence_request_state", "state", "sent_at"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    outcome: Mapped[str] = mapped_column(String(60))  # slug of an outcome area or an outcome
    population: Mapped[str] = mapped_column(String(60), default="")  # slug; "" for anybody
    role: Mapped[CommentRole]
    state: Mapped[RequestState] = mapped_column(default=RequestState.WAITING)
    sent_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    answered_at: Mapped[datetime | None]
    demo: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)  # of this row, so that two editors do not overwrite each other
    words: Mapped["EvidenceRequestWords"] = relationship(lazy="joined", innerjoin=True, cascade="all, delete-orphan")
    __mapper_args__ = {"version_id_col": version}


class EvidenceRequestWords(Base):
    """Every text of a request. Redaction empties these columns; the request stays, with its dates and decisions."""

    __tablename__ = "evidence_request_words"
    request_id: Mapped[UUID] = mapped_column(ForeignKey("evidence_request.id", ondelete="CASCADE"), primary_key=True)
    text: Mapped[str]
    email: Mapped[str] = mapped_column(default="")  # to answer to; emptied with the last mail to it
    reason: Mapped[str] = mapped_column(default="")  # why it was not published
    answer: Mapped[str] = mapped_column(default="")
