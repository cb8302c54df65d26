"""How a judgement moves, as data. The level follows from what was agreed; no step takes one."""

from evidencehub.authz.values import Permission as P
from evidencehub.shared.transitions import Transition

_MANAGE = P.CERTAINTY_MANAGE.value

JUDGEMENT = (
    Transition(
        "both-in", frozenset({"judging"}), "settling", P.FINDING_RECORD.value, "both_are_frozen",
        notice="certainty.both-in",
    ),
    Transition("settle", frozenset({"settling"}), "settled", _MANAGE, "nothing_is_open"),
    Transition("publish", frozenset({"settled"}), "published", P.SYNTHESIS_PUBLISH.value, notice="certainty.thanks"),
    Transition("stop", frozenset({"judging", "settling", "settled"}), "stopped", _MANAGE, notice="certainty.stopped"),
)  # fmt: skip
