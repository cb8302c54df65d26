"""How a report of a mistake moves, as data. What was answered can still turn out to be a mistake."""

from evidencehub.authz.values import Permission as P
from evidencehub.shared.transitions import Transition

MISTAKE = (
    Transition("answer", frozenset({"waiting"}), "answered", P.MISTAKES_MANAGE.value, notice="mistake.answered"),
    Transition(
        "correct", frozenset({"waiting", "answered"}), "corrected", P.MISTAKES_MANAGE.value, notice="mistake.corrected"
    ),
    Transition("set-aside", frozenset({"waiting"}), "set-aside", P.MISTAKES_MANAGE.value),
)
