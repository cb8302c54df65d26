"""Documents: upload, list with what became of each, read the text page by page, download, take out."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from evidencehub.authz.guard import current_actor, once_more, requires
from evidencehub.authz.values import Permission
from evidencehub.projects import queries, services
from evidencehub.projects.disclosure import queries as disclosures
from evidencehub.projects.missing import in_use
from evidencehub.projects.models import Document, Evaluation, Project
from evidencehub.projects.pages.blueprint import (
    bp,
    load_document,
    load_evaluation,
    load_project,
    render,
    saves,
    settings,
)
from evidencehub.projects.pages.downloads import as_download
from evidencehub.projects.pages.evaluation_forms import (
    DocumentForm,
    NoDocumentForm,
    PlanDocumentForm,
    PlanUploadForm,
    UploadForm,
)
from evidencehub.projects.quota import Owner, Quota, documents_of, project_of, refuse_more, used
from evidencehub.projects.uploads import queries as uploads
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db, release
from evidencehub.shared.errors import Invalid, NotFound
from evidencehub.shared.files import FileStore
from evidencehub.shared.filetypes import plain_name
from evidencehub.shared.forms import EmptyForm
from evidencehub.shared.paging import Page, page_number

PART_BYTES = 2 * 1024 * 1024  # what a page sends at once: what a break costs, in 20 seconds of a poor mobile line


@bp.route("/team/evaluations/<uuid:evaluation_id>/documents", methods=["GET", "POST"])
@requires(Permission.DOCUMENT_UPLOAD, on=load_evaluation)
def documents(evaluation: Evaluation) -> ResponseReturnValue:
    return _documents(evaluation, UploadForm())


@bp.route("/team/projects/<uuid:project_id>/plan/documents", methods=["GET", "POST"])
@requires(Permission.DOCUMENT_UPLOAD, on=load_project)
def plan_documents(project: Project) -> ResponseReturnValue:
    """Instruments and protocols of a plan, before there is a study."""
    return _documents(project, PlanUploadForm())


def _documents(owner: Owner, form: UploadForm) -> ResponseReturnValue:
    if form.validate_on_submit() and _added(form, owner):
        return redirect(address(owner), code=303)
    if form.errors and not form.file.errors and _chosen():  # no browser keeps them for the next try
        form.file.errors = ["Choose the file again"]
    shown, every = in_use(documents_of(owner)), documents_of(owner)
    found = disclosures.of_documents(db.session, [document.id for document in every])
    is_study = isinstance(owner, Evaluation)
    begin = (
        url_for(".begin_upload", evaluation_id=owner.id)
        if is_study
        else url_for(".begin_plan_upload", project_id=owner.id)
    )
    return render(
        "documents.html", form, project=project_of(owner), evaluation=owner if is_study else None,
        documents=shown, here=address(owner), is_waiting=any(document.state.is_waiting for document in shown),
        max_mb=_megabytes(settings().max_upload_bytes), file_mb=_megabytes(settings().max_file_bytes), begin=begin,
        part_bytes=PART_BYTES, unfinished=uploads.unfinished(db.session, owner, now=utc_now()),
        disclosures=found,
        still_public=[one for one in every if one not in shown and one.id in found and found[one.id].is_on_its_way],
        used=used(db.session, project_of(owner).organisation_id), quota=quota_of_teams(),
    )  # fmt: skip


def _megabytes(size_bytes: int) -> int:
    return size_bytes // (1024 * 1024)


def address(owner: Owner) -> str:
    """Of the documents of a study or a plan."""
    if isinstance(owner, Evaluation):
        return url_for(".documents", evaluation_id=owner.id)
    return url_for(".plan_documents", project_id=owner.id)


def _chosen() -> list[FileStorage]:
    return [each for each in request.files.getlist("file") if each.filename]


def _added(form: UploadForm, owner: Owner) -> bool:
    """Whether all were taken. Those that were are kept, whatever became of the others."""
    chosen = _chosen()
    if not chosen:
        form.file.errors = ["Choose a file"]
        return False
    refused = []
    for upload in chosen:
        try:
            _add(form, again(owner), upload)
        except Invalid as error:
            db.session.rollback()
            refused.append(f"{plain_name(upload.filename or '')}: {error}" if len(chosen) > 1 else str(error))
    form.file.errors = refused
    return not refused


def _add(form: UploadForm, load_again: Callable[[], Owner], upload: FileStorage) -> None:
    kind, caption = form.said()

    def fits(sha256: str, size_bytes: int) -> None:
        refuse_more(db.session, quota_of_teams(), load_again(), sha256, size_bytes)
        release(db.session)

    release(db.session)
    received = services.receive(
        FileStore(settings().files_url), upload.stream, upload.filename or "",  # type: ignore[arg-type]
        max_bytes=settings().max_upload_bytes, fits=fits,
    )  # fmt: skip
    document = services.add_document(
        db.session, load_again(), received, actor_id=current_actor().id, now=utc_now(), quota=quota_of_teams(),
        kind=kind, caption=caption,
    )  # fmt: skip
    said = added_in_words(document)
    db.session.commit()
    flash(said)


def added_in_words(document: Document) -> str:
    """That a file is there, and where the team has the same file too."""
    same = services.same_elsewhere(db.session, document)
    if not same:
        return f"We have {document.file_name}."
    where = same[0].evaluation.title if same[0].evaluation else f"the plan of {same[0].project.name}"
    return f"We have {document.file_name}. The same file is also in “{where}”, as {same[0].file_name}."


def again(owner: Owner) -> Callable[[], Owner]:
    """Loads the owner once more, with all that is asked before: much may have changed while a file was taken in."""
    key = owner.id
    if isinstance(owner, Evaluation):
        return lambda: once_more(Permission.DOCUMENT_UPLOAD, load_evaluation, evaluation_id=key)
    return lambda: once_more(Permission.DOCUMENT_UPLOAD, load_project, project_id=key)


def quota_of_teams() -> Quota:
    return Quota(settings().team_max_files, settings().team_max_bytes)


@bp.route("/team/documents/<uuid:document_id>/about", methods=["GET", "POST"])
@requires(Permission.DOCUMENT_UPLOAD, on=load_document)
def document_about(document: Document) -> ResponseReturnValue:
    form = (PlanDocumentForm if document.plan_of else DocumentForm)(obj=document)
    if form.validate_on_submit():
        kind, caption = form.said()
        services.say_what_it_is(
            db.session, document, kind, caption, actor_id=current_actor().id, now=utc_now()
        )  # fmt: skip
        db.session.commit()
        return redirect(address(_owner_of(document)), code=303)
    if not form.is_submitted():
        form.kind.data = document.kind.value
    return render(
        "document-about.html", form, document=document, evaluation=document.evaluation, project=document.project,
        back=address(_owner_of(document)),
    )  # fmt: skip


def _owner_of(document: Document) -> Owner:
    return document.evaluation or document.project


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
    return render(
        "document.html", document=document, evaluation=document.evaluation, project=document.project, page=page,
        text=text, back=address(_owner_of(document)),
    )  # fmt: skip


@bp.get("/team/documents/<uuid:document_id>/file")
@requires(Permission.DOCUMENT_READ, on=load_document)
def download(document: Document) -> Response:
    return as_download(FileStore(settings().files_url), document)


@bp.route("/team/documents/<uuid:document_id>/remove", methods=["GET", "POST"])
@requires(Permission.DOCUMENT_UPLOAD, on=load_document)
def remove_document(document: Document) -> ResponseReturnValue:
    form, back = EmptyForm(), address(_owner_of(document))
    if form.validate_on_submit():
        services.remove_document(db.session, document, actor_id=current_actor().id, now=utc_now())
        db.session.commit()
        flash(f"Removed: {document.file_name}.")
        return redirect(back, code=303)
    return render(
        "remove.html", form, evaluation=document.evaluation, project=document.project, what=document.file_name,
        back=back,
        text="It goes from your draft. What you have sent before keeps it. You can upload it again.",
    )  # fmt: skip
