"""What was answered to a call that was sent with a key, so that sending it twice does nothing twice."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from evidencehub.shared.constraints import says
from evidencehub.shared.db import Base


class KeyedCall(Base, private="what a program was answered"):
    """One call with its key; without an answer it is still being worked on, or was given up."""

    __tablename__ = "keyed_call"
    __table_args__ = (
        UniqueConstraint("person_id", "key", info=says("A call with this key is being worked on just now.")),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    key: Mapped[str] = mapped_column(String(200))
    sent_sha256: Mapped[str] = mapped_column(String(64))  # of method, address and body
    status: Mapped[int | None]
    answer: Mapped[dict[str, Any] | None]
    headers: Mapped[dict[str, Any] | None]
    created_at: Mapped[datetime] = mapped_column(index=True)
