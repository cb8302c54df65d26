"""The states of a project's way to another organisation: their groups, whose turn it is, and the words for readers."""

from evidencehub.authz.told import State, Told, Visibility, Who, Words

DAYS = 28  # that the other organisation has to answer


class TransferState(State):
    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"  # nobody answered in time

    @property
    def told(self) -> Told:
        return TRANSFER_TOLD[self]

    @property
    def is_open(self) -> bool:
        return self is TransferState.OFFERED

    @property
    def is_accepted(self) -> bool:
        return self is TransferState.ACCEPTED

    @property
    def visibility(self) -> Visibility:
        return Visibility.INVITED


_NOT_THEIRS = Words(unseen="an offer is between two organisations")
_UNTIL = Words(unseen="the project's page says until when another organisation ran it")


def _told(turn: Who, label: str, colour: str, *, public: Words = _NOT_THEIRS, todo: str = "", days: int = 0) -> Told:
    return Told(turn, Words(label, colour), _NOT_THEIRS, _NOT_THEIRS, public, todo=todo, days=days)


TRANSFER_TOLD = {
    TransferState.OFFERED: _told(
        Who.INVITED, "No answer yet", "yellow", todo="Take the project on, or say no", days=DAYS
    ),
    TransferState.ACCEPTED: _told(Who.NOBODY, "Handed over", "green", public=_UNTIL),
    TransferState.DECLINED: _told(Who.NOBODY, "Declined", "grey"),
    TransferState.WITHDRAWN: _told(Who.NOBODY, "Taken back", "grey"),
    TransferState.LAPSED: _told(Who.NOBODY, "Not answered", "grey"),
}
