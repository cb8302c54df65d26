"""Which files have a copy for reviewers."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidencehub.projects.copies.models import CleanCopy


def copies_of(session: Session, contents: Iterable[str]) -> dict[str, CleanCopy]:
    """By the hash of the original; one that is not there yet is missing.

    :param contents: hashes.
    """
    query = select(CleanCopy).where(CleanCopy.sha256.in_(set(contents)))
    return {copy.sha256: copy for copy in session.scalars(query)}
