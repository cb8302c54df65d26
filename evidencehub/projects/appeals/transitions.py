"""How an appeal moves, as data. ``shared.transitions.apply`` runs it; nothing else changes its state."""

from evidencehub.authz.values import Permission as P
from evidencehub.shared.transitions import Transition


def _step(
    name: str, sources: str, target: str, permission: P, guard: str | None = None, notice: str | None = None
) -> Transition:
    return Transition(name, frozenset(sources.split()), target, permission.value, guard, notice)


APPEAL = (
    _step("take", "sent", "taken", P.APPEAL_TAKE),
    _step("refuse", "taken", "refused", P.APPEAL_MANAGE, notice="appeal.refused"),
    _step("open", "taken", "grading", P.APPEAL_MANAGE, "pair_is_asked", "appeal.opened"),
    _step("freeze-findings", "grading", "settling", P.FINDING_RECORD, "both_are_in", "appeal.both-in"),
    _step("conclude", "settling", "concluded", P.APPEAL_MANAGE, "findings_are_agreed", "appeal.concluded"),
    _step("publish", "concluded", "closed", P.APPEAL_PUBLISH, "day_has_come", "appeal.published"),
    _step("withdraw", "sent taken grading settling", "withdrawn", P.APPEAL_MAKE, notice="appeal.withdrawn"),
)
