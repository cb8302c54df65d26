"""Tables that seem to have a row for each person are held: neither reviewers nor anybody else gets them before
somebody has looked and said that no row is a person. Services flush; the edge commits."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from evidencehub.authz.acts import checked
from evidencehub.authz.policies import permits
from evidencehub.authz.values import Actor, Facts, Permission
from evidencehub.projects.disclosure.pointing_out import Kind, finds
from evidencehub.projects.models import Document
from evidencehub.shared import audit
from evidencehub.shared.errors import NotAllowed, WrongState
from evidencehub.shared.filetypes import CSV, XLSX

MAX_WHY = 1_000  # characters
SINGLE = 3  # numbers or birth dates of one person each, without a heading above them
_TABLES = frozenset({CSV.media_type, XLSX.media_type})
_ROWS = frozenset({Kind.NHS_NUMBER, Kind.PUPIL_NUMBER, Kind.INSURANCE_NUMBER, Kind.BIRTH_DATE})


def has_rows_of_people(media_type: str, pages: Sequence[str]) -> bool:
    """Whether a spreadsheet seems to have a row for each person."""
    if media_type not in _TABLES:
        return False
    kinds = [find.kind for find in finds(pages)]
    return Kind.PEOPLE in kinds or sum(kind in _ROWS for kind in kinds) >= SINGLE


def hold(session: Session, document: Document, *, now: datetime) -> None:
    """By the hub itself, when it has read the file."""
    document.held_at = now
    session.flush()
    audit.record(session, "document.held", subject_type="document", subject_id=document.id, actor_id=None, at=now)


def let_through(session: Session, document: Document, why: str, *, actor: Actor, facts: Facts, now: datetime) -> None:
    """Somebody of the team, or an editor of its case, has looked: no row of it is a person.

    :raises Invalid: no reason. :raises WrongState: it is not held, or somebody was faster.
    """
    if not any(permits(each, facts) for each in (Permission.DOCUMENT_UPLOAD, Permission.CASE_FILES_READ)):
        raise NotAllowed("The team and the editors of a case decide this.")
    why = checked(why, "why", "Say how you know that no row is a person", most=MAX_WHY)
    session.refresh(document, with_for_update=True)
    if not document.is_held:
        raise WrongState("It is not held any more.")
    document.let_at, document.let_by, document.let_because = now, actor.id, why
    session.flush()
    audit.record(
        session, "document.let-through", subject_type="document", subject_id=document.id, actor_id=actor.id, at=now
    )
