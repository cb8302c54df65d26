"""Calls for the documents of one's own evaluations and plans."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import request
from werkzeug.datastructures import MultiDict

from evidencehub.accounts.programs.scopes import Scope
from evidencehub.api.bearer import needs
from evidencehub.api.blueprint import Answer, bp, removed
from evidencehub.api.own import sending_schemas as schemas
from evidencehub.api.own import versions
from evidencehub.api.own.answering import change_part, filled
from evidencehub.api.own.typed import UNPROTECTED
from evidencehub.api.own.versions import versioned
from evidencehub.api.own.wrong import Wrong
from evidencehub.api.said import or_none
from evidencehub.authz.guard import Loaded, current_actor, requires
from evidencehub.authz.values import Actor, Permission
from evidencehub.projects import services
from evidencehub.projects.missing import in_use
from evidencehub.projects.models import Document, Evaluation, Project
from evidencehub.projects.owners import Owner, StudyPlanOf, documents_of, owner_of
from evidencehub.projects.pages.blueprint import load_document, load_evaluation, load_project
from evidencehub.projects.pages.document_forms import EVERYBODY, REVIEWERS, NoDocumentForm
from evidencehub.projects.pages.document_views import again, form_of, take_in
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import Invalid, NotFound
from evidencehub.shared.links import absolute

Values = Mapping[str, Any]
_ONE = "Send one file at a time"
_NONE = "Choose a file"


def load_kept(actor: Actor, document_id: UUID) -> Loaded[Document]:
    """One that was not taken out of the draft."""
    loaded = load_document(actor, document_id)
    if loaded.resource.removed_at is not None:
        raise NotFound("There is no such document. Somebody in your team may have removed it.")
    return loaded


@bp.get("/team/evaluations/<uuid:evaluation_id>/documents")
@needs(Scope.READ)
@requires(Permission.PROJECT_FOLLOW, on=load_evaluation)
@bp.response(200, schemas.OwnDocuments)
def own_documents(evaluation: Evaluation) -> Answer:
    """The documents of an evaluation with what became of each, and why there is no report.

    Its ETag names this version.
    """
    return _list_answer(evaluation)


@bp.patch("/team/evaluations/<uuid:evaluation_id>/documents")
@needs(Scope.PROJECTS_WRITE)
@versioned("own_documents")
@requires(Permission.EVALUATION_EDIT, on=load_evaluation)
@bp.arguments(schemas.DocumentsChange, location="json")
@bp.response(200, schemas.OwnDocuments)
def explain_no_document(evaluation: Evaluation, sent: Values) -> Answer:
    """Say why there is no report to read."""
    form = filled(lambda **how: NoDocumentForm(obj=evaluation, meta=UNPROTECTED, **how), sent["answers"])
    note = form.answers()["documents_note"]

    def change() -> None:
        services.explain_no_document(db.session, evaluation, note, actor_id=current_actor().id, now=utc_now())

    change_part(form, evaluation, versions.marker_of(_list(evaluation)), change)
    return _list_answer(evaluation)


@bp.post("/team/evaluations/<uuid:evaluation_id>/documents")
@needs(Scope.PROJECTS_WRITE)
@requires(Permission.DOCUMENT_UPLOAD, on=load_evaluation)
@bp.arguments(schemas.Upload, location="files")
@bp.response(201, schemas.OwnDocument)
def add_document(evaluation: Evaluation, sent: Values) -> Answer:
    """Add a file to an evaluation, as multipart/form-data.

    A file that is there already is refused.
    """
    return _added(evaluation, sent)


@bp.get("/team/evaluations/<uuid:evaluation_id>/plan/files")
@needs(Scope.READ)
@requires(Permission.PROJECT_FOLLOW, on=load_evaluation)
@bp.response(200, schemas.OwnPlanFiles)
def own_plan_files(evaluation: Evaluation) -> Values:
    """The files that go with the plan of a study, with what became of each."""
    return {"items": [_record(each) for each in in_use(evaluation.plan_files)]}


@bp.post("/team/evaluations/<uuid:evaluation_id>/plan/files")
@needs(Scope.PROJECTS_WRITE)
@requires(Permission.DOCUMENT_UPLOAD, on=load_evaluation)
@bp.arguments(schemas.PlanUpload, location="files")
@bp.response(201, schemas.OwnDocument)
def add_plan_file(evaluation: Evaluation, sent: Values) -> Answer:
    """Add a file to the plan of a study, as multipart/form-data.

    Nothing is public before the plan is sent and an editor has looked.
    """
    return _added(StudyPlanOf(evaluation), sent)


@bp.get("/team/projects/<uuid:project_id>/plan/documents")
@needs(Scope.READ)
@requires(Permission.PROJECT_FOLLOW, on=load_project)
@bp.response(200, schemas.OwnPlanFiles)
def own_plan_documents(project: Project) -> Values:
    """The instruments and protocols of a project that has no study yet."""
    return {"items": [_record(each) for each in in_use(project.plan_documents)]}


@bp.post("/team/projects/<uuid:project_id>/plan/documents")
@needs(Scope.PROJECTS_WRITE)
@requires(Permission.DOCUMENT_UPLOAD, on=load_project)
@bp.arguments(schemas.Upload, location="files")
@bp.response(201, schemas.OwnDocument)
def add_plan_document(project: Project, sent: Values) -> Answer:
    """Add an instrument or a protocol to a project, as multipart/form-data.

    A report belongs to an evaluation.
    """
    return _added(project, sent)


@bp.get("/team/documents/<uuid:document_id>")
@needs(Scope.READ)
@requires(Permission.PROJECT_FOLLOW, on=load_kept)
@bp.response(200, schemas.OwnDocument)
def own_document(document: Document) -> Answer:
    """One document of a study or a plan.

    Its ETag names this version.
    """
    return _answer(document)


@bp.delete("/team/documents/<uuid:document_id>")
@needs(Scope.PROJECTS_WRITE)
@versioned("own_document")
@requires(Permission.DOCUMENT_UPLOAD, on=load_kept)
@bp.response(204)
def remove_document(document: Document) -> Answer:
    """Take a document out of a study or a plan.

    What was sent before keeps it.
    """
    versions.refuse_other(_record(document))
    services.remove_document(db.session, document, actor_id=current_actor().id, now=utc_now())
    return removed()


def _added(owner: Owner, sent: Values) -> Answer:
    form = form_of(owner)(
        formdata=MultiDict({name: words for name, words in sent.items() if name != "file"}), meta=UNPROTECTED
    )
    if not form.validate():
        raise Wrong({name: list(map(str, said)) for name, said in form.errors.items() if name})
    files = [each for each in request.files.getlist("file") if each.filename]
    if len(files) != 1:
        raise Wrong({"file": [_ONE if files else _NONE]})
    try:
        document = take_in(form.said(), again(owner), files[0])
    except Invalid as error:
        db.session.rollback()
        raise Wrong({name: [said] for name, said in error.errors.items()} or {"file": [str(error)]}) from error
    return _answer(document, 201)


def _list(evaluation: Evaluation) -> dict[str, Any]:
    return {
        "items": [_record(each) for each in in_use(documents_of(evaluation))],
        "answers": {"documents_note": or_none(evaluation.documents_note)},
    }


def _list_answer(evaluation: Evaluation) -> Answer:
    record = _list(evaluation)
    return Answer(record, headers={"ETag": f'"{versions.marker_of(record)}"'})


def _answer(document: Document, status: int = 200) -> Answer:
    record = _record(document)
    there = absolute("api.own_document", document_id=document.id)
    here = {"Location": there} if status == 201 else {}
    return Answer(record, status, {"ETag": f'"{versions.marker_of(record)}"', **here})


def _record(document: Document) -> dict[str, Any]:
    of_plan = isinstance(owner_of(document), StudyPlanOf)
    return {
        "id": document.id, "file_name": document.file_name, "kind": document.kind.value,
        "caption": document.caption or None, "size_bytes": document.size_bytes, "state": document.state.told.own.label,
        "who": (EVERYBODY if document.public_with_plan else REVIEWERS) if of_plan else None,
    }  # fmt: skip
