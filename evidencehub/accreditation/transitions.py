"""How an accreditation moves, as data. ``shared.transitions.apply`` runs it; nothing else changes its state."""

from evidencehub.authz.values import Permission as P
from evidencehub.shared.transitions import Transition


def _step(name: str, sources: str, target: str, permission: P, notice: str | None = None) -> Transition:
    return Transition(name, frozenset(sources.split()), target, permission.value, notice=notice)


ACCREDITATION = (
    _step("come-due", "active", "expiring", P.ACCREDITATION_EXPIRE, "accreditation.due"),
    _step("expire", "active expiring", "expired", P.ACCREDITATION_EXPIRE, "accreditation.expired"),
    _step("renew", "expiring expired", "active", P.ACCREDITATION_RENEW, "accreditation.renewed"),
    _step("supersede", "active expiring expired on-hold", "superseded", P.RECORD_PUBLISH),
    _step("hold", "active expiring expired", "on-hold", P.ACCREDITATION_HOLD, "accreditation.on-hold"),
    _step("release", "on-hold", "active", P.ACCREDITATION_HOLD, "accreditation.released"),
    _step(
        "withdraw", "active expiring expired on-hold", "withdrawn", P.ACCREDITATION_WITHDRAW,
        "accreditation.withdrawn",
    ),
    _step("overturn", "active expiring expired", "withdrawn", P.APPEAL_PUBLISH),
    _step("revoke", "on-hold", "withdrawn", P.ACCREDITATION_HOLD, "accreditation.revoked"),
)  # fmt: skip
