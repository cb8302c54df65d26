"""How far an entry of a learning log is on its way to the public: whose turn it is, and the words for every reader."""

from evidencehub.authz.told import State, Told, Visibility, Who, Words


class LogState(State):
    WAITING = "waiting"
    PUBLIC = "public"
    REPLACED = "replaced"  # by a newer version that is public
    REFUSED = "refused"
    TAKEN_BACK = "taken-back"  # by its team

    @property
    def told(self) -> Told:
        return LOG_TOLD[self]

    @property
    def is_waiting(self) -> bool:
        return self is LogState.WAITING

    @property
    def is_public(self) -> bool:
        return self is LogState.PUBLIC

    @property
    def is_replaced(self) -> bool:
        return self is LogState.REPLACED

    @property
    def is_refused(self) -> bool:
        return self is LogState.REFUSED

    @property
    def is_taken_back(self) -> bool:
        return self is LogState.TAKEN_BACK

    @property
    def visibility(self) -> Visibility:
        return Visibility.PUBLIC if self.is_public or self.is_replaced else Visibility.DESK


_NOT_GRADED = Words(unseen="nothing of a learning log is given to reviewers, and nothing of it is graded")
_NOT_PUBLIC = Words(unseen="nothing of it is public")

LOG_TOLD = {
    LogState.WAITING: Told(
        Who.EDITORS, Words("With an editor", "blue", "An editor reads it before it is public."), _NOT_GRADED,
        Words("Waiting", "yellow"), _NOT_PUBLIC, todo="Read it, and say whether everybody may", days=5,
    ),
    LogState.PUBLIC: Told(
        Who.NOBODY, Words("Public", "green", "Everybody can read it, as written by you and not graded."), _NOT_GRADED,
        Words("Public", "green"), Words("Not graded"),
    ),
    LogState.REPLACED: Told(
        Who.NOBODY, Words("Replaced", "grey", "A newer version is public, and this one can be read below it."),
        _NOT_GRADED, Words("Replaced", "grey"), Words("As it was before"),
    ),
    LogState.REFUSED: Told(
        Who.TEAM, Words("Back with you", "orange", "An editor asks you to change something and send it again."),
        _NOT_GRADED, Words("Back with the team"), _NOT_PUBLIC, todo="Change it and send it again",
    ),
    LogState.TAKEN_BACK: Told(
        Who.NOBODY, Words("Taken back", "grey", "Only your team can read it."), _NOT_GRADED,
        Words("Taken back", "grey"), Words("Taken back"),
    ),
}  # fmt: skip
