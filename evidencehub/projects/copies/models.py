"""The copy of a file that reviewers are given: without what says who wrote or commented it."""

from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from evidencehub.extraction.cleaning.runner import VERSION
from evidencehub.shared.db import Base


class CleanCopy(Base, private="what reviewers are given; who makes one announces it where it is public"):
    """Of one content, whoever uploaded it and however often. Redacting that content has to delete this one too."""

    __tablename__ = "clean_copy"
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)  # of the original
    copy_sha256: Mapped[str | None] = mapped_column(String(64))  # None where there is no copy; kept beside the original
    size_bytes: Mapped[int] = mapped_column(default=0)  # of the copy
    taken: Mapped[dict[str, Any]] = mapped_column(default=dict)  # how many of each extraction.cleaning.taken.Thing
    failed: Mapped[str] = mapped_column(default="")  # why there is none
    made_at: Mapped[datetime]
    cleaning: Mapped[int] = mapped_column(default=VERSION, server_default="1")  # extraction.cleaning.runner.VERSION
