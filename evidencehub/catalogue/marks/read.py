"""What the public may see of some projects, and how they were graded: read together for all that is made of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidencehub.catalogue.marks.gradings import Grading, gradings
from evidencehub.projects.public import PublicProject, public_views
from evidencehub.shared.public_version import PublicVersion


@dataclass(frozen=True)
class Read:
    """``views`` leaves out those of ``project_ids`` that are not public; ``version`` was current before the rest."""

    project_ids: tuple[UUID, ...]
    version: int
    views: Mapping[UUID, PublicProject]
    gradings: Mapping[UUID, Grading]


def read(session: Session, project_ids: Sequence[UUID]) -> Read:
    """Read these projects by a constant number of queries."""
    # First: a copy made of what is read after it is at least as new as the number that it is kept under.
    version = session.scalar(select(PublicVersion.number)) or 0
    views = public_views(session, project_ids)
    return Read(tuple(project_ids), version, views, gradings(session, views.values()))
