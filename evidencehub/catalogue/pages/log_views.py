"""The learning log of a project, as far as everybody may read it: all of it, and one entry with what it said before."""

from collections.abc import Sequence
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from evidencehub.authz.guard import public
from evidencehub.catalogue.pages.blueprint import bp
from evidencehub.projects import queries
from evidencehub.projects.learning import queries as learning
from evidencehub.projects.learning.models import LogVersion
from evidencehub.projects.models import Project
from evidencehub.projects.public import PublicProject, public_view
from evidencehub.projects.takedown.services import refuse_down
from evidencehub.shared.db import db
from evidencehub.shared.errors import HubError, NotFound
from evidencehub.shared.page_cache import same_for_everybody
from evidencehub.shared.paging import page_number
from evidencehub.shared.words import day

LATEST = 3  # on the page of the project
_NONE = "There is no such page. It may have moved, or it is not public."


class NotShown(HubError):
    """What everybody reads in place of an entry that was public, and is not any more."""

    status = 410
    title = "This part of a learning log is not public any more"


@bp.get("/projects/<slug>/log")
@public
@same_for_everybody
def log(slug: str) -> ResponseReturnValue:
    project, has_moved = project_of(slug)
    found = learning.public_page(db.session, project.id, page_number(request.args.get("page")))
    if not found.total:
        raise NotFound(_NONE)
    refuse_hidden(project)
    if has_moved:
        return redirect(url_for(".log", slug=project.slug), code=301)
    view = public_view(db.session, project)
    return render_template(
        "catalogue/log.html", project=project, view=view, page_of=found,
        name=_name(found.entries or learning.latest_public(db.session, project.id, 1), view),
    )  # fmt: skip


@bp.get("/projects/<slug>/log/<uuid:entry_id>")
@public
@same_for_everybody
def log_entry(slug: str, entry_id: UUID) -> ResponseReturnValue:
    """One entry, and below it what it said before; or what became of it."""
    project, has_moved = project_of(slug)
    entry = learning.entry(db.session, entry_id)
    found = learning.ever_public(db.session, entry_id) if entry and entry.project_id == project.id else ()
    if not found:
        raise NotFound(_NONE)
    refuse_hidden(project)
    shown = next((each for each in found if each.state.is_public), None)
    if shown is None:
        raise NotShown(_what_became_of(found))
    if has_moved:
        return redirect(url_for(".log_entry", slug=project.slug, entry_id=entry_id), code=301)
    view = public_view(db.session, project)
    return render_template(
        "catalogue/log-entry.html", project=project, view=view, shown=shown, name=_name([shown], view),
        before=before(found),
    )  # fmt: skip


def latest(view: PublicProject) -> Sequence[LogVersion]:
    """For the page of a project, what is about the latest days first."""
    if view.removed or view.stage.is_called_off:
        return ()
    return learning.latest_public(db.session, view.id, LATEST + 1)


def project_of(slug: str) -> tuple[Project, bool]:
    found, has_moved = queries.project_by_slug(db.session, slug)
    if found is None:
        raise NotFound(_NONE)
    return found, has_moved


def refuse_hidden(project: Project) -> None:
    """:raises Down: its pages are taken down. :raises NotShown: what was sent ended without a decision."""
    refuse_down(project)
    if learning.is_hidden(db.session, project):
        raise NotShown("This learning log is not shown at present. That says nothing about the work.")


def before(found: Sequence[LogVersion]) -> list[LogVersion]:
    """What it said before, since somebody last took it away: what was wrong then may stand in older words too."""
    ended = [each.decided_at for each in found if each.decided_at and not each.state.is_public and not
             each.state.is_replaced]  # fmt: skip
    since = max(ended, default=None)
    replaced = [each for each in found if each.state.is_replaced]
    return [each for each in replaced if since is None or (each.public_at is not None and each.public_at > since)]


def _what_became_of(found: Sequence[LogVersion]) -> str:
    last = max(found, key=lambda each: (each.decided_at or each.sent_at, each.public_at or each.sent_at))
    on = day(last.decided_at or last.sent_at)
    if last.state.is_taken_back:
        return f"This entry was taken back by the team on {on}."
    return f"An editor took this entry down on {on}, because something in it may not be public."


def _name(entries: Sequence[LogVersion], view: PublicProject | None) -> str:
    """What the project is called here: as its page says, or as an editor read it with the latest entry."""
    return view.name if view is not None and not view.removed else entries[0].project_name
