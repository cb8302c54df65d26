"""A file that is on its way: how much of it has arrived. It becomes a document when it is whole."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, String, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evidencehub.projects.document_kinds import DocumentKind, Said
from evidencehub.projects.models import OF_ONE, Evaluation, Project
from evidencehub.shared.db import Base
from evidencehub.shared.file_parts import Part

KEPT_FOR = timedelta(days=3)  # from its beginning: over a weekend


class Upload(Base, private="files that a team has not added yet"):
    __tablename__ = "upload"
    __table_args__ = (CheckConstraint(OF_ONE, name="of_one_owner"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    evaluation_id: Mapped[UUID | None] = mapped_column(ForeignKey("evaluation.id", ondelete="CASCADE"), index=True)
    project_id: Mapped[UUID | None] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"), index=True)
    plan_study_id: Mapped[UUID | None] = mapped_column(ForeignKey("evaluation.id", ondelete="CASCADE"), index=True)
    public_with_plan: Mapped[bool] = mapped_column(default=False, server_default=false())
    file_name: Mapped[str] = mapped_column(String(200))  # cleaned; only ever shown
    fingerprint: Mapped[str] = mapped_column(String(80))  # by which a browser knows its file again, in its own words
    size_bytes: Mapped[int]  # as it was announced
    kind: Mapped[DocumentKind]
    caption: Mapped[str] = mapped_column(String(200), default="")
    parts: Mapped[list[dict[str, Any]]] = mapped_column(default=list)  # names and sizes of what has arrived, in order
    started_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    started_at: Mapped[datetime] = mapped_column(index=True)
    evaluation: Mapped[Evaluation | None] = relationship(foreign_keys=evaluation_id)
    plan_study: Mapped[Evaluation | None] = relationship(foreign_keys=plan_study_id)
    plan_of: Mapped[Project | None] = relationship()

    @property
    def said(self) -> Said:
        return Said(self.kind, self.caption, self.public_with_plan)

    @property
    def arrived(self) -> list[Part]:
        return [Part(**part) for part in self.parts]

    @property
    def received_bytes(self) -> int:
        return sum(part.size_bytes for part in self.arrived)

    @property
    def is_whole(self) -> bool:
        return self.received_bytes == self.size_bytes

    @property
    def kept_until(self) -> datetime:
        return self.started_at + KEPT_FOR
