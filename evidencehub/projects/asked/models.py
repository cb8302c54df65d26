"""What a team answers to what was asked of it, written before it sends again."""

from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from evidencehub.shared.constraints import says
from evidencehub.shared.db import Base

MORE = ""  # the key of what a team changed besides


class DraftReply(Base, private="a draft; what is sent of it is kept with the submission, for editors and reviewers"):
    """To one thing that was asked when ``submission_id`` came back, or beside all of them."""

    __tablename__ = "draft_reply"
    __table_args__ = (
        UniqueConstraint(
            "submission_id",
            "key",
            info=says("Somebody in your team answered this just now. Open the page again to read what they wrote."),
        ),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(20))  # of the thing that was asked; MORE for what stands beside them
    said: Mapped[str] = mapped_column(String(10), default="")  # done | not-done | disagree
    text: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}
