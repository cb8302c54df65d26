"""People like those it is for, who read an accredited approach. Nothing is kept that says who they are."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evidencehub.accreditation.models import Accreditation
from evidencehub.accreditation.readers.questions import ReaderKind
from evidencehub.shared.db import Base


class PeopleReader(Base):
    """One place to answer from: whoever holds its link. There is no account, no address and no name."""

    __tablename__ = "people_reader"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    accreditation_id: Mapped[UUID] = mapped_column(ForeignKey("accreditation.id", ondelete="CASCADE"), index=True)
    kind: Mapped[ReaderKind]
    asked_at: Mapped[datetime]
    asked_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    answers: Mapped[dict[str, Any]] = mapped_column(default=dict)  # by the slugs of questions.toml
    answered_at: Mapped[datetime | None]
    accreditation: Mapped[Accreditation] = relationship()
