"""Files that come in parts, so that a broken connection costs a part: the core of tus 1.0 (https://tus.io).

Also its creation and expiration. What is refused is said in a plain sentence, which a page's script shows as it is.
"""

from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict
from werkzeug.http import http_date

from evidencehub.authz.guard import current_actor, requires
from evidencehub.authz.values import Permission
from evidencehub.projects.models import Evaluation, Project
from evidencehub.projects.owners import Owner, StudyPlanOf, owner_of, project_of, study_of
from evidencehub.projects.pages.blueprint import (
    REFUSED,
    bp,
    load_evaluation,
    load_project,
    load_upload,
    render,
    settings,
)
from evidencehub.projects.pages.document_views import added_in_words, address, again, form_of, quota_of_teams
from evidencehub.projects.uploading import add_document
from evidencehub.projects.uploads import services
from evidencehub.projects.uploads.models import Upload
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db, release
from evidencehub.shared.errors import HubError, Invalid, WrongState
from evidencehub.shared.file_parts import PartStore
from evidencehub.shared.files import FileTooLarge
from evidencehub.shared.forms import EmptyForm

VERSION = "1.0.0"
_PART_OF_A_FILE = "application/offset+octet-stream"
_LONGEST_FINGERPRINT = 80


def _tus(view: Callable[[Any], Response]) -> Callable[[Any], Response]:
    @wraps(view)
    def answered(resource: Any) -> Response:
        if request.headers.get("Tus-Resumable") != VERSION:
            answer = _said(412, "We take uploads by version 1.0.0 of tus.")
            answer.headers["Tus-Version"] = VERSION
        else:
            try:
                answer = view(resource)
            except HubError as error:
                db.session.rollback()
                answer = _said(error.status, str(error))
        answer.headers["Tus-Resumable"] = VERSION
        answer.headers["Cache-Control"] = "no-store"
        return answer

    return answered


def _said(status: int, words: str = "") -> Response:
    return Response(words, status, content_type="text/plain; charset=utf-8")


@bp.post("/team/evaluations/<uuid:evaluation_id>/uploads")
@requires(Permission.DOCUMENT_UPLOAD, on=load_evaluation)
@_tus
def begin_upload(evaluation: Evaluation) -> Response:
    return _begun(evaluation)


@bp.post("/team/projects/<uuid:project_id>/plan/uploads")
@requires(Permission.DOCUMENT_UPLOAD, on=load_project)
@_tus
def begin_plan_upload(project: Project) -> Response:
    return _begun(project)


@bp.post("/team/evaluations/<uuid:evaluation_id>/plan/uploads")
@requires(Permission.DOCUMENT_UPLOAD, on=load_evaluation)
@_tus
def begin_study_plan_upload(evaluation: Evaluation) -> Response:
    return _begun(StudyPlanOf(evaluation))


def _begun(owner: Owner) -> Response:
    told = _metadata()
    form = form_of(owner)(MultiDict({name: told[name] for name in ("kind", "caption", "who") if name in told}))
    form.check_caption()
    file = services.Announced(
        told.get("filename", ""), _number("Upload-Length"), told.get("fingerprint", "")[:_LONGEST_FINGERPRINT],
        form.said(),
    )  # fmt: skip
    upload = services.begin(
        db.session, owner, file, max_bytes=settings().max_file_bytes, quota=quota_of_teams(),
        actor_id=current_actor().id, now=utc_now(),
    )  # fmt: skip
    db.session.commit()
    answer = _said(201)
    answer.headers["Location"] = url_for(".upload", upload_id=upload.id)
    return _where(answer, upload)


@bp.route("/team/uploads/<uuid:upload_id>", methods=["HEAD"], provide_automatic_options=False)
@requires(Permission.DOCUMENT_UPLOAD, on=load_upload)
@_tus
def upload(upload: Upload) -> Response:
    answer = _where(_said(200), upload)
    answer.headers["Upload-Length"] = str(upload.size_bytes)
    return answer


@bp.patch("/team/uploads/<uuid:upload_id>")
@requires(Permission.DOCUMENT_UPLOAD, on=load_upload)
@_tus
def add_part(upload: Upload) -> Response:
    if request.mimetype != _PART_OF_A_FILE:
        return _said(415, f"A part of a file comes as {_PART_OF_A_FILE}.")
    at, upload_id, left = _number("Upload-Offset"), upload.id, upload.size_bytes - upload.received_bytes
    if at != upload.received_bytes:
        raise WrongState("Another part of this file came first.")
    load_again = again(owner_of(upload))
    store = PartStore(settings().files_url)
    release(db.session)
    if left:
        try:
            part = store.add_part(upload_id, request.stream, max_bytes=left)  # type: ignore[arg-type]
        except FileTooLarge:
            return _said(413, "More came than was announced.")
        upload = services.take(db.session, upload_id, part, at=at)
        db.session.commit()
    if not upload.is_whole:
        return _where(_said(204), upload)
    return _finished(store, upload, load_again)


def _finished(store: PartStore, upload: Upload, load_again: Callable[[], Owner]) -> Response:
    """Make a document of it. Whether that works or not, nothing is left of its parts."""
    upload_id, parts, name, answer, said = upload.id, upload.arrived, upload.file_name, _where(_said(204), upload), ""
    told_of_it = upload.said
    release(db.session)
    try:
        received = services.put_together(store, upload_id, parts, name, max_bytes=settings().max_file_bytes)
        document = add_document(
            db.session, load_again(), received, actor_id=current_actor().id, now=utc_now(), quota=quota_of_teams(),
            said=told_of_it,
        )  # fmt: skip
        said = added_in_words(document)
    except Invalid as error:
        db.session.rollback()
        answer = _said(REFUSED, str(error))
    services.stop(db.session, upload_id)
    db.session.commit()
    store.remove_parts(upload_id)
    if said:
        flash(said)
    return answer


@bp.route("/team/uploads/<uuid:upload_id>/stop", methods=["GET", "POST"])
@requires(Permission.DOCUMENT_UPLOAD, on=load_upload)
def stop_upload(upload: Upload) -> ResponseReturnValue:
    form, owner = EmptyForm(), owner_of(upload)
    if form.validate_on_submit():
        services.stop(db.session, upload.id)
        db.session.commit()
        PartStore(settings().files_url).remove_parts(upload.id)
        flash(f"Removed what had arrived of {upload.file_name}.")
        return redirect(address(owner), code=303)
    return render(
        "remove.html", form, evaluation=study_of(owner), project=project_of(owner), back=address(owner),
        what=f"what has arrived of {upload.file_name}", text="You can upload the file again from its beginning.",
    )  # fmt: skip


def _where(answer: Response, upload: Upload) -> Response:
    answer.headers["Upload-Offset"] = str(upload.received_bytes)
    answer.headers["Upload-Expires"] = http_date(upload.kept_until)
    return answer


def _number(header: str) -> int:
    value = request.headers.get(header, "")
    if not (value.isascii() and value.isdigit() and len(value) <= 15):
        raise HubError(f"{header} has to be a whole number.")
    return int(value)


def _metadata() -> dict[str, str]:
    """:raises HubError: it is not written as tus says."""
    told = {}
    for pair in filter(None, request.headers.get("Upload-Metadata", "").split(",")):
        name, _, value = pair.strip().partition(" ")
        try:
            told[name] = b64decode(value, validate=True).decode()
        except (NotBase64, UnicodeDecodeError):
            raise HubError(f"Upload-Metadata: {name} is not Base64 of UTF-8.") from None
    return told
