"""What becomes of a light renewal: an editor accepts it, or asks for the project in full."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from evidencehub.accreditation import expiring, moving
from evidencehub.accreditation.models import Accreditation
from evidencehub.accreditation.renewals import mails
from evidencehub.accreditation.renewals.models import Renewal
from evidencehub.accreditation.renewals.sending import KIND
from evidencehub.accreditation.renewals.states import RenewalState
from evidencehub.accreditation.renewals.transitions import RENEWAL
from evidencehub.accreditation.transitions import ACCREDITATION
from evidencehub.authz.policies import permitting
from evidencehub.authz.values import Actor, Facts
from evidencehub.projects import public
from evidencehub.review import cases
from evidencehub.shared import audit, transitions
from evidencehub.shared.clock import months_later
from evidencehub.shared.errors import Invalid
from evidencehub.standards.files.loading import load_standard


def accept(
    session: Session, renewal: Renewal, *, actor: Actor, facts: Facts, now: datetime, links: mails.RenewalLinks
) -> None:
    """The award is in date again, for as long as its standard says; its step and rank stay as they were.

    :raises WrongState: it was answered already, or the award cannot be renewed as it stands.
    :raises NotAllowed: no editor, or one with a conflict.
    """
    award = _begin(session, renewal)
    _step(session, renewal, "accept", permitted=permitting(facts), actor=actor, now=now)
    moving.move(session, award, "renew", permitted=permitting(facts), actor_id=actor.id, now=now)
    standard = load_standard(award.standard_id, award.standard_version)
    award.renewed_at, award.valid_until = now, months_later(now, standard.valid_for_months)
    session.flush()
    expiring.plan(session, award)
    _note(session, award, "accreditation.renew-of", actor=actor, now=now)
    mails.accepted(session, renewal, now=now, links=links)
    public.changed(session, award.project_id)


def ask_for_the_whole(
    session: Session, renewal: Renewal, *, reason: str, actor: Actor, facts: Facts, now: datetime,
    links: mails.RenewalLinks,
) -> None:  # fmt: skip
    """:raises Invalid: no reason, or too much. Otherwise raises as :func:`accept`."""
    words = reason.strip()
    if not words or len(words) > cases.MAX_REASON:
        raise Invalid("Say why", {"reason": "Say why it has to be sent in full"})
    award = _begin(session, renewal)
    renewal.reason = words
    _step(session, renewal, "ask-for-the-whole", permitted=permitting(facts), actor=actor, now=now)
    _note(session, award, "accreditation.whole-asked", actor=actor, now=now)
    mails.whole_needed(session, renewal, now=now, links=links)


def _begin(session: Session, renewal: Renewal) -> Accreditation:
    award = renewal.accreditation
    moving.lock(session, award)
    session.refresh(renewal)
    return award


def _step(
    session: Session, renewal: Renewal, name: str, *, permitted: Callable[[str], bool], actor: Actor, now: datetime
) -> None:
    renewal.answered_by, renewal.answered_at = actor.id, now
    transitions.apply(
        session, RENEWAL, renewal, name, kind=KIND, states=RenewalState,
        guards={"award_can_be_renewed": _against_the_award}, permitted=permitted, actor_id=actor.id, at=now,
    )  # fmt: skip


def _against_the_award(renewal: Renewal) -> str | None:
    return transitions.reason_against(ACCREDITATION, renewal.accreditation, "renew", guards={})


def _note(session: Session, award: Accreditation, action: str, *, actor: Actor, now: datetime) -> None:
    audit.record(
        session, action, subject_type="submission", subject_id=award.submission_id, actor_id=actor.id, at=now,
        details={"accreditation": str(award.id)},
    )  # fmt: skip
