"""A judgement is of one version. For a later one it holds once both who judged say that nothing that counts changed."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidencehub.authz.values import Actor, Facts, Permission
from evidencehub.catalogue.outcomes.certainty.changes import Change, changes
from evidencehub.catalogue.outcomes.certainty.models import Confirmation, Seat
from evidencehub.catalogue.outcomes.certainty.moving import lock, note, require
from evidencehub.catalogue.outcomes.certainty.queries import holding_ids, holding_version, unit_of
from evidencehub.catalogue.outcomes.models import SynthesisVersion
from evidencehub.review.states import AssignmentState
from evidencehub.shared.errors import WrongState


def to_confirm(session: Session, seat: Seat) -> tuple[SynthesisVersion, tuple[Change, ...]] | None:
    """The version that holds now, and what changed, where somebody who judged may look at it; None otherwise."""
    judgement = seat.judgement
    if not _has_judged(seat):
        return None
    now = holding_version(session, judgement.version)
    if now is None or now.id == judgement.version_id or has_confirmed(session, seat, now):
        return None
    return now, changes(judgement.version, now)


def to_look_at(session: Session, seats: Sequence[Seat]) -> set[UUID]:
    """Of many seats the ids of those for which there is something ``to_confirm``, by two reads."""
    judged = [seat for seat in seats if _has_judged(seat)]
    if not judged:
        return set()
    holding = holding_ids(session, {seat.judgement.version.project_id for seat in judged})
    rows = select(Confirmation.judgement_id, Confirmation.version_id, Confirmation.person_id)
    rows = rows.where(Confirmation.judgement_id.in_([seat.judgement_id for seat in judged]))
    said = {tuple(row) for row in session.execute(rows)}
    found = set()
    for seat in judged:
        now = holding.get(unit_of(seat.judgement.version))
        if now not in {None, seat.judgement.version_id} and (seat.judgement_id, now, seat.person_id) not in said:
            found.add(seat.id)
    return found


def _has_judged(seat: Seat) -> bool:
    """One of the two, of a judgement that is public."""
    return seat.judgement.state.is_published and not seat.only and seat.state is AssignmentState.FROZEN


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
