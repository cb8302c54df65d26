"""The states of a comment: their groups, whose turn it is, and the words for every reader."""

from evidencehub.authz.told import State, Told, Visibility, Who, Words


class CommentState(State):
    WAITING = "waiting"  # only its author and the editors can read it
    PUBLISHED = "published"
    REFUSED = "refused"

    @property
    def told(self) -> Told:
        return COMMENT_TOLD[self]

    @property
    def is_waiting(self) -> bool:
        return self is CommentState.WAITING

    @property
    def is_published(self) -> bool:
        return self is CommentState.PUBLISHED

    @property
    def is_refused(self) -> bool:
        return self is CommentState.REFUSED

    @property
    def visibility(self) -> Visibility:
        return Visibility.PUBLIC if self.is_published else Visibility.AUTHOR


_AS_EVERYBODY = Words(unseen="reviewers read comments as everybody does")
_READ = Words(unseen="who reads a comment on a public page needs no word for that")
_NOT_PUBLIC = Words(unseen="nobody reads it but its author and the editors")


def _told(turn: Who, label: str, colour: str, public: Words = _NOT_PUBLIC, *, todo: str = "") -> Told:
    """The author and the editors see the same tag."""
    return Told(turn, Words(label, colour), _AS_EVERYBODY, Words(label, colour), public, todo=todo)


COMMENT_TOLD = {
    CommentState.WAITING: _told(Who.EDITORS, "Waiting", "yellow", todo="Publish it, or say why not"),
    CommentState.PUBLISHED: _told(Who.EDITORS, "Published", "green", _READ, todo="Answer it, once"),
    CommentState.REFUSED: _told(Who.NOBODY, "Not published", "grey"),
}
