"""What is pointed out in a file and is no person: set aside by somebody who looked, for this file alone.

It is kept with who said so and when, can be pointed out again, and nobody is asked about it twice.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from evidencehub.authz.policies import permits
from evidencehub.authz.values import Actor, Facts, Permission
from evidencehub.projects.disclosure.models import SetAside
from evidencehub.projects.disclosure.pointing_out import Find
from evidencehub.projects.models import Document
from evidencehub.shared import audit
from evidencehub.shared.errors import NotAllowed


def key_of(find: Find) -> str:
    """How a form names a find; the words stand on the same page."""
    return hashlib.sha256(f"{find.page}\n{find.kind.value}\n{find.words}".encode()).hexdigest()[:20]


@dataclass(frozen=True)
class Looked:
    """What is pointed out in a document, apart from what somebody has said of it."""

    left: list[Find]
    aside: list[tuple[Find, SetAside]]
    whole_pages: Sequence[int] = ()  # each one picture, in which photographs cannot be told apart
    unseen: int | None = 0  # pictures that could not be looked at; None: nobody looked at any


def apart(found: Iterable[Find], aside: Mapping[str, SetAside]) -> Looked:
    """:param aside: by key, of the document in which these were found."""
    every = [(find, aside.get(key_of(find))) for find in found]
    return Looked([find for find, one in every if one is None], [(find, one) for find, one in every if one is not None])


def of_documents(session: Session, document_ids: Collection[UUID]) -> dict[UUID, dict[str, SetAside]]:
    """By document and key."""
    query = select(SetAside).where(SetAside.document_id.in_(document_ids))
    kept: dict[UUID, dict[str, SetAside]] = {key: {} for key in document_ids}
    for one in session.scalars(query):
        kept[one.document_id][key_of(one.find)] = one
    return kept


def mark(
    session: Session, document: Document, looked: Looked, *, aside: Collection[str], again: Collection[str],
    actor: Actor, facts: Facts, now: datetime,
) -> int:  # fmt: skip
    """Set finds aside, and point others out again; how many changed. What two press at once is set aside once.

    :param aside: keys of what is no person. :param again: keys of what is to be looked at after all.
    """
    if not any(permits(each, facts) for each in (Permission.DOCUMENT_UPLOAD, Permission.CASE_FILES_READ)):
        raise NotAllowed("The team and the editors of a case decide this.")
    new = [find for find in looked.left if key_of(find) in aside]
    for find in new:
        session.add(
            SetAside(document_id=document.id, page=find.page, kind=find.kind, words=find.words, at=now, by_id=actor.id)
        )
    gone = [find for find, _ in looked.aside if key_of(find) in again]
    for find in gone:  # two who pressed at once made two rows
        session.execute(
            delete(SetAside).where(
                SetAside.document_id == document.id, SetAside.page == find.page, SetAside.kind == find.kind,
                SetAside.words == find.words,
            )
        )  # fmt: skip
    session.flush()
    for act, count in (("finds-set-aside", len(new)), ("finds-pointed-out-again", len(gone))):
        if count:
            audit.record(
                session, f"document.{act}", subject_type="document", subject_id=document.id, actor_id=actor.id, at=now,
                details={"finds": count},
            )  # fmt: skip
    return len(new) + len(gone)
