"""How a team's reply moves, as data. Nothing that was written is lost; one stands at most."""

from evidencehub.authz.values import Permission as P
from evidencehub.shared.transitions import Transition

REPLY = (
    Transition("replace", frozenset({"stands", "held"}), "replaced", P.LETTER_REPLY.value),
    Transition("hold-back", frozenset({"stands"}), "held", P.REPLY_HOLD.value, notice="reply.held-back"),
)
