"""What an editor decides about a record that names a paper with notices. Flushes only."""

from datetime import datetime

from sqlalchemy.orm import Session

from evidencehub.authz.acts import checked
from evidencehub.authz.values import Actor
from evidencehub.interchange.retractions.models import Outcome, RetractionHit
from evidencehub.projects import public
from evidencehub.shared import audit
from evidencehub.shared.errors import Invalid, WrongState

MAX_NOTE, MAX_BECAUSE = 500, 1_000  # characters


def decide(
    session: Session, hit: RetractionHit, outcome: Outcome, *, note: str, because: str, digest: str, actor: Actor,
    now: datetime,
) -> None:  # fmt: skip
    """Keep what was decided; it can be decided anew at any time, and waits again when the notices change.

    :param note: for readers, where the outcome is a note.
    :param digest: of the notices that the editor saw.
    :raises Invalid: a note without words, or too many words.
    :raises WrongState: other notices have come in since.
    """
    if digest != hit.paper.digest:
        raise WrongState("The notices have changed since you opened this page. Read them below, then decide.")
    note = checked(note, "note", "Write what readers are told", most=MAX_NOTE) if outcome is Outcome.NOTE else ""
    if len(because.strip()) > MAX_BECAUSE:
        problem = f"It must be {MAX_BECAUSE:,} characters or fewer"
        raise Invalid(problem, {"because": problem})
    shows_other = hit.note != note
    hit.outcome, hit.note, hit.because = outcome.value, note, because.strip()
    hit.decided_at, hit.decided_by, hit.decided_digest = now, actor.id, digest
    session.flush()
    audit.record(
        session, "retraction.decided", subject_type="retraction", subject_id=hit.id, actor_id=actor.id, at=now,
        details={"project": str(hit.project_id), "outcome": outcome.value},
    )  # fmt: skip
    if shows_other:
        public.changed(session, hit.project_id)
