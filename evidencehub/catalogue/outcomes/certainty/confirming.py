"""A judgement is of one version. For a later one it holds once both who judged say that nothing that counts changed."""

from datetime import datetime
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidencehub.authz.values import Actor, Facts, Permission
from evidencehub.catalogue.outcomes.certainty.changes import Change, changes
from evidencehub.catalogue.outcomes.certainty.models import Confirmation, Seat
from evidencehub.catalogue.outcomes.certainty.moving import lock, note, require
from evidencehub.catalogue.outcomes.certainty.queries import holding_version
from evidencehub.catalogue.outcomes.models import SynthesisVersion
from evidencehub.review.states import AssignmentState
from evidencehub.shared.errors import WrongState


def to_confirm(session: Session, seat: Seat) -> tuple[SynthesisVersion, tuple[Change, ...]] | None:
    """The version that holds now, and what changed, where somebody who judged may look at it; None otherwise."""
    judgement = seat.judgement
    if not judgement.state.is_published or seat.only or seat.state is not AssignmentState.FROZEN:
        return None
    now = holding_version(session, judgement.version)
    if now is None or now.id == judgement.version_id or has_confirmed(session, seat, now):
        return None
    return now, changes(judgement.version, now)


def has_confirmed(session: Session, seat: Seat, version: SynthesisVersion) -> bool:
    query = select(Confirmation.id).where(
        Confirmation.judgement_id == seat.judgement_id, Confirmation.version_id == version.id,
        Confirmation.person_id == seat.person_id,
    )  # fmt: skip
    return session.scalar(query) is not None


def confirm(
    session: Session, seat: Seat, version: SynthesisVersion, *, actor: Actor, facts: Facts, now: datetime
) -> None:
    """Say that nothing that matters has changed with ``version``.

    :raises WrongState: something has that counts, another version holds, or it was said already.
    """
    lock(session, seat.judgement)
    require(facts, Permission.REPORT_READ)
    open_ = to_confirm(session, seat)
    if open_ is None or open_[0].id != version.id:
        raise WrongState("There is nothing to confirm: another version holds now, or you said so already.")
    if counting := [each.words for each in open_[1] if each.counts]:
        raise WrongState(f"It has to be judged anew: {'; '.join(counting)}.")
    session.add(
        Confirmation(
            id=uuid4(), judgement_id=seat.judgement_id, version_id=version.id, person_id=seat.person_id, at=now
        )
    )
    session.flush()
    note(session, seat.judgement, "confirmed", actor=actor, now=now, details={"synthesis": str(version.id)})
