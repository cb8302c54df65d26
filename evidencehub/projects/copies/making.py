"""The worker's part: make the copy of a content once, and keep it or why there is none."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from evidencehub.extraction.cleaning.runner import VERSION, clean
from evidencehub.projects.copies.models import CleanCopy
from evidencehub.projects.models import Document
from evidencehub.projects.states import DocumentState
from evidencehub.shared import due
from evidencehub.shared.db import reading_only
from evidencehub.shared.files import FileStore
from evidencehub.shared.filetypes import BY_MEDIA_TYPE
from evidencehub.shared.settings import Settings
from evidencehub.shared.turns import Turns

KIND = "copy"
_KEPT = [state for state in DocumentState if not state.is_redacted]


def make_due(session: Session, document: Document, *, owner: object = "") -> None:
    """The same content a second time costs a look, and no second copy."""
    due.add(session, KIND, document.sha256, {"sha256": document.sha256}, owner=owner)


def has_older(session: Session) -> bool:
    """Whether there are copies from which less was taken than is today."""
    return session.scalar(_older().limit(1)) is not None


def renew(session: Session) -> None:
    """Have the worker make them again; until then reviewers get those that are there."""
    for sha256 in session.scalars(_older()):
        due.add(session, KIND, sha256, {"sha256": sha256})


def _older() -> Select[str]:
    waiting = select(due.DueRow.key).where(due.DueRow.kind == KIND)
    query = select(CleanCopy.sha256).where(CleanCopy.cleaning < VERSION, CleanCopy.sha256.not_in(waiting))
    return query.order_by(CleanCopy.sha256)


def handler(settings: Settings, clock: Callable[[], datetime], announce: Callable[[Session, str], None]) -> due.Handler:
    """The handler for due rows of kind ``copy``. Copying takes as long as reading does: no transaction is held.

    :param announce: is told the hash of each content that has a copy now: what is public may show it.
    """
    store = FileStore(settings.files_url)

    def work(payloads: Sequence[Mapping[str, Any]], new_session: due.NewSession) -> due.Finish:
        made = []
        for sha256 in {payload["sha256"] for payload in payloads}:
            with reading_only(), new_session() as session:
                media_type = _wanted(session, sha256)
            if media_type is not None:
                made.append(_made(store, sha256, media_type, clock()))

        def finish(session: Session) -> None:
            for copy in made:
                if _wanted(session, copy.sha256) is not None:  # nobody made it meanwhile, and it was not redacted
                    session.merge(copy)
                    announce(session, copy.sha256)
            session.flush()

        return finish

    return due.Handler(work, turns=Turns())


def _wanted(session: Session, sha256: str) -> str | None:
    """What kind of file it is, where there is a document of it and no copy, or one from which too little was taken."""
    made = session.get(CleanCopy, sha256)
    if made is not None and made.cleaning >= VERSION:
        return None
    query = select(Document.media_type).where(Document.sha256 == sha256, Document.state.in_(_KEPT))
    return session.scalar(query.order_by(Document.id).limit(1))


def _made(store: FileStore, sha256: str, media_type: str, now: datetime) -> CleanCopy:
    with store.local_path(sha256) as path:
        copy = clean(path, BY_MEDIA_TYPE[media_type])
    if copy.failed:
        return CleanCopy(
            sha256=sha256, copy_sha256=None, size_bytes=0, taken={}, failed=copy.failed, made_at=now, cleaning=VERSION
        )  # fmt: skip
    kept = store.put(BytesIO(copy.content), max_bytes=len(copy.content))
    return CleanCopy(
        sha256=sha256, copy_sha256=kept.sha256, size_bytes=kept.size, taken=dict(copy.taken), failed="", made_at=now,
        cleaning=VERSION,
    )  # fmt: skip
