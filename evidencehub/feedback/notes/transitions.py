"""How a practice note moves, as data. What tells of harm to somebody is never published."""

from evidencehub.authz.values import Permission as P
from evidencehub.shared.transitions import Transition

_MANAGE = P.NOTES_MANAGE.value

NOTE = (
    Transition(
        "publish", frozenset({"waiting", "refused"}), "published", _MANAGE, "is_no_concern", notice="note.published"
    ),
    Transition("refuse", frozenset({"waiting", "published"}), "refused", _MANAGE, notice="note.refused"),
)
