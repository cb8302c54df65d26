"""The states of a light renewal: their groups, whose turn it is, and the words for every reader."""

from evidencehub.authz.told import State, Told, Visibility, Who, Words


class RenewalState(State):
    WAITING = "waiting"  # with an editor
    ACCEPTED = "accepted"
    WHOLE_NEEDED = "whole-needed"  # an editor asks that the project be sent in full
    LAPSED = "lapsed"  # the award was replaced or withdrawn meanwhile

    @property
    def told(self) -> Told:
        return RENEWAL_TOLD[self]

    @property
    def is_waiting(self) -> bool:
        return self is RenewalState.WAITING

    @property
    def is_accepted(self) -> bool:
        return self is RenewalState.ACCEPTED

    @property
    def needs_the_whole(self) -> bool:
        return self is RenewalState.WHOLE_NEEDED

    @property
    def visibility(self) -> Visibility:
        return Visibility.PUBLIC if self.is_accepted else Visibility.DESK


_NOT_ASKED = Words(unseen="reviewers have no part in it")
_NOT_PUBLIC = Words(unseen="only what an editor accepted is part of the record")

RENEWAL_TOLD = {
    RenewalState.WAITING: Told(
        Who.EDITORS,
        Words("With an editor", meaning="An editor reads what you sent. When they answer, you get a mail."),
        _NOT_ASKED,
        Words("Waiting"),
        _NOT_PUBLIC,
        todo="Read what the team says, and accept it or ask for the whole",
        days=14,
    ),
    RenewalState.ACCEPTED: Told(
        Who.NOBODY,
        Words("Renewed", meaning="Your award is renewed on your word."),
        _NOT_ASKED,
        Words("Renewed"),
        Words("Renewed", meaning="It was renewed on the team’s word."),
    ),
    RenewalState.WHOLE_NEEDED: Told(
        Who.TEAM,
        Words("Send it in full", meaning="An editor asks you to send the project in full, so that it is graded again."),
        _NOT_ASKED,
        Words("To be sent in full"),
        _NOT_PUBLIC,
        todo="Send the project in full",
    ),
    RenewalState.LAPSED: Told(
        Who.NOBODY,
        Words("Not needed any more", meaning="The award was replaced or withdrawn before an editor had answered."),
        _NOT_ASKED,
        Words("Not needed any more"),
        _NOT_PUBLIC,
    ),
}
