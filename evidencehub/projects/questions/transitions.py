"""How a question to a team moves, as data. It is answered once."""

from evidencehub.authz.values import Permission as P
from evidencehub.shared.transitions import Transition

_MANAGE = P.QUESTIONS_MANAGE.value

QUESTION = (
    Transition("send", frozenset({"waiting"}), "sent", _MANAGE, "is_under_review", "question.sent"),
    Transition("set-aside", frozenset({"waiting"}), "not-needed", _MANAGE, None, "question.not-needed"),
    Transition("answer", frozenset({"sent"}), "answered", P.QUESTION_ANSWER.value, "is_in_time", "question.answered"),
    Transition("run-out", frozenset({"sent"}), "unanswered", _MANAGE, "time_is_over", "question.unanswered"),
    Transition("take-back", frozenset({"sent"}), "taken-back", _MANAGE, None, "question.taken-back"),
)
