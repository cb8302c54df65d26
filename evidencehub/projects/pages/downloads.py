"""Giving a stored document to somebody who may have it: always as a download, never shown by the hub's own address."""

from flask import Response, send_file

from evidencehub.projects.copies.models import CleanCopy
from evidencehub.projects.models import Document
from evidencehub.shared.errors import NotFound
from evidencehub.shared.files import FileStore


def as_download(
    store: FileStore, document: Document, *, name: str | None = None, copy: CleanCopy | None = None
) -> Response:
    """The document as an attachment of its own kind, which no browser may run or guess at.

    :param name: to be offered in place of its own, which may say who wrote it.
    :param copy: to be given in place of the original.
    :raises NotFound: it was redacted, or the store has lost it, or there is no such copy.
    """
    if document.state.is_redacted:
        raise NotFound("This document was removed by the people who run this hub.")
    sha256, size_bytes = (copy.copy_sha256, copy.size_bytes) if copy else (document.sha256, document.size_bytes)
    if sha256 is None:
        raise NotFound("There is no copy of this document.")
    stream = store.open(sha256)
    response = send_file(
        stream, mimetype=document.media_type, as_attachment=True, download_name=name or document.file_name, etag=False,
        conditional=False, max_age=0,
    )  # fmt: skip
    response.headers["Content-Type"] = document.media_type  # Flask would add a second charset to text
    response.content_length = size_bytes
    response.headers["Content-Security-Policy"] = "sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
