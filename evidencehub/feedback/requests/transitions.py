"""How a request for evidence moves, as data. A decision can be taken back: one that names somebody must come down."""

from evidencehub.authz.values import Permission as P
from evidencehub.shared.transitions import Transition

_MANAGE = P.REQUESTS_MANAGE.value

REQUEST = (
    Transition("publish", frozenset({"waiting", "refused"}), "published", _MANAGE, notice="request.published"),
    Transition("refuse", frozenset({"waiting", "published", "answered"}), "refused", _MANAGE, notice="request.refused"),
    Transition("answer", frozenset({"published", "answered"}), "answered", _MANAGE, notice="request.answered"),
)
