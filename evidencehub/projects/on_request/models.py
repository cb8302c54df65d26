"""Who asked for a full report that is given on request, and what its team answered."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evidencehub.projects.models import Document
from evidencehub.projects.on_request.states import ReportRequestState
from evidencehub.shared.db import Base


class ReportRequest(Base, private="between a reader and a team"):
    """Of one document. The address goes with the last mail to it; who asked and why stay as the team's own record."""

    __tablename__ = "report_request"
    __table_args__ = (Index("ix_report_request_document", "document_id", "state"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    document_id: Mapped[UUID] = mapped_column(ForeignKey("document.id", ondelete="CASCADE"))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    name: Mapped[str] = mapped_column(String(200))  # who they say they are
    why: Mapped[str]
    email: Mapped[str] = mapped_column(String(320), default="")
    state: Mapped[ReportRequestState] = mapped_column(default=ReportRequestState.WAITING)
    sent_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    reason: Mapped[str] = mapped_column(default="")  # why not, in the team's words
    ends_at: Mapped[datetime | None]  # of the link
    demo: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)  # two owners do not overwrite each other
    document: Mapped[Document] = relationship()
    __mapper_args__ = {"version_id_col": version}
