"""Reading what changed."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidencehub.catalogue.changes.models import PublicChange

MOST = 50  # of a feed or a mail; whoever was away for longer looks at the list itself
_READ = 2000  # of the latest, from which those of a list are taken


def of_projects(
    session: Session, project_ids: Collection[UUID], *, after: datetime | None = None, until: datetime | None = None
) -> Sequence[PublicChange]:
    """The latest changes of these projects, latest first."""
    query = select(PublicChange).order_by(PublicChange.at.desc(), PublicChange.id)
    if after is not None:
        query = query.where(PublicChange.at > after)
    if until is not None:
        query = query.where(PublicChange.at <= until)
    if len(project_ids) <= 20:
        query = query.where(PublicChange.project_id.in_(project_ids))
    wanted = set(project_ids)
    found = [each for each in session.scalars(query.limit(_READ)) if each.project_id in wanted]
    return found[:MOST]
