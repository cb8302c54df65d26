"""Public documents of a study: their text page by page, and the file. Each asks anew whether it may be read."""

from datetime import datetime
from uuid import UUID

from flask import Response, current_app, render_template, request
from flask.typing import ResponseReturnValue

from evidencehub.authz.guard import public
from evidencehub.catalogue.cited import single
from evidencehub.catalogue.cited.files.highwire import highwire
from evidencehub.catalogue.index.report_pages import MatchingPage
from evidencehub.catalogue.pages.blueprint import bp
from evidencehub.catalogue.pages.cited_at import this_hub
from evidencehub.catalogue.pages.citing import is_about
from evidencehub.catalogue.pages.reports import AT_ONCE, address, first_of
from evidencehub.projects import queries
from evidencehub.projects.copies.models import CleanCopy
from evidencehub.projects.copies.queries import copies_of
from evidencehub.projects.disclosure.queries import of_document as disclosure_of
from evidencehub.projects.disclosure.queries import texts
from evidencehub.projects.frozen.shapes import FrozenEvaluation
from evidencehub.projects.models import Document
from evidencehub.projects.pages.downloads import as_download
from evidencehub.projects.public import PublicDocument, PublicProject, public_view
from evidencehub.projects.takedown.services import refuse_down
from evidencehub.projects.transfers import queries as transfers
from evidencehub.shared import filetypes
from evidencehub.shared.db import db
from evidencehub.shared.errors import HubError, NotFound
from evidencehub.shared.files import FileStore
from evidencehub.shared.page_cache import same_for_everybody
from evidencehub.shared.paging import page_number
from evidencehub.shared.words import day

_NONE = "There is no such document, or it is not public."


class TakenDown(HubError):
    """What everybody reads in place of a document that was public, and is not any more."""

    status = 410
    title = "This document was taken down"


@bp.app_template_global("page_address")
def page_address(found: MatchingPage) -> str:
    """Of a page of a report that a search found."""
    return address(found.evaluation_id, found.document_id, found.number)


@bp.app_template_filter("file_kind")
def file_kind(media_type: str) -> str:
    """ "PDF", "Word document"."""
    return filetypes.BY_MEDIA_TYPE[media_type].label


@bp.get("/evaluations/<uuid:evaluation_id>/documents/<uuid:document_id>")
@public
@same_for_everybody
def document(evaluation_id: UUID, document_id: UUID) -> ResponseReturnValue:
    """The text, some pages at once, each with its number as an anchor."""
    view, study, found = _find(evaluation_id, document_id)
    first = first_of(page_number(request.args.get("from")))
    if first > max(found.opened.pages, 1):
        raise NotFound("The document has no such page.")
    record = single.of_report(view, study, found, this_hub()) if found.is_report else None
    if record is not None:
        is_about(record)
    last = min(first + AT_ONCE - 1, found.opened.pages)
    return render_template(
        "catalogue/document.html", view=view, evaluation=study, document=found, first=first, last=last,
        pages=texts(db.session, document_id, first, last), parts=range(1, found.opened.pages + 1, AT_ONCE),
        at_once=AT_ONCE, highwire=highwire(record) if record else (),
    )  # fmt: skip


@bp.get("/evaluations/<uuid:evaluation_id>/documents/<uuid:document_id>/file")
@public
def document_file(evaluation_id: UUID, document_id: UUID) -> Response:
    """The copy of the frozen file without author, comments and places, under a name that says nothing of who wrote
    it."""
    view, _, found = _find(evaluation_id, document_id)
    kept = queries.document(db.session, document_id)
    copy = copies_of(db.session, [found.sent.sha256]).get(found.sent.sha256) if found.opened.with_file else None
    if kept is None or copy is None:
        raise NotFound(_NONE)
    kind = filetypes.BY_MEDIA_TYPE[found.sent.media_type]
    return public_copy(kept, copy, f"{view.slug}-{found.sent.kind}{kind.extension}")


def public_copy(document: Document, copy: CleanCopy, name: str) -> Response:
    """What everybody gets of a file. A reader's copy is asked about each time, so that one which was taken down is not
    shown again."""
    store = FileStore(current_app.config["SETTINGS"].files_url)
    response = as_download(store, document, name=name, copy=copy)
    response.headers["Cache-Control"] = "no-cache"
    response.headers["X-Robots-Tag"] = "noindex"
    response.set_etag(copy.copy_sha256 or "")
    response.make_conditional(request)
    return response


def _find(evaluation_id: UUID, document_id: UUID) -> tuple[PublicProject, FrozenEvaluation, PublicDocument]:
    """:raises NotFound: the study is not public, does not hold the document, or that is not public."""
    found = queries.evaluation(db.session, evaluation_id)
    refuse_down(found.project if found else None)
    view = public_view(db.session, found.project) if found else None
    study = view.evaluation(evaluation_id) if view else None
    if view is None or study is None or view.stage.is_stub:
        raise NotFound(_NONE)
    for each in view.documents_of(study.id):
        if each.sent.id == document_id:
            return view, study, each
    if any(each.id == document_id for each in study.documents) and view.submission is not None:
        refuse_taken_down(document_id, view.submission.public_from)
    raise NotFound(_NONE)


def refuse_taken_down(document_id: UUID, public_from: datetime | None) -> None:
    """
    :param public_from: since when what holds it is public.
    :raises TakenDown: everybody could read it once; what nobody could read is as if it were not there."""
    found = disclosure_of(db.session, document_id)
    if found is None or found.opened_at is None or found.on_request or found.ended_at is None:
        return
    if public_from is None or found.ended_at < public_from:
        return
    if found.document.state.is_redacted:
        why = f"It was removed for good on {day(found.ended_at)}, because something in it must not be public."
    elif transfers.is_behind(db.session, found.ended_by, found.document.project):
        why = f"The team took it back on {day(found.ended_at)}."
    else:
        why = f"An editor took it down on {day(found.ended_at)}, because something in it may not be public."
    rest = "The plan" if found.document.plan_study_id else "The rest of the study"
    raise TakenDown(f"{why} That says nothing about the evidence. {rest} is on its page.")
