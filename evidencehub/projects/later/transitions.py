"""How later results come to be public, as data. An editor who let them can take that back."""

from evidencehub.authz.values import Permission as P
from evidencehub.shared.transitions import Transition

_LOOK = P.LATER_LOOK.value

LATER = (
    Transition("show", frozenset({"waiting"}), "public", _LOOK, notice="later.public"),
    Transition("refuse", frozenset({"waiting", "public"}), "refused", _LOOK, notice="later.refused"),
)
