"""What waits for an editor is not needed any more once its award was replaced or withdrawn."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidencehub.accreditation.models import Accreditation
from evidencehub.accreditation.renewals.models import Renewal
from evidencehub.accreditation.renewals.states import RenewalState
from evidencehub.accreditation.renewals.transitions import RENEWAL
from evidencehub.authz.values import Permission
from evidencehub.shared import transitions


def lapse(session: Session, accreditation: Accreditation, *, now: datetime) -> None:
    """In the transaction in which the award ended."""
    query = select(Renewal).where(
        Renewal.accreditation_id == accreditation.id, Renewal.state == RenewalState.WAITING
    )  # fmt: skip
    for renewal in session.scalars(query):
        renewal.answered_at = now
        transitions.apply(
            session, RENEWAL, renewal, "lapse", kind="renewal", states=RenewalState, guards={}, actor_id=None, at=now,
            permitted=lambda permission: permission == Permission.ACCREDITATION_EXPIRE.value,
        )  # fmt: skip
