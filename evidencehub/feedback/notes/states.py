"""The states of a practice note: their groups, whose turn it is, and the words for every reader."""

from evidencehub.authz.told import State, Told, Visibility, Who, Words


class NoteState(State):
    WAITING = "waiting"  # only editors can read it
    PUBLISHED = "published"
    REFUSED = "refused"

    @property
    def told(self) -> Told:
        return NOTE_TOLD[self]

    @property
    def is_waiting(self) -> bool:
        return self is NoteState.WAITING

    @property
    def is_published(self) -> bool:
        return self is NoteState.PUBLISHED

    @property
    def visibility(self) -> Visibility:
        return Visibility.PUBLIC if self.is_published else Visibility.AUTHOR


_NO_ACCOUNT = Words(unseen="who writes a note needs no account, and is told by mail")
_AS_EVERYBODY = Words(unseen="reviewers read notes as everybody does")
_READ = Words(unseen="who reads a note on a public page needs no word for that")
_NOT_PUBLIC = Words(unseen="nobody reads it but the editors")


def _told(turn: Who, editor: Words, public: Words = _NOT_PUBLIC, *, todo: str = "") -> Told:
    return Told(turn, _NO_ACCOUNT, _AS_EVERYBODY, editor, public, todo=todo)


NOTE_TOLD = {
    NoteState.WAITING: _told(Who.EDITORS, Words("Waiting", "yellow"), todo="Publish it, or say why not"),
    NoteState.PUBLISHED: _told(Who.NOBODY, Words("Published", "green"), _READ),
    NoteState.REFUSED: _told(Who.NOBODY, Words("Not published", "grey")),
}
