"""How a document comes to be public and stops being it, as data: the team first, then an editor, then perhaps a day."""

from evidencehub.authz.values import Permission as P
from evidencehub.shared.transitions import Transition

_CONFIRM, _END = P.DISCLOSURE_CONFIRM.value, P.DISCLOSURE_END.value

DISCLOSURE = (
    Transition("agree", frozenset({"sealed"}), "agreed", P.DISCLOSURE_AGREE.value, "can_be_looked_at"),
    Transition("confirm", frozenset({"agreed"}), "open", _CONFIRM, "is_for_everybody_now"),
    Transition("date", frozenset({"agreed"}), "dated", _CONFIRM, "day_is_to_come"),
    Transition("offer", frozenset({"agreed"}), "on-request", _CONFIRM, "is_on_request"),
    Transition("open", frozenset({"dated"}), "open", _CONFIRM, "day_has_come"),
    Transition("refuse", frozenset({"agreed"}), "sealed", _CONFIRM),
    Transition("take-down", frozenset({"agreed", "dated", "on-request", "open"}), "sealed", _END),
)
