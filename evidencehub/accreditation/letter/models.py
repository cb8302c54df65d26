"""What an editor wants to say to the team in the letter, before it is sent."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from evidencehub.shared.constraints import says
from evidencehub.shared.db import Base


class EditorsWords(
    Base, private="the team reads them in its letter, which is kept with the decision; nobody else ever"
):
    __tablename__ = "editors_words"
    __table_args__ = (
        UniqueConstraint(
            "submission_id", info=says("Somebody else wrote to the team just now. Open the page again to read it.")
        ),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"))
    text: Mapped[str] = mapped_column(Text)
    author_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    at: Mapped[datetime]
