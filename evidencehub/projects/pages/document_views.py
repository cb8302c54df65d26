"""Documents: upload, list with what became of each, read the text page by page, download, take out."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from evidencehub.authz.guard import current_actor, once_more, requires
from evidencehub.authz.values import Permission
from evidencehub.projects import queries, services
from evidencehub.projects.missing import in_use
from evidencehub.projects.models import Document, Evaluation
from evidencehub.projects.pages.blueprint import bp, load_document, load_evaluation, render, saves, settings
from evidencehub.projects.pages.downloads import as_download
from evidencehub.projects.pages.evaluation_forms import NoDocumentForm, UploadForm
from evidencehub.projects.quota import Quota, refuse_more, used
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db, release
from evidencehub.shared.errors import Invalid, NotFound
from evidencehub.shared.files import FileStore
from evidencehub.shared.forms import EmptyForm
from evidencehub.shared.paging import Page, page_number


@bp.route("/team/evaluations/<uuid:evaluation_id>/documents", methods=["GET", "POST"])
@requires(Permission.DOCUMENT_UPLOAD, on=load_evaluation)
def documents(evaluation: Evaluation) -> ResponseReturnValue:
    form = UploadForm()
    if form.validate_on_submit() and _added(form, evaluation):
        return redirect(url_for(".documents", evaluation_id=evaluation.id), code=303)
    shown = in_use(evaluation.documents)
    return render(
        "documents.html", form, evaluation=evaluation, project=evaluation.project, documents=shown,
        is_waiting=any(document.state.is_waiting for document in shown),
        max_mb=settings().max_upload_bytes // (1024 * 1024),
        used=used(db.session, evaluation.project.organisation_id), quota=_quota(),
    )  # fmt: skip


def _added(form: UploadForm, evaluation: Evaluation) -> bool:
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        form.file.errors = ["Choose a file"]
        return False
    evaluation_id = evaluation.id

    def fits(sha256: str, size_bytes: int) -> None:
        refuse_more(db.session, _quota(), _evaluation(evaluation_id), sha256, size_bytes)
        release(db.session)

    release(db.session)
    try:
        received = services.receive(
            FileStore(settings().files_url), upload.stream, upload.filename,  # type: ignore[arg-type]
            max_bytes=settings().max_upload_bytes, fits=fits,
        )  # fmt: skip
        document = services.add_document(
            db.session, _evaluation(evaluation_id), received, actor_id=current_actor().id, now=utc_now(), quota=_quota()
        )
    except Invalid as error:
        db.session.rollback()
        form.show(error)
        return False
    db.session.commit()
    flash(f"We have {document.file_name}.")
    return True


def _evaluation(evaluation_id: UUID) -> Evaluation:
    return once_more(Permission.DOCUMENT_UPLOAD, load_evaluation, evaluation_id=evaluation_id)


def _quota() -> Quota:
    return Quota(settings().team_max_files, settings().team_max_bytes)


@bp.route("/team/evaluations/<uuid:evaluation_id>/no-document", methods=["GET", "POST"])
@requires(Permission.EVALUATION_EDIT, on=load_evaluation)
def no_document(evaluation: Evaluation) -> ResponseReturnValue:
    form = NoDocumentForm(obj=evaluation)

    def save(answers: Mapping[str, Any]) -> None:
        services.explain_no_document(
            db.session, evaluation, answers["documents_note"], actor_id=current_actor().id, now=utc_now()
        )

    if saves(form, evaluation, save):
        return redirect(url_for(".documents", evaluation_id=evaluation.id), code=303)
    return render("no-document.html", form, evaluation=evaluation, project=evaluation.project)


@bp.get("/team/documents/<uuid:document_id>")
@requires(Permission.DOCUMENT_READ, on=load_document)
def document(document: Document) -> ResponseReturnValue:
    """The text that was read from a document, one page at a time."""
    total = queries.page_count(db.session, document.id)
    page: Page[str] = Page([], page_number(request.args.get("page")), 1, total)
    text = queries.page_text(db.session, document.id, page.number)
    if text is None and total:
        raise NotFound("The document has no such page.")
    evaluation = document.evaluation
    return render(
        "document.html", document=document, evaluation=evaluation, project=evaluation.project, page=page, text=text
    )


@bp.get("/team/documents/<uuid:document_id>/file")
@requires(Permission.DOCUMENT_READ, on=load_document)
def download(document: Document) -> Response:
    return as_download(FileStore(settings().files_url), document)


@bp.route("/team/documents/<uuid:document_id>/remove", methods=["GET", "POST"])
@requires(Permission.DOCUMENT_UPLOAD, on=load_document)
def remove_document(document: Document) -> ResponseReturnValue:
    evaluation, form = document.evaluation, EmptyForm()
    if form.validate_on_submit():
        services.remove_document(db.session, document, actor_id=current_actor().id, now=utc_now())
        db.session.commit()
        flash(f"Removed: {document.file_name}.")
        return redirect(url_for(".documents", evaluation_id=evaluation.id), code=303)
    return render(
        "remove.html", form, evaluation=evaluation, project=evaluation.project, what=document.file_name,
        back=url_for(".documents", evaluation_id=evaluation.id),
        text="It goes from your draft. What you have sent before keeps it. You can upload it again.",
    )  # fmt: skip
