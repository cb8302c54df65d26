"""How a submission moves, as data. ``shared.transitions.apply`` runs it; nothing else changes a submission's state."""

from evidencehub.authz.values import Permission as P
from evidencehub.shared.transitions import Transition


def _step(
    name: str, sources: str, target: str, permission: P, guard: str | None = None, notice: str | None = None,
    *, planned: bool = False,
) -> Transition:  # fmt: skip
    return Transition(name, frozenset(sources.split()), target, permission.value, guard, notice, planned)


SUBMISSION = (
    _step("send", "draft", "submitted", P.SUBMISSION_SEND, "is_complete", "submission.sent"),
    _step("screen", "submitted", "screening", P.CASE_SCREEN),
    _step("return", "submitted screening", "returned", P.CASE_SCREEN, notice="submission.returned"),
    _step("reject", "submitted screening", "rejected", P.CASE_SCREEN, notice="submission.rejected"),
    _step(
        "withdraw", "submitted screening returned in-review reconciling", "withdrawn", P.SUBMISSION_WITHDRAW,
        "is_the_latest", "submission.withdrawn",
    ),
    _step("start-review", "screening", "in-review", P.CASE_ASSIGN, "can_be_graded", "review.started"),
    _step("freeze-findings", "in-review", "reconciling", P.FINDING_RECORD, "both_are_in", "review.both-in"),
    _step("decide", "reconciling", "decided", P.CASE_DECIDE, "findings_are_agreed", "submission.decided"),
    _step("accredit", "decided", "accredited", P.RECORD_PUBLISH, "tier_reached", "submission.published"),
    _step("not-accredit", "decided", "not-accredited", P.RECORD_PUBLISH, "no_tier_reached", "submission.published"),
    _step("gain-on-appeal", "not-accredited", "accredited", P.APPEAL_PUBLISH, "tier_reached"),
    _step("lose-on-appeal", "accredited", "not-accredited", P.APPEAL_PUBLISH, "no_tier_reached"),
)  # fmt: skip
