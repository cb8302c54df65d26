"""How an offer of a project to another organisation moves, as data."""

from evidencehub.authz.values import Permission as P
from evidencehub.shared.transitions import Transition

_OPEN = frozenset({"offered"})
_ANSWER, _OFFER = P.TRANSFER_ANSWER.value, P.TRANSFER_OFFER.value
TRANSFER = (
    Transition("accept", _OPEN, "accepted", _ANSWER, "can_go", "transfer.accepted"),
    Transition("decline", _OPEN, "declined", _ANSWER, "has_time_left", "transfer.declined"),
    Transition("withdraw", _OPEN, "withdrawn", _OFFER, None, "transfer.withdrawn"),
    Transition("lapse", _OPEN, "lapsed", _OFFER, "time_is_over", "transfer.lapsed"),
)
