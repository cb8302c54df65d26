"""How a request for a full report moves, as data. Whoever may make a document public may give it to one reader."""

from evidencehub.authz.values import Permission as P
from evidencehub.shared.transitions import Transition

_AGREE = P.DISCLOSURE_AGREE.value

REPORT_REQUEST = (
    Transition("give", frozenset({"waiting"}), "given", _AGREE, "is_on_request", "report-request.given"),
    Transition("refuse", frozenset({"waiting"}), "refused", _AGREE, None, "report-request.refused"),
    Transition("run-out", frozenset({"waiting"}), "lapsed", _AGREE, "time_is_over", "report-request.lapsed"),
    Transition(
        "take-back", frozenset({"waiting"}), "refused", _AGREE, "is_on_request_no_more", "report-request.taken-back"
    ),
    Transition("end", frozenset({"given"}), "ended", _AGREE),
)
