"""Calls for what people tell of a project, and nobody grades: practice notes, and its team's learning log."""

from collections.abc import Mapping
from typing import Any

from evidencehub.api import told_schemas as schemas
from evidencehub.api.asking import asks, each_only, from_cursor, go_on, in_parts, listing_of, number_of_part
from evidencehub.api.blueprint import bp
from evidencehub.api.said import or_none
from evidencehub.authz.guard import public
from evidencehub.catalogue.pages import log_views
from evidencehub.feedback.notes import queries as notes_of
from evidencehub.feedback.notes.models import PracticeNote
from evidencehub.projects import queries
from evidencehub.projects.learning import queries as learning
from evidencehub.projects.learning.models import LogVersion
from evidencehub.projects.models import Project
from evidencehub.projects.public import public_view
from evidencehub.projects.takedown.services import refuse_down
from evidencehub.shared.db import db
from evidencehub.shared.errors import NotFound
from evidencehub.shared.links import absolute
from evidencehub.shared.page_cache import same_for_everybody

Values = Mapping[str, Any]


@bp.get("/projects/<slug>/notes")
@public
@same_for_everybody
@bp.arguments(asks(schemas.Note), location="query")
@bp.response(200, listing_of(schemas.Note, "Notes, the latest first."))
def notes(asked: Values, slug: str) -> Values:
    """What people who did it in their own work say of it.

    A note is no study, and says nothing of how much good it did.
    """
    found, _ = queries.project_by_slug(db.session, slug)
    refuse_down(found)
    if found is None or public_view(db.session, found) is None:
        raise NotFound("There is no such project. It may have moved, or it is not public.")
    shown = notes_of.published(db.session, found.id)
    return {"items": each_only(asked, [_note(found, each) for each in shown]), "next": None}


@bp.get("/projects/<slug>/log")
@public
@same_for_everybody
@bp.arguments(asks(schemas.LogEntry, more={"cursor": in_parts()["cursor"]}), location="query")
@bp.response(200, listing_of(schemas.LogEntry, "Entries, about the latest day first."))
def log(asked: Values, slug: str) -> Values:
    """The learning log of a team, as far as everybody may read it.

    Nobody has graded it: it is no evidence that something works.
    """
    project, _ = log_views.project_of(slug)
    number = from_cursor(asked["cursor"], number_of_part) or 1
    page = learning.public_page(db.session, project.id, number)
    if not page.total:
        raise NotFound("There is no such learning log, or it is not public.")
    log_views.refuse_hidden(project)
    ever = learning.ever_public_of(db.session, [each.entry_id for each in page.entries])
    items = [_entry(project, each, ever[each.entry_id]) for each in page.entries]
    more = go_on("api.log", {**asked, "per_page": None}, number + 1, slug=slug) if number < page.pages else None
    return {"items": each_only(asked, items), "next": more}


def _note(project: Project, it: PracticeNote) -> dict[str, Any]:
    return {
        "id": it.id,
        "role": it.role.value,
        "setting": or_none(it.setting),
        "did": or_none(it.words.did),
        "helped": or_none(it.words.helped),
        "hindered": or_none(it.words.hindered),
        "sent_at": it.sent_at,
        "address": f"{absolute('feedback.notes', slug=project.slug)}#note-{it.id}",
    }


def _entry(project: Project, it: LogVersion, ever: list[LogVersion]) -> dict[str, Any]:
    return {
        "id": it.entry_id,
        "study": or_none(it.study),
        **_learned(it),
        "before": [_learned(each) for each in log_views.before(ever)],
        "address": absolute("catalogue.log_entry", slug=project.slug, entry_id=it.entry_id),
    }


def _learned(it: LogVersion) -> dict[str, Any]:
    return {
        "learned_on": it.learned_on,
        "learned": or_none(it.learned),
        "changed": or_none(it.changed),
        "because": or_none(it.because),
        "public_at": it.public_at,
    }
