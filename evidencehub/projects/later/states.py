"""How far later results are on their way to the public: whose turn it is, and the words for every reader."""

from evidencehub.authz.told import State, Told, Visibility, Who, Words


class LaterState(State):
    WAITING = "waiting"
    PUBLIC = "public"
    REFUSED = "refused"

    @property
    def told(self) -> Told:
        return LATER_TOLD[self]

    @property
    def is_waiting(self) -> bool:
        return self is LaterState.WAITING

    @property
    def is_public(self) -> bool:
        return self is LaterState.PUBLIC

    @property
    def is_refused(self) -> bool:
        return self is LaterState.REFUSED

    @property
    def visibility(self) -> Visibility:
        return Visibility.PUBLIC if self.is_public else Visibility.DESK


_NEXT_TIME = Words(unseen="reviewers read what everybody reads, when the project is sent again")
_NOT_PUBLIC = Words(unseen="nothing of it is public")

LATER_TOLD = {
    LaterState.WAITING: Told(
        Who.EDITORS, Words("With an editor", "blue", "An editor reads it before it is public."), _NEXT_TIME,
        Words("Waiting", "yellow"), _NOT_PUBLIC, todo="Read it, and say whether everybody may", days=5,
    ),
    LaterState.PUBLIC: Told(
        Who.NOBODY, Words("Public", "green", "Everybody can read it, as later and not graded yet."), _NEXT_TIME,
        Words("Public", "green"), Words("Not graded yet"),
    ),
    LaterState.REFUSED: Told(
        Who.TEAM, Words("Back with you", "orange", "An editor asks you to change something and send it again."),
        _NEXT_TIME, Words("Back with the team"), _NOT_PUBLIC, todo="Change it and send it again",
    ),
}  # fmt: skip
