"""What a team replied to a decision, every version of it. What everybody reads is ``Submission.team_reply``."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evidencehub.accreditation.replies.states import ReplyState
from evidencehub.projects.models import Submission
from evidencehub.shared.db import Base


class TeamReply(Base, private="what everybody may read of it is kept with the submission"):
    __tablename__ = "team_reply"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"), index=True)
    state: Mapped[ReplyState] = mapped_column(default=ReplyState.STANDS)
    text: Mapped[str] = mapped_column(Text)
    sent_at: Mapped[datetime]
    sent_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    held_because: Mapped[str] = mapped_column(Text, default="")  # for the team and the editors alone
    held_at: Mapped[datetime | None]
    held_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    version: Mapped[int] = mapped_column(default=1)
    submission: Mapped[Submission] = relationship()
    __mapper_args__ = {"version_id_col": version}
