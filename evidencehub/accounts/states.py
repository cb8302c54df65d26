"""The states of an invitation into a team: their groups, whose turn it is, and the words for every reader."""

from evidencehub.authz.told import State, Told, Visibility, Who, Words


class InvitationState(State):
    OPEN = "open"  # until it is answered, or its time is over
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"

    @property
    def told(self) -> Told:
        return INVITATION_TOLD[self]

    @property
    def is_open(self) -> bool:
        return self is InvitationState.OPEN

    @property
    def is_accepted(self) -> bool:
        return self is InvitationState.ACCEPTED

    @property
    def is_refused(self) -> bool:
        return self is InvitationState.REFUSED

    @property
    def visibility(self) -> Visibility:
        return Visibility.INVITED


_NOT_THEIRS = Words(unseen="invitations are between a team and the person invited")


def _told(turn: Who, label: str, colour: str, *, todo: str = "") -> Told:
    return Told(turn, Words(label, colour), _NOT_THEIRS, _NOT_THEIRS, _NOT_THEIRS, todo=todo)


INVITATION_TOLD = {
    InvitationState.OPEN: _told(Who.INVITED, "No answer yet", "yellow", todo="Say yes or no"),
    InvitationState.ACCEPTED: _told(Who.NOBODY, "Joined", "green"),
    InvitationState.REFUSED: _told(Who.NOBODY, "Said no", "grey"),
    InvitationState.WITHDRAWN: _told(Who.NOBODY, "Taken back", "grey"),
}
