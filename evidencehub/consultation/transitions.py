"""How a comment moves, as data. A decision can be taken back: a comment that names somebody must come down again."""

from evidencehub.authz.values import Permission as P
from evidencehub.shared.transitions import Transition

COMMENT = (
    Transition(
        "publish", frozenset({"waiting", "refused"}), "published", P.COMMENTS_MANAGE.value, notice="comment.published"
    ),
    Transition(
        "refuse", frozenset({"waiting", "published"}), "refused", P.COMMENTS_MANAGE.value, notice="comment.refused"
    ),
)
