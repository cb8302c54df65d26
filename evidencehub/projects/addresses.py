"""The address of a project: made from its name, never given to another, and following only a name that is public."""

import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidencehub.accounts.services import slugify
from evidencehub.projects.models import OldSlug, Project
from evidencehub.projects.public import public_view


def free_slug(session: Session, name: str) -> str:
    """An address that no project has or had."""
    wanted = slugify(name, fallback="project")
    taken = set(session.scalars(select(Project.slug).where(Project.slug.startswith(wanted))))
    taken |= set(session.scalars(select(OldSlug.slug).where(OldSlug.slug.startswith(wanted))))
    number, slug = 1, wanted
    while slug in taken:
        number += 1
        slug = f"{wanted}-{number}"
    return slug


def move(session: Session, project: Project, name: str) -> None:
    """Give a project the address of this name; the one it had redirects for ever."""
    wanted = slugify(name, fallback="project")
    if re.fullmatch(rf"{re.escape(wanted)}(-\d+)?", project.slug):
        return  # the name changed only in ways that its address does not show
    own = session.get(OldSlug, wanted)
    if own is not None and own.project_id == project.id:
        session.delete(own)  # it goes back to a name it had
        slug = wanted
    else:
        slug = free_slug(session, name)
    session.add(OldSlug(slug=project.slug, project_id=project.id))
    project.slug = slug
    session.flush()


def follow_public_name(session: Session, project: Project) -> None:
    """After sending and after a decision: what the public reads may have a new name, and the address may say it now.

    A name in a draft is not public, so renaming a project that was sent moves nothing yet.
    """
    session.flush()
    view = public_view(session, project)
    if view is not None and not view.removed:
        move(session, project, view.name)
