"""How an invitation moves, as data."""

from evidencehub.authz.values import Permission as P
from evidencehub.shared.transitions import Transition

_OPEN = frozenset({"open"})
INVITATION = (
    Transition(
        "accept", _OPEN, "accepted", P.INVITATION_ANSWER.value, guard="has_time_left", notice="invitation.accepted"
    ),
    Transition("refuse", _OPEN, "refused", P.INVITATION_ANSWER.value),
    Transition("withdraw", _OPEN, "withdrawn", P.ORGANISATION_EDIT.value),
)
