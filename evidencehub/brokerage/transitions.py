"""How an offer or a request moves, and how asking to be put in touch does, as data."""

from evidencehub.authz.values import Permission as P
from evidencehub.shared.transitions import Transition

_MANAGE, _OWN, _TIME = P.HELP_MANAGE.value, P.HELP_OWN.value, P.HELP_EXPIRE.value

NOTICE = (
    Transition("publish", frozenset({"waiting", "refused"}), "published", _MANAGE, notice="help.published"),
    Transition("refuse", frozenset({"waiting", "published"}), "refused", _MANAGE, notice="help.refused"),
    Transition("end", frozenset({"waiting", "published"}), "ended", _OWN),
    Transition("expire", frozenset({"published"}), "expired", _TIME, notice="help.expired"),
    Transition("renew", frozenset({"published", "expired"}), "published", _OWN),
)
CONTACT = (
    Transition("agree", frozenset({"asked"}), "agreed", _OWN, guard="may_meet", notice="help.agreed"),
    Transition("decline", frozenset({"asked"}), "declined", _OWN, notice="help.declined"),
    Transition("lapse", frozenset({"asked"}), "lapsed", _TIME, notice="help.lapsed"),
)
