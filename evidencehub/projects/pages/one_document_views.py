"""One document of a team: what it is, its text page by page, downloading it, taking it out."""

from flask import Response, flash, redirect, request
from flask.typing import ResponseReturnValue

from evidencehub.authz.guard import current_actor, requires
from evidencehub.authz.values import Permission
from evidencehub.projects import queries, services
from evidencehub.projects.models import Document
from evidencehub.projects.owners import owner_of
from evidencehub.projects.pages.blueprint import bp, load_document, render, settings
from evidencehub.projects.pages.document_forms import EVERYBODY, REVIEWERS, StudyPlanDocumentForm
from evidencehub.projects.pages.document_views import address, form_of
from evidencehub.projects.pages.downloads import as_download
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import NotFound
from evidencehub.shared.files import FileStore
from evidencehub.shared.forms import EmptyForm
from evidencehub.shared.paging import Page, page_number


@bp.route("/team/documents/<uuid:document_id>/about", methods=["GET", "POST"])
@requires(Permission.DOCUMENT_UPLOAD, on=load_document)
def document_about(document: Document) -> ResponseReturnValue:
    form = form_of(owner_of(document))(obj=document)
    if form.validate_on_submit():
        services.say_what_it_is(db.session, document, form.said(), actor_id=current_actor().id, now=utc_now())
        db.session.commit()
        return redirect(address(owner_of(document)), code=303)
    if not form.is_submitted():
        form.kind.data = document.kind.value
        if isinstance(form, StudyPlanDocumentForm):
            form.who.data = EVERYBODY if document.public_with_plan else REVIEWERS
    return render(
        "document-about.html", form, document=document, evaluation=document.study, project=document.project,
        back=address(owner_of(document)),
    )  # fmt: skip


@bp.get("/team/documents/<uuid:document_id>")
@requires(Permission.DOCUMENT_READ, on=load_document)
def document(document: Document) -> ResponseReturnValue:
    """The text that was read from a document, one page at a time."""
    total = queries.page_count(db.session, document.id)
    page: Page[str] = Page([], page_number(request.args.get("page")), 1, total)
    text = queries.page_text(db.session, document.id, page.number)
    if text is None and total:
        raise NotFound("The document has no such page.")
    return render(
        "document.html", document=document, evaluation=document.study, project=document.project, page=page,
        text=text, back=address(owner_of(document)),
    )  # fmt: skip


@bp.get("/team/documents/<uuid:document_id>/file")
@requires(Permission.DOCUMENT_READ, on=load_document)
def download(document: Document) -> Response:
    return as_download(FileStore(settings().files_url), document)


@bp.route("/team/documents/<uuid:document_id>/remove", methods=["GET", "POST"])
@requires(Permission.DOCUMENT_UPLOAD, on=load_document)
def remove_document(document: Document) -> ResponseReturnValue:
    form, back = EmptyForm(), address(owner_of(document))
    if form.validate_on_submit():
        services.remove_document(db.session, document, actor_id=current_actor().id, now=utc_now())
        db.session.commit()
        flash(f"Removed: {document.file_name}.")
        return redirect(back, code=303)
    return render(
        "remove.html", form, evaluation=document.study, project=document.project, what=document.file_name,
        back=back,
        text="It goes from your draft. What you have sent before keeps it. You can upload it again.",
    )  # fmt: skip
