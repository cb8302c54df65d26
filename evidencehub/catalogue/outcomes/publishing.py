"""An editor says that a synthesis was checked, and its headline stands as checked. Nobody can word it otherwise."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from evidencehub.authz.policies import permits
from evidencehub.authz.values import Actor, Facts, Permission
from evidencehub.catalogue.outcomes.models import SynthesisVersion
from evidencehub.shared import audit
from evidencehub.shared.errors import NotAllowed, WrongState


def publish(session: Session, version: SynthesisVersion, *, actor: Actor, facts: Facts, now: datetime) -> None:
    """Publish the headline as it was made, at ``now`` (UTC).

    :raises NotAllowed: the actor is no editor, or has a conflict.
    :raises WrongState: it was published already, newer records have taken its place, or nothing was put together.
    """
    if not permits(Permission.SYNTHESIS_PUBLISH, facts):
        raise NotAllowed("Only an editor without a conflict can publish this.")
    if version.result is None:
        raise WrongState("Fewer than three studies entered: there is nothing to publish.")
    held = (
        update(SynthesisVersion)
        .where(SynthesisVersion.id == version.id, SynthesisVersion.is_current, SynthesisVersion.published_at.is_(None))
        .values(published_at=now, published_by=actor.id)
    )
    if session.execute(held.execution_options(synchronize_session=False)).rowcount != 1:  # type: ignore[attr-defined]
        raise WrongState("Somebody published this just now, or newer records have taken its place. Open it again.")
    session.expire(version)
    audit.record(
        session, "synthesis.published", subject_type="synthesis", subject_id=version.id, actor_id=actor.id, at=now,
        details={"number": version.number, "inputs_sha256": version.inputs_sha256, "method": version.method},
    )  # fmt: skip
