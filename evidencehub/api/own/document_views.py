"""Calls for the documents of one's own evaluations."""

from collections.abc import Mapping
from typing import Any

from flask import request
from werkzeug.datastructures import MultiDict

from evidencehub.accounts.programs.scopes import Scope
from evidencehub.api.bearer import needs
from evidencehub.api.blueprint import Answer, bp
from evidencehub.api.own import sending_schemas as schemas
from evidencehub.api.own.typed import UNPROTECTED
from evidencehub.api.own.wrong import Wrong
from evidencehub.authz.guard import requires
from evidencehub.authz.values import Permission
from evidencehub.projects.missing import in_use
from evidencehub.projects.models import Document, Evaluation
from evidencehub.projects.pages.blueprint import load_evaluation
from evidencehub.projects.pages.document_forms import DocumentForm
from evidencehub.projects.pages.document_views import again, take_in
from evidencehub.shared.db import db
from evidencehub.shared.errors import Invalid

Values = Mapping[str, Any]
_ONE = "Send one file at a time"
_NONE = "Choose a file"


@bp.get("/team/evaluations/<uuid:evaluation_id>/documents")
@needs(Scope.READ)
@requires(Permission.PROJECT_FOLLOW, on=load_evaluation)
@bp.response(200, schemas.OwnDocuments)
def own_documents(evaluation: Evaluation) -> Values:
    """The documents of an evaluation, with what became of each."""
    return {"items": [_record(each) for each in in_use(evaluation.documents)]}


@bp.post("/team/evaluations/<uuid:evaluation_id>/documents")
@needs(Scope.PROJECTS_WRITE)
@requires(Permission.DOCUMENT_UPLOAD, on=load_evaluation)
@bp.arguments(schemas.Upload, location="files")
@bp.response(201, schemas.OwnDocument)
def add_document(evaluation: Evaluation, sent: Values) -> Answer:
    """Add a file to an evaluation, as multipart/form-data.

    A file that is there already is refused.
    """
    form = DocumentForm(
        formdata=MultiDict({name: words for name, words in sent.items() if name != "file"}), meta=UNPROTECTED
    )
    if not form.validate():
        raise Wrong({name: list(map(str, said)) for name, said in form.errors.items() if name})
    files = [each for each in request.files.getlist("file") if each.filename]
    if len(files) != 1:
        raise Wrong({"file": [_ONE if files else _NONE]})
    try:
        document = take_in(form.said(), again(evaluation), files[0])
    except Invalid as error:
        db.session.rollback()
        raise Wrong({name: [said] for name, said in error.errors.items()} or {"file": [str(error)]}) from error
    return Answer(_record(document), 201)


def _record(document: Document) -> Values:
    return {
        "id": document.id, "file_name": document.file_name, "kind": document.kind.value,
        "caption": document.caption or None, "size_bytes": document.size_bytes, "state": document.state.told.own.label,
    }  # fmt: skip
