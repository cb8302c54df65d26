"""What a reader sends something in about: a public page, found by its address."""

from uuid import UUID

from evidencehub.authz.guard import Loaded
from evidencehub.authz.values import Actor, facts_of
from evidencehub.projects import queries as projects
from evidencehub.projects.models import Evaluation, Project
from evidencehub.projects.public import public_view
from evidencehub.shared.db import db
from evidencehub.shared.errors import NotFound

_NONE = "There is no such page. It may have moved, or it is not public."
About = tuple[Project, Evaluation | None]


def about_project(actor: Actor, slug: str) -> Loaded[About]:
    found, _ = projects.project_by_slug(db.session, slug)
    if found is None or public_view(db.session, found) is None:
        raise NotFound(_NONE)
    return Loaded((found, None), facts_of(actor).and_(public=True), secret=False)


def about_evaluation(actor: Actor, evaluation_id: UUID) -> Loaded[About]:
    found, _ = projects.public_evaluation(db.session, evaluation_id)
    view = public_view(db.session, found.project) if found else None
    if found is None or view is None or view.evaluation(found.id) is None or view.stage.is_stub:
        raise NotFound(_NONE)  # while it is graded its title stands on the project's page, and it has none
    return Loaded((found.project, found), facts_of(actor).and_(public=True), secret=False)
