"""How what a team says of a fact moves, as data. It is answered once. No finding changes by it."""

from evidencehub.authz.values import Permission as P
from evidencehub.shared.transitions import Transition

_WAITS = frozenset({"waiting"})
_MANAGE = P.CORRECTIONS_MANAGE.value

CORRECTION = (
    Transition("correct", _WAITS, "corrected", _MANAGE, notice="correction.corrected"),
    Transition("leave", _WAITS, "unchanged", _MANAGE, notice="correction.unchanged"),
    Transition("refer", _WAITS, "for-appeal", _MANAGE, notice="correction.for-appeal"),
    Transition("take-back", _WAITS, "taken-back", P.FACTS_CORRECT.value),
)
