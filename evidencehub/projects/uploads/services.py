"""Files that come in parts: beginning, taking a part in, making a document of what is whole, giving up."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from evidencehub.projects.document_kinds import Said
from evidencehub.projects.owners import Owner, belonging_to
from evidencehub.projects.quota import Quota, refuse_more
from evidencehub.projects.uploading import Received, receive
from evidencehub.projects.uploads.models import KEPT_FOR, Upload
from evidencehub.projects.uploads.queries import on_their_way
from evidencehub.shared.errors import Invalid, WrongState
from evidencehub.shared.file_parts import Part, PartStore
from evidencehub.shared.filetypes import plain_name
from evidencehub.shared.words import size_in_words


@dataclass(frozen=True)
class Announced:
    """What is said of a file before it comes."""

    name: str
    size_bytes: int
    fingerprint: str  # in the words of whoever sends it
    said: Said


def begin(
    session: Session, owner: Owner, file: Announced, *, max_bytes: int, quota: Quota, actor_id: UUID | None,
    now: datetime,
) -> Upload:  # fmt: skip
    """Make room for a file of that size.

    :raises Invalid: it is empty, too large, or beyond what is kept for a team, with all that is on its way.
    """
    if file.size_bytes == 0:
        raise _refused("This file is empty. Check that it is the file you meant.")
    if file.size_bytes > max_bytes:
        raise _refused(
            f"The file is {size_in_words(file.size_bytes)}, and the largest we take is {size_in_words(max_bytes)}. "
            "Save it with smaller pictures, or as several files, and upload those."
        )
    refuse_more(session, quota, owner, "", file.size_bytes, besides=on_their_way(session, owner))
    upload = Upload(
        id=uuid4(), **belonging_to(owner), file_name=plain_name(file.name), fingerprint=file.fingerprint,
        size_bytes=file.size_bytes, kind=file.said.kind, caption=file.said.caption,
        public_with_plan=file.said.is_public, parts=[],
        started_by=actor_id, started_at=now,
    )  # fmt: skip
    session.add(upload)
    session.flush()
    return upload


def take(session: Session, upload_id: UUID, part: Part, *, at: int) -> Upload:
    """Add what lies in the store since, if nothing came in between.

    :raises WrongState: the file is not where this part begins, or would be larger than announced; or it is gone.
    """
    upload = session.get(Upload, upload_id, with_for_update=True, populate_existing=True)
    if upload is None:
        raise WrongState("This upload was stopped.")
    if upload.received_bytes != at or at + part.size_bytes > upload.size_bytes:
        raise WrongState("Another part of this file came first.")
    upload.parts = [*upload.parts, asdict(part)]
    session.flush()
    return upload


def put_together(store: PartStore, upload_id: UUID, parts: Sequence[Part], name: str, *, max_bytes: int) -> Received:
    """The file as it lies in the store when it is whole. No transaction may be open: bytes are copied and hashed.

    :raises Invalid: it is of a kind that we do not take.
    """
    with store.open_parts(upload_id, parts) as stream:
        return receive(store, stream, name, max_bytes=max_bytes)


def stop(session: Session, upload_id: UUID) -> None:
    """Forget it; the caller removes its parts from the store after the commit."""
    session.execute(delete(Upload).where(Upload.id == upload_id))


def has_old(session: Session, *, now: datetime) -> bool:
    return session.scalar(select(Upload.id).where(Upload.started_at < now - KEPT_FOR).limit(1)) is not None


def forget_old(session: Session, *, now: datetime) -> None:
    session.execute(delete(Upload).where(Upload.started_at < now - KEPT_FOR))


def _refused(message: str) -> Invalid:
    return Invalid(message, {"file": message})
