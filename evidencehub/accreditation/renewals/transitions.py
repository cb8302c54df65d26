"""How a light renewal moves, as data. It is answered once."""

from evidencehub.authz.values import Permission as P
from evidencehub.shared.transitions import Transition

_RENEW = P.ACCREDITATION_RENEW.value
_WAITING = frozenset({"waiting"})

RENEWAL = (
    Transition("accept", _WAITING, "accepted", _RENEW, "award_can_be_renewed", "accreditation.renewed"),
    Transition("ask-for-the-whole", _WAITING, "whole-needed", _RENEW, notice="renewal.whole-needed"),
    Transition("lapse", _WAITING, "lapsed", P.ACCREDITATION_EXPIRE.value),
)
