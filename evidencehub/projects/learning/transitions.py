"""How an entry of a learning log comes to be public and stops being it, as data."""

from evidencehub.authz.values import Permission as P
from evidencehub.shared.transitions import Transition

_LOOK = P.LOG_LOOK.value

LOG = (
    Transition("show", frozenset({"waiting"}), "public", _LOOK, notice="log.public"),
    Transition("replace", frozenset({"public"}), "replaced", _LOOK),
    Transition("refuse", frozenset({"waiting", "public"}), "refused", _LOOK, notice="log.refused"),
    Transition("take-back", frozenset({"waiting", "public"}), "taken-back", P.LOG_SEND.value),
)
