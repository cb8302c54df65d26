"""The states of a request for evidence: their groups, whose turn it is, and the words for every reader."""

from evidencehub.authz.told import State, Told, Visibility, Who, Words


class RequestState(State):
    WAITING = "waiting"  # only editors can read it
    PUBLISHED = "published"
    ANSWERED = "answered"  # still public, with what was found
    REFUSED = "refused"

    @property
    def told(self) -> Told:
        return REQUEST_TOLD[self]

    @property
    def is_waiting(self) -> bool:
        return self is RequestState.WAITING

    @property
    def is_open(self) -> bool:
        """Everybody can read it, and nobody has found anything yet."""
        return self is RequestState.PUBLISHED

    @property
    def is_public(self) -> bool:
        return self in {RequestState.PUBLISHED, RequestState.ANSWERED}

    @property
    def is_refused(self) -> bool:
        return self is RequestState.REFUSED

    @property
    def visibility(self) -> Visibility:
        return Visibility.PUBLIC if self.is_public else Visibility.AUTHOR


_NO_ACCOUNT = Words(unseen="who asked needs no account, and is told by mail")
_AS_EVERYBODY = Words(unseen="reviewers read requests as everybody does")
_NOT_PUBLIC = Words(unseen="nobody reads it but the editors")


def _told(turn: Who, editor: Words, public: Words = _NOT_PUBLIC, *, todo: str = "") -> Told:
    return Told(turn, _NO_ACCOUNT, _AS_EVERYBODY, editor, public, todo=todo)


REQUEST_TOLD = {
    RequestState.WAITING: _told(Who.EDITORS, Words("Waiting", "yellow"), todo="Publish it, or say why not"),
    RequestState.PUBLISHED: _told(Who.NOBODY, Words("Published", "green"), Words("Nothing found yet", "yellow")),
    RequestState.ANSWERED: _told(Who.NOBODY, Words("Answered", "blue"), Words("Answered", "green")),
    RequestState.REFUSED: _told(Who.NOBODY, Words("Not published", "grey")),
}
