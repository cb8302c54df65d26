"""How a version of a plan comes to be public, as data. An editor who let it can take that back."""

from evidencehub.authz.values import Permission as P
from evidencehub.shared.transitions import Transition

_LOOK = P.PLAN_LOOK.value

PLAN = (
    Transition("register", frozenset({"waiting"}), "public", _LOOK, notice="plan.registered"),
    Transition("date", frozenset({"waiting"}), "public", P.PLAN_SEND.value, "only_days_differ"),
    Transition("refuse", frozenset({"waiting", "public"}), "refused", _LOOK, notice="plan.refused"),
)
