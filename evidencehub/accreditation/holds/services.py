"""Putting an accreditation on hold, and what becomes of it: an editor's decision, or after 60 days its release."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from evidencehub.accreditation import expiring, moving
from evidencehub.accreditation.holds import mails
from evidencehub.accreditation.holds.grounds import grounds
from evidencehub.accreditation.models import Accreditation, Hold
from evidencehub.authz.policies import permitting
from evidencehub.authz.values import Actor, Facts
from evidencehub.projects import public
from evidencehub.review import cases
from evidencehub.review.moving import KIND as CASE
from evidencehub.shared import audit, due
from evidencehub.shared.clock import day_of, end_of
from evidencehub.shared.errors import Invalid

KIND = "accreditation-hold"
LASTS_DAYS = 60
REMIND_DAYS = (30, 53)  # after which the editors are told that it still lasts
NOT_DECIDED = "Nobody decided within 60 days, so it was released."
BY_EDITORS = "by the editors"


def hold(
    session: Session, accreditation: Accreditation, *, ground: str, because: str, actor: Actor, facts: Facts,
    now: datetime, links: mails.HoldLinks,
) -> Hold:  # fmt: skip
    """Put it on hold from now on; no step is shown of it until it is released.

    :param ground: a slug of ``grounds.toml``, which everybody may read.
    :param because: the editor's words, which everybody may read too.
    :raises Invalid: there is no such ground, or no words.
    :raises WrongState: it does not stand, or is on hold already.
    :raises NotAllowed: no editor, or one with a conflict.
    """
    if ground not in grounds():
        raise Invalid("Choose a ground", {"ground": "Choose the ground"})
    words = _words(because, "because")
    moving.lock(session, accreditation)
    # The last day is a whole one: whoever reads "by 2 July" may count on it.
    made = Hold(
        id=uuid4(), accreditation_id=accreditation.id, ground=ground, because=words, at=now, opened_by=actor.id,
        until=end_of(day_of(now + timedelta(days=LASTS_DAYS - 1))) - timedelta(seconds=1),
    )  # fmt: skip
    session.add(made)
    _step(session, accreditation, "hold", actor=actor, facts=facts, now=now, details={"ground": ground})
    session.refresh(accreditation, ["holds"])
    for days in REMIND_DAYS:
        due.add(session, KIND, made.id, {"hold": str(made.id), "act": "remind"}, at=now + timedelta(days=days))
    due.add(session, KIND, made.id, {"hold": str(made.id), "act": "end"}, at=made.until)
    mails.put_on_hold(session, made, now=now, links=links)
    return made


def release(
    session: Session, accreditation: Accreditation, *, reason: str, actor: Actor, facts: Facts, now: datetime,
    links: mails.HoldLinks,
) -> None:  # fmt: skip
    """It stands again, and comes due on the days on which it would have.

    :raises Invalid: no reason. :raises WrongState: it is not on hold. :raises NotAllowed: as for ``hold``.
    """
    words = _words(reason, "reason")
    moving.lock(session, accreditation)
    _release(session, accreditation, words, actor=actor, facts=facts, now=now, links=links)


def revoke(
    session: Session, accreditation: Accreditation, *, reason: str, actor: Actor, facts: Facts, now: datetime,
    links: mails.HoldLinks,
) -> None:  # fmt: skip
    """Take an award away that is on hold; what was found stays public. Raises as ``release``."""
    words = _words(reason, "reason")
    moving.lock(session, accreditation)
    accreditation.ended_at, accreditation.ended_because = now, BY_EDITORS
    _step(session, accreditation, "revoke", actor=actor, facts=facts, now=now)
    mails.ended(session, _close(session, accreditation, words, "revoked", actor=actor, now=now), now=now, links=links)


def handler(links: mails.HoldLinks, now: Callable[[], datetime]) -> due.Handler:
    def work(payloads: Sequence[Mapping[str, Any]], _new_session: due.NewSession) -> due.Finish:
        def finish(session: Session) -> None:
            for payload in payloads:
                held = session.get(Hold, UUID(payload["hold"]))
                if held is not None:
                    _come(session, held, payload["act"], now=now(), links=links)

        return finish

    return due.Handler(work)


def _come(session: Session, held: Hold, act: str, *, now: datetime, links: mails.HoldLinks) -> None:
    accreditation = held.accreditation
    moving.lock(session, accreditation)
    if held.ended_at is not None or not accreditation.state.is_on_hold:
        return
    if act == "end":
        _release(session, accreditation, NOT_DECIDED, actor=None, facts=None, now=now, links=links)
    elif not accreditation.demo and now < held.until:
        mails.remind(session, held, now=now, links=links)


def _release(
    session: Session, accreditation: Accreditation, reason: str, *, actor: Actor | None, facts: Facts | None,
    now: datetime, links: mails.HoldLinks,
) -> None:  # fmt: skip
    _step(session, accreditation, "release", actor=actor, facts=facts, now=now)
    expiring.plan(session, accreditation, told_until=now)
    held = _close(session, accreditation, reason, "released", actor=actor, now=now)
    mails.ended(session, held, now=now, links=links)


def _close(
    session: Session, accreditation: Accreditation, reason: str, outcome: str, *, actor: Actor | None, now: datetime
) -> Hold:
    held = next(each for each in accreditation.holds if each.ended_at is None)
    held.ended_at, held.ended_by, held.reason, held.outcome = now, actor.id if actor else None, reason, outcome
    due.forget_key(session, KIND, held.id)
    session.flush()
    return held


def _step(
    session: Session, accreditation: Accreditation, name: str, *, actor: Actor | None, facts: Facts | None,
    now: datetime, details: Mapping[str, str] | None = None,
) -> None:  # fmt: skip
    """:param facts: None for the hub itself, when 60 days are over."""
    moving.move(
        session, accreditation, name, permitted=permitting(facts),
        actor_id=actor.id if actor else None, now=now, details=details,
    )  # fmt: skip
    audit.record(
        session, f"accreditation.{name}-of", subject_type=CASE, subject_id=accreditation.submission_id,
        actor_id=actor.id if actor else None, at=now, details={"accreditation": str(accreditation.id)},
    )  # fmt: skip
    public.changed(session, accreditation.project_id)


def _words(typed: str, field: str) -> str:
    words = typed.strip()
    if not words or len(words) > cases.MAX_REASON:
        raise Invalid("Say why", {field: "Say why in your own words"})
    return words
