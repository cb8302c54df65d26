"""Files that are public with the plan of a study: their text page by page, and the copy. Each asks anew whether it may
be read."""

from uuid import UUID

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from evidencehub.authz.guard import public
from evidencehub.catalogue.pages.blueprint import bp
from evidencehub.catalogue.pages.document_views import public_copy, refuse_taken_down
from evidencehub.catalogue.pages.plan_views import versions_of
from evidencehub.catalogue.pages.reports import AT_ONCE, first_of
from evidencehub.projects import queries
from evidencehub.projects.copies.queries import copies_of
from evidencehub.projects.disclosure.queries import Opened, opened_of, texts
from evidencehub.projects.plans.files import PlanFile, files_of
from evidencehub.projects.plans.models import PlanVersion
from evidencehub.shared import filetypes
from evidencehub.shared.db import db
from evidencehub.shared.errors import NotFound
from evidencehub.shared.page_cache import same_for_everybody
from evidencehub.shared.paging import page_number

_NONE = "There is no such file, or it is not public."


@bp.get("/evaluations/<uuid:evaluation_id>/plan/files/<uuid:document_id>")
@public
@same_for_everybody
def plan_file(evaluation_id: UUID, document_id: UUID) -> ResponseReturnValue:
    """The text, some pages at once, each with its number as an anchor."""
    made, file, opened, is_left_out = _find(evaluation_id, document_id)
    first = first_of(page_number(request.args.get("from")))
    if first > max(opened.pages, 1):
        raise NotFound("The file has no such page.")
    last = min(first + AT_ONCE - 1, opened.pages)
    return render_template(
        "catalogue/plan-file.html", made=made, file=file, opened=opened, first=first, last=last, at_once=AT_ONCE,
        study=made.plan.evaluation, pages=texts(db.session, document_id, first, last),
        parts=range(1, opened.pages + 1, AT_ONCE), is_left_out=is_left_out,
    )  # fmt: skip


@bp.get("/evaluations/<uuid:evaluation_id>/plan/files/<uuid:document_id>/file")
@public
def plan_file_copy(evaluation_id: UUID, document_id: UUID) -> Response:
    """The copy without author, comments and places, under a name that says nothing of who wrote it."""
    _, file, opened, _ = _find(evaluation_id, document_id)
    kept = queries.document(db.session, document_id)
    copy = copies_of(db.session, [file.sent.sha256]).get(file.sent.sha256) if opened.with_file else None
    if kept is None or copy is None:
        raise NotFound(_NONE)
    kind = filetypes.BY_MEDIA_TYPE[file.sent.media_type]
    return public_copy(kept, copy, f"plan-{file.sent.kind}{kind.extension}")


def _find(evaluation_id: UUID, document_id: UUID) -> tuple[PlanVersion, PlanFile, Opened, bool]:
    """With the latest version that holds it as public, and whether a later one is without it.

    :raises NotFound: none does. :raises TakenDown: everybody could read it once.
    """
    versions = versions_of(evaluation_id)
    holding = [
        (made, file) for made in versions for file in files_of(made) if file.id == document_id and file.is_public
    ]
    if not holding:
        raise NotFound(_NONE)
    opened = opened_of(db.session, [document_id]).get(document_id)
    if opened is None:
        refuse_taken_down(document_id, holding[0][0].public_at)
        raise NotFound(_NONE)
    return *holding[-1], opened, holding[-1][0] is not versions[-1]
