"""Reads over files that are on their way."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from evidencehub.projects.models import Project
from evidencehub.projects.owners import Owner, is_of, project_of, with_projects
from evidencehub.projects.quota import Quota
from evidencehub.projects.uploads.models import KEPT_FOR, Upload


def upload(session: Session, upload_id: UUID) -> Upload | None:
    return session.get(Upload, upload_id)


def unfinished(session: Session, owner: Owner, *, now: datetime) -> Sequence[Upload]:
    """What somebody began to send here, the first on top."""
    query = select(Upload).where(is_of(Upload, owner), Upload.started_at >= now - KEPT_FOR)
    return session.scalars(query.order_by(Upload.started_at, Upload.id)).all()


def on_their_way(session: Session, owner: Owner) -> Quota:
    """How many files, and of what size in all, the whole team has begun to send."""
    query = select(func.count(), func.coalesce(func.sum(Upload.size_bytes), 0)).select_from(Upload)
    query = with_projects(query, Upload).where(Project.organisation_id == project_of(owner).organisation_id)
    files, size_bytes = session.execute(query).one()
    return Quota(files, int(size_bytes))
