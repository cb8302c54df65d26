"""Documents: upload, list with what became of each, and why there is none."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from evidencehub.authz.guard import current_actor, once_more, requires
from evidencehub.authz.values import Permission
from evidencehub.projects import services
from evidencehub.projects.disclosure import queries as disclosures
from evidencehub.projects.document_kinds import Said
from evidencehub.projects.missing import in_use
from evidencehub.projects.models import Document, Evaluation, Project
from evidencehub.projects.owners import Owner, StudyPlanOf, documents_of, project_of
from evidencehub.projects.pages.blueprint import (
    bp,
    load_evaluation,
    load_project,
    render,
    saves,
    settings,
)
from evidencehub.projects.pages.document_forms import (
    DocumentForm,
    NoDocumentForm,
    PlanDocumentForm,
    PlanUploadForm,
    StudyPlanDocumentForm,
    StudyPlanUploadForm,
    UploadForm,
)
from evidencehub.projects.quota import Quota, refuse_more, used
from evidencehub.projects.uploads import queries as uploads
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db, release
from evidencehub.shared.errors import Invalid
from evidencehub.shared.files import FileStore
from evidencehub.shared.filetypes import plain_name

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


@bp.route("/team/evaluations/<uuid:evaluation_id>/plan/files", methods=["GET", "POST"])
@requires(Permission.DOCUMENT_UPLOAD, on=load_evaluation)
def plan_files(evaluation: Evaluation) -> ResponseReturnValue:
    """Files that go with the plan of a study, version by version."""
    return _documents(StudyPlanOf(evaluation), StudyPlanUploadForm())


def _documents(owner: Owner, form: UploadForm) -> ResponseReturnValue:
    if form.validate_on_submit() and _added(form, owner):
        return redirect(address(owner), code=303)
    if form.errors and not form.file.errors and _chosen():  # no browser keeps them for the next try
        form.file.errors = ["Choose the file again"]
    shown, every = in_use(documents_of(owner)), documents_of(owner)
    found = disclosures.of_documents(db.session, [document.id for document in every])
    return render(
        "documents.html", form, project=project_of(owner),
        evaluation=owner if isinstance(owner, Evaluation) else None,
        plan_study=owner.study if isinstance(owner, StudyPlanOf) else None,
        documents=shown, here=address(owner), is_waiting=any(document.state.is_waiting for document in shown),
        max_mb=_megabytes(settings().max_upload_bytes), file_mb=_megabytes(settings().max_file_bytes),
        begin=_beginning(owner), part_bytes=PART_BYTES, unfinished=uploads.unfinished(db.session, owner, now=utc_now()),
        disclosures=found,
        still_public=[one for one in every if one not in shown and one.id in found and found[one.id].is_on_its_way],
        used=used(db.session, project_of(owner).organisation_id), quota=quota_of_teams(),
    )  # fmt: skip


def _beginning(owner: Owner) -> str:
    """Where a file begins that comes in parts."""
    if isinstance(owner, StudyPlanOf):
        return url_for(".begin_study_plan_upload", evaluation_id=owner.id)
    if isinstance(owner, Evaluation):
        return url_for(".begin_upload", evaluation_id=owner.id)
    return url_for(".begin_plan_upload", project_id=owner.id)


def _megabytes(size_bytes: int) -> int:
    return size_bytes // (1024 * 1024)


def address(owner: Owner) -> str:
    """Of the documents of a study or a plan."""
    if isinstance(owner, StudyPlanOf):
        return url_for(".plan_files", evaluation_id=owner.id)
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
    said = added_in_words(take_in(form.said(), load_again, upload))
    db.session.commit()
    flash(said)


def take_in(said: Said, load_again: Callable[[], Owner], upload: FileStorage) -> Document:
    """Keep a file that came whole; the caller commits. :raises Invalid: it is refused."""

    def fits(sha256: str, size_bytes: int) -> None:
        refuse_more(db.session, quota_of_teams(), load_again(), sha256, size_bytes)
        release(db.session)

    release(db.session)
    received = services.receive(
        FileStore(settings().files_url), upload.stream, upload.filename or "",  # type: ignore[arg-type]
        max_bytes=settings().max_upload_bytes, fits=fits,
    )  # fmt: skip
    return services.add_document(
        db.session, load_again(), received, actor_id=current_actor().id, now=utc_now(), quota=quota_of_teams(),
        said=said,
    )  # fmt: skip


def added_in_words(document: Document) -> str:
    """That a file is there, and where the team has the same file too."""
    same = services.same_elsewhere(db.session, document)
    if not same:
        return f"We have {document.file_name}."
    one = same[0]
    where = (
        one.evaluation.title
        if one.evaluation
        else f"the plan of {one.plan_study.title if one.plan_study else one.project.name}"
    )
    return f"We have {document.file_name}. The same file is also in “{where}”, as {one.file_name}."


def again(owner: Owner) -> Callable[[], Owner]:
    """Loads the owner once more, with all that is asked before: much may have changed while a file was taken in."""
    key = owner.id
    if isinstance(owner, StudyPlanOf):
        return lambda: StudyPlanOf(once_more(Permission.DOCUMENT_UPLOAD, load_evaluation, evaluation_id=key))
    if isinstance(owner, Evaluation):
        return lambda: once_more(Permission.DOCUMENT_UPLOAD, load_evaluation, evaluation_id=key)
    return lambda: once_more(Permission.DOCUMENT_UPLOAD, load_project, project_id=key)


def quota_of_teams() -> Quota:
    return Quota(settings().team_max_files, settings().team_max_bytes)


def form_of(owner: Owner) -> type[DocumentForm]:
    """What is asked of a file beside the file itself."""
    if isinstance(owner, StudyPlanOf):
        return StudyPlanDocumentForm
    return DocumentForm if isinstance(owner, Evaluation) else PlanDocumentForm


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
